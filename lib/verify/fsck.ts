// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * git's own opinion of the whole object store, beside ours.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { type Check, Checklist } from "./checks.ts";
import { removalOf } from "./remove_setting.ts";
import type { Clone } from "./repository.ts";

/** Problems that are listed one by one. */
const MAX_LISTED = 10;

/** Bytes of git's answer that are read. */
const MAX_ANSWER = 4 * 2 ** 20;

/** Neither the user's settings nor the system's may weaken it. */
const NO_SETTINGS = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_COUNT: "0",
  GIT_CONFIG_PARAMETERS: "",
};

/**
 * Runs `git fsck --strict`. Settings `fsck.<id>` of the repository are turned
 * into errors; a list of objects to skip cannot be taken back, and fails.
 *
 * @returns the checks; objects that are missing refute nothing
 */
export async function checkWithGit(clone: Clone): Promise<readonly Check[]> {
  const checklist = new Checklist();
  const keys = [...clone.settings.keys()].filter((key) => /^fsck\./i.test(key));
  const lists = keys.filter((key) => key.toLowerCase() === "fsck.skiplist");
  for (const key of lists) {
    checklist.fail("fsck", key, {
      problem: "the repository's configuration hides objects from git fsck",
      expected: "no such setting",
      found: (clone.settings.get(key) ?? []).join(", "),
    });
  }
  if (lists.length > 0) return checklist.checks; // git would open the list
  try {
    let answer = await runFsck(clone, keys);
    // A git gc in the background removes packs that git fsck is reading.
    if (answer.code !== 0) answer = await runFsck(clone, keys);
    const { code, stdout, stderr } = answer;
    const text = `${new TextDecoder().decode(stdout)}\n${stderr}`;
    const refused = code === 128 &&
      /^fatal: (Unhandled message id|Unknown fsck message type|Cannot demote).*/m
        .exec(text)?.[0];
    if (typeof refused === "string") {
      const key = settingIn(refused, keys, clone);
      checklist.unknown("fsck", key, {
        problem: "git fsck does not run with this setting of the repository; " +
          `take it out with: ${await removalOf(clone.git, key)}`,
        expected: "a setting that this git knows",
        found: refused,
      });
    } else report(text, code, checklist);
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    checklist.fail("fsck", "git fsck --strict", {
      problem: error.problem,
      found: error.found,
    });
  }
  return checklist.checks;
}

/** The setting that git refuses: it names the key or the value. */
function settingIn(
  refusal: string,
  keys: readonly string[],
  { settings }: Clone,
): string {
  const words = refusal.toLowerCase().split(/\W+/);
  const named = keys.find((key) =>
    [key.replace(/^fsck\./i, ""), ...settings.get(key) ?? []]
      .some((word) => words.includes(word.toLowerCase()))
  );
  return named ?? keys[0] ?? "";
}

/** @param keys the repository's settings that turn problems into less */
async function runFsck(clone: Clone, keys: readonly string[]) {
  return await clone.git.with(NO_SETTINGS).run([
    "fsck",
    "--strict",
    "--full",
    "--no-dangling",
    "--no-reflogs",
    "--no-progress",
  ], {
    okCodes: "any",
    stdoutLimit: MAX_ANSWER,
    config: [
      ["core.bigFileThreshold", "16m"],
      // Caches that git log and git show believe: they are verified, too.
      ["core.commitGraph", "true"],
      ["core.multiPackIndex", "true"],
      ...keys.map((key): [string, string] => [key, "error"]),
    ],
  });
}

function report(text: string, code: number, checklist: Checklist): void {
  const lines = [...new Set(text.split("\n").map((line) => line.trim()))]
    .filter((line) =>
      line !== "" && !/^(warning|dangling|notice|hint)\b/.test(line)
    );
  const isAbsence = (line: string) =>
    /^(missing|broken link|to|unreachable) |: invalid sha1 pointer/.test(
      line,
    ) ||
    // After git prune: the commit-graph still lists what it removed.
    /^error: Could not read \w+$|^failed to parse commit \w+ from object /
      .test(line);
  const absent = lines.filter(isAbsence);
  const wrong = lines.filter((line) => !isAbsence(line));
  if (code === 0) {
    checklist.okIfNothingFound("fsck", "git fsck --strict");
    return;
  }
  const [status, found] = wrong.length === 0 && absent.length > 0
    ? ["unknown", absent] as const
    : ["fail", wrong.length === 0 ? [`exit code ${code}`] : wrong] as const;
  for (const line of found.slice(0, MAX_LISTED)) {
    checklist[status]("fsck", "git fsck --strict", {
      // Several checks with equal words are shown as one, without `found`.
      problem: `git finds a problem: ${line}`,
    });
  }
  const more = found.length - MAX_LISTED;
  if (more > 0) {
    checklist[status]("fsck", "git fsck --strict", {
      problem: `git finds ${more} more problems`,
    });
  }
}
