// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Makes a release as far as it is made here: `deno task release` checks
 * everything that a release needs and puts an annotated tag on HEAD. Pushing
 * the tag starts the rest (.build.yaml): executables, checksums, mirrors, JSR.
 *
 * `deno task release --dry-run` checks and makes no tag.
 *
 * @module
 */

// deno-lint-ignore-file no-console -- a tool for the terminal

import { parseArgs } from "@std/cli/parse-args";
import {
  type ChangelogEntry,
  compareVersions,
  parseChangelog,
} from "./changelog.ts";
import { RELEASE_DENO } from "./compile_runtime.ts";

/** What a release depends on. */
export interface ReleaseState {
  /** `git status --porcelain`: nothing where HEAD holds everything. */
  readonly status: string;
  /** The branch, or "" on a detached HEAD. */
  readonly branch: string;
  /** Tags of the form v1.2.3. */
  readonly tags: readonly string[];
  /** The version by each file that names it. */
  readonly versions: ReadonlyMap<string, string>;
  /** The newest entry of CHANGELOG.md. */
  readonly entry: ChangelogEntry | undefined;
  /** Today in UTC, "2026-12-31". */
  readonly today: string;
  /** The version of deno that runs this. */
  readonly deno: string;
}

/** The branch that releases are made from. */
const BRANCH = "main";

/**
 * Why there can be no release. Pure.
 *
 * @returns one line each, nothing where there can
 */
export function obstacles(state: ReleaseState): string[] {
  const { status, branch, tags, versions, entry, today, deno } = state;
  const [version = "", ...others] = new Set(versions.values());
  const problems: string[] = [];
  if (status !== "") problems.push(`The working tree has changes:\n${status}`);
  if (branch !== BRANCH) {
    problems.push(`The branch is "${branch}", releases come from ${BRANCH}`);
  }
  if (others.length > 0) {
    const list = [...versions].map(([file, text]) => `${file} ${text}`);
    problems.push(`The versions differ: ${list.join(", ")}`);
  }
  if (!/^\d+\.\d+\.\d+$/.test(version)) {
    problems.push(`The version "${version}" is not of the form 1.2.3`);
  }
  if (entry?.date === undefined) {
    problems.push("CHANGELOG.md has no date for this version");
  } else if (entry.date !== today) {
    problems.push(`CHANGELOG.md says ${entry.date}, today is ${today}`);
  }
  if (entry?.text === "") problems.push("CHANGELOG.md says nothing of changes");
  const newest = tags.map((tag) => tag.slice(1)).sort(compareVersions).at(-1);
  if (newest !== undefined && compareVersions(version, newest) <= 0) {
    problems.push(`The version is ${version}, v${newest} is released already`);
  }
  if (deno !== RELEASE_DENO) {
    problems.push(
      `This is deno ${deno}, releases are made with ${RELEASE_DENO}`,
    );
  }
  return problems;
}

/** Reads the state of a project. */
export async function readState(folder: string): Promise<ReleaseState> {
  const text = (path: string) => Deno.readTextFile(`${folder}/${path}`);
  const [entry] = parseChangelog(await text("CHANGELOG.md"));
  const module = await text("lib/version.ts");
  const tags = await git(folder, "tag", "--list", "v*");
  return {
    status: await git(folder, "status", "--porcelain"),
    branch: await git(folder, "branch", "--show-current"),
    tags: tags.split("\n").filter((tag) => /^v\d+\.\d+\.\d+$/.test(tag)),
    versions: new Map([
      ["deno.json", String(JSON.parse(await text("deno.json")).version)],
      [
        "deno.npm.json",
        String(JSON.parse(await text("deno.npm.json")).version),
      ],
      ["lib/version.ts", /VERSION = "(.*)"/.exec(module)?.[1] ?? ""],
      ["CHANGELOG.md", entry?.version ?? ""],
    ]),
    entry,
    today: new Date().toISOString().slice(0, 10),
    deno: Deno.version.deno,
  };
}

/**
 * Puts the annotated tag on HEAD. What changed is its message; git signs it
 * where it is configured to.
 */
export async function makeTag(
  folder: string,
  { version, text }: ChangelogEntry,
): Promise<string> {
  const tag = `v${version}`;
  const message = `neuron-publish ${version}\n\n${text}\n`;
  // "verbatim": lines that begin with # are headings here, not comments.
  const args = ["tag", "--annotate", "--cleanup=verbatim", "--file=-", tag];
  const child = new Deno.Command("git", {
    args: ["-C", folder, ...args],
    stdin: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(message));
  await writer.close();
  if (!(await child.status).success) throw new Error(`git makes no tag ${tag}`);
  return tag;
}

async function git(folder: string, ...args: string[]): Promise<string> {
  const { success, stdout } = await new Deno.Command("git", {
    args: ["-C", folder, ...args],
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`git ${args.join(" ")} failed`);
  return new TextDecoder().decode(stdout).trimEnd();
}

async function passes(...args: string[]): Promise<boolean> {
  console.error(`\n== deno ${args.join(" ")}`);
  const { success } = await new Deno.Command(Deno.execPath(), { args })
    .spawn().status;
  return success;
}

async function main(dryRun: boolean): Promise<boolean> {
  const state = await readState(".");
  const problems = obstacles(state);
  // The quick answers first.
  if (problems.length === 0) {
    if (!await passes("task", "ok")) problems.push("deno task ok failed");
    if (!await passes("task", "compile:check")) {
      problems.push("deno task compile:check failed");
    }
  }
  for (const problem of problems) console.error(problem);
  if (problems.length > 0 || state.entry === undefined) return false;
  if (dryRun) {
    console.error(`\nEverything holds; v${state.entry.version} was not made`);
    return true;
  }
  const tag = await makeTag(".", state.entry);
  console.error(`\nMade ${tag}. Now: git push origin ${BRANCH} ${tag}`);
  return true;
}

if (import.meta.main) {
  const { "dry-run": dryRun } = parseArgs(Deno.args, { boolean: ["dry-run"] });
  Deno.exit(await main(dryRun) ? 0 : 1);
}
