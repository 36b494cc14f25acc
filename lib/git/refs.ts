// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Reading refs and history, and moving refs together or not at all.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { HEX_LENGTH } from "../source/object_id.ts";
import type { Repository } from "./repository.ts";

/** A tag and the commit it leads to. */
export interface Tag {
  /** The short name: "2.25.4.0". */
  readonly name: string;
  /** The commit's id, through an annotated tag if it is one. */
  readonly commit: string;
  /** Whether it is a tag object of its own. */
  readonly annotated: boolean;
}

/** A ref to move. */
export interface RefChange {
  /** The full name: "refs/heads/main". */
  readonly ref: string;
  /** The id it must have before; undefined: it must not exist. */
  readonly old: string | undefined;
  /** The id it has afterwards. */
  readonly new: string;
}

/** Fields of a `for-each-ref` line, apart by NUL, which no name can hold. */
const TAG_FORMAT = [
  "%(refname:lstrip=2)",
  "%(objecttype)",
  "%(objectname)",
  "%(*objecttype)",
  "%(*objectname)",
].join("%00");

/** All tags that lead to commits, by name. */
export async function listTags(
  repository: Repository,
): Promise<Map<string, Tag>> {
  const { git } = repository;
  const text = await git.text(
    ["for-each-ref", `--format=${TAG_FORMAT}`, "refs/tags"],
  );
  const tags = new Map<string, Tag>();
  for (const line of text.split("\n").filter((line) => line !== "")) {
    const [name = "", type, id = "", targetType, target = ""] = line
      .split("\0");
    if (type === "commit") {
      tags.set(name, { name, commit: id, annotated: false });
    } else if (targetType === "commit") {
      tags.set(name, { name, commit: target, annotated: true });
    } else if (targetType === "tag") { // a tag of a tag, rare
      const commit = await readCommit(repository, id);
      if (commit !== undefined) {
        tags.set(name, { name, commit, annotated: true });
      }
    }
  }
  return tags;
}

/**
 * Reads one ref.
 *
 * @returns its id, or undefined if it does not exist
 */
export async function readRef(
  repository: Repository,
  ref: string,
): Promise<string | undefined> {
  return await revParse(repository, ref);
}

/**
 * The commit that a name leads to, through tags.
 *
 * @param name a ref, an id, or anything that git understands
 * @returns undefined if there is none
 */
export async function readCommit(
  repository: Repository,
  name: string,
): Promise<string | undefined> {
  return await revParse(repository, `${name}^{commit}`);
}

async function revParse(
  repository: Repository,
  name: string,
): Promise<string | undefined> {
  const id = await repository.git.text(
    ["rev-parse", "--verify", "--quiet", "--end-of-options", name],
    { okCodes: [0, 1] },
  );
  return id === "" ? undefined : id;
}

/** Whether a commit is another one or among its ancestors. */
export async function isAncestor(
  repository: Repository,
  ancestor: string,
  commit: string,
): Promise<boolean> {
  const { code } = await repository.git.run(
    ["merge-base", "--is-ancestor", "--end-of-options", ancestor, commit],
    { okCodes: [0, 1] },
  );
  return code === 0;
}

/**
 * The first of some commits on the way back through history, newest first.
 *
 * @returns undefined if none of them is reachable
 */
export async function nearestAncestor(
  repository: Repository,
  commit: string,
  candidates: ReadonlySet<string>,
): Promise<string | undefined> {
  const text = await repository.git.text(
    ["rev-list", "--topo-order", "--end-of-options", commit],
  );
  return text.split("\n").find((id) => candidates.has(id));
}

/**
 * Moves refs in one transaction, the worktree not included:
 * {@linkcode moveRefs} is what a publisher wants.
 *
 * If this process dies, git goes back: only the word "commit" moves a ref.
 *
 * @param changes every ref once; `HEAD` means HEAD itself, not its branch
 * @param options `message` is for the reflog
 * @throws {OperationError} "repository" naming the first ref that is not where
 * it was expected; then none has moved
 */
export async function updateRefs(
  repository: Repository,
  changes: readonly RefChange[],
  options: { readonly message: string },
): Promise<void> {
  if (changes.length === 0) return;
  const none = "0".repeat(HEX_LENGTH[repository.objectFormat]);
  const updates = changes.map((change) => {
    const option = change.ref === "HEAD" ? "option no-deref\0" : "";
    const old = change.old ?? none;
    return `${option}update ${change.ref}\0${change.new}\0${old}\0`;
  });
  const message = options.message.replaceAll(/\s+/g, " ");
  const transaction = repository.git.start(
    ["update-ref", "-m", message, "--stdin", "-z"],
  );
  const say = (words: string) =>
    transaction.write(new TextEncoder().encode(words));
  try {
    await say(`start\0${updates.join("")}prepare\0`);
    await transaction.readLine(); // start: ok
    await transaction.readLine(); // prepare: ok, all refs are locked
    await say("commit\0");
    await transaction.readLine(); // commit: ok
    await transaction.finish();
  } catch (error) {
    await transaction.kill();
    throw lostRace(error) ?? error;
  }
}

/** Names the ref that was not where it had to be. */
function lostRace(error: unknown): OperationError | undefined {
  if (!(error instanceof OperationError)) return undefined;
  const [, ref, reason = ""] =
    /cannot lock ref '([^']*)': (.*)$/.exec(error.found ?? "") ?? [];
  if (ref === undefined) return undefined;
  const [, found, expected] = /is at (\w+) but expected (\w+)/.exec(reason) ??
    [];
  const exists = reason === "reference already exists";
  const gone = reason.startsWith("unable to resolve reference");
  if (found === undefined && !exists && !gone) return undefined;
  return new OperationError("repository", {
    subject: ref,
    problem: "somebody moved it during this run; nothing was changed",
    expected: expected ?? (exists ? "no such ref" : "the ref to exist"),
    found: found ?? (exists ? "one" : "none"),
    hint: "Run again",
    cause: error,
  });
}
