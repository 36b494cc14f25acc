// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What names lead to: HEAD, refs, and whatever else git takes for an object.
 *
 * @module
 */

import type { Git } from "./git.ts";

/** Where branches, tags and the branches of remotes are. */
export const HEADS = "refs/heads/";
export const TAGS = "refs/tags/";
export const REMOTES = "refs/remotes/";

/** What HEAD names. */
export interface Head {
  /** The full name of a ref; undefined where it is detached. */
  readonly ref: string | undefined;
  /** The commit; undefined where there is none. */
  readonly commit: string | undefined;
}

/** Questions for `git rev-parse`: {@linkcode parseHead} reads the answers. */
export const HEAD_QUESTIONS = [
  "HEAD^{commit}",
  ...["--symbolic-full-name", "HEAD"],
  "--", // none of them is a file; this is answered with itself
];

/** @returns undefined where `git rev-parse` cannot tell */
export function parseHead(
  [commit = "", ref = ""]: readonly string[],
): Head | undefined {
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return undefined;
  if (ref === "HEAD") return { ref: undefined, commit };
  return ref.startsWith("refs/") ? { ref, commit } : undefined;
}

/** Reads HEAD. */
export async function readHead(git: Git): Promise<Head> {
  const answer = await git.text(["rev-parse", ...HEAD_QUESTIONS], {
    okCodes: [0, 128], // 128: there is no commit yet
  });
  return parseHead(answer.split("\n")) ??
    { ref: await symbolicRef(git, "HEAD"), commit: undefined };
}

/**
 * The ref that a symbolic one names.
 *
 * @returns undefined where it is none: a detached HEAD
 */
export async function symbolicRef(
  git: Git,
  ref: string,
): Promise<string | undefined> {
  const named = await git.text(["symbolic-ref", "--quiet", ref], {
    okCodes: [0, 1], // 1: it is none
  });
  return named || undefined;
}

/**
 * The id of the commit that a name leads to.
 *
 * @param name anything that git takes for a commit
 * @returns undefined if there is none
 */
export function commitOf(git: Git, name: string): Promise<string | undefined> {
  return objectAt(git, `${name}^{commit}`);
}

/**
 * The id of an object.
 *
 * @param name anything that git takes for one, such as `<commit>:<path>`
 * @returns undefined if there is none
 */
export async function objectAt(
  git: Git,
  name: string,
): Promise<string | undefined> {
  const id = await git.text(
    ["rev-parse", "--verify", "--quiet", "--end-of-options", name],
    { okCodes: [0, 1] }, // 1: there is none
  );
  // A range such as `<commit>:..` has several.
  return /^[0-9a-f]{40,64}$/.test(id) ? id : undefined;
}
