// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The branch that releases go to.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { shellWord } from "../shell_word.ts";
import type { Git } from "./git.ts";
import { commitOf, type Head, HEADS, REMOTES } from "./revision.ts";

const ORIGIN = `${REMOTES}origin/`;

/** The branch that releases go to. */
export interface Branch {
  /** The short name: "main". */
  readonly name: string;
  /** The full name: "refs/heads/main". */
  readonly ref: string;
  /** The commit to build on; undefined in a repository without commits. */
  readonly tip: string | undefined;
  /**
   * What the ref holds now: `tip`, or undefined where the branch does not
   * exist yet. The `old` of a {@linkcode RefChange}.
   */
  readonly value: string | undefined;
}

/**
 * Where a detached HEAD may be: at the tip of the default branch, since commits
 * go there, or anywhere.
 */
export type DetachedHead = "at-branch" | "anywhere";

/**
 * The branch that HEAD is on, or that a detached HEAD stands for.
 *
 * @param allowed where a detached HEAD may be, by default at the branch
 * @throws {OperationError} "repository" where it is elsewhere, or where there is
 * no branch
 */
export async function branchOf(
  git: Git,
  head: Head,
  allowed: DetachedHead = "at-branch",
): Promise<{ readonly detached: boolean; readonly branch: Branch }> {
  const { ref, commit } = head;
  return ref === undefined
    ? { detached: true, branch: await defaultBranch(git, head, allowed) }
    : { detached: false, branch: currentBranch(git, { ref, commit }) };
}

function currentBranch(
  git: Git,
  { ref, commit }: Head & { readonly ref: string },
): Branch {
  if (!ref.startsWith(HEADS)) {
    throw new OperationError("repository", {
      subject: git.directory,
      problem: "HEAD is not on a branch",
      expected: `a name below ${HEADS}`,
      found: ref,
    });
  }
  const name = ref.slice(HEADS.length);
  return { name, ref, tip: commit, value: commit };
}

/** The branch to work on where HEAD is detached, as on a build host. */
async function defaultBranch(
  git: Git,
  { commit: head }: Head,
  allowed: DetachedHead,
): Promise<Branch> {
  for (const name of await defaultNames(git)) {
    const ref = `${HEADS}${name}`;
    const value = await commitOf(git, ref);
    const tip = value ?? await commitOf(git, `${ORIGIN}${name}`);
    if (tip === undefined) continue;
    if (tip === head || allowed === "anywhere") {
      return { name, ref, tip, value };
    }
    throw new OperationError("repository", {
      subject: git.directory,
      problem: `HEAD is detached, and not at the tip of ${name}`,
      expected: tip,
      found: head ?? "nothing",
      hint: `Check the branch out: git switch ${shellWord(name)}`,
    });
  }
  throw new OperationError("repository", {
    subject: git.directory,
    problem: "HEAD is detached, and there is no default branch",
    expected:
      "a branch that origin/HEAD or init.defaultBranch names, main or " +
      "master",
    hint: "Check a branch out: git switch <branch>",
  });
}

async function defaultNames(git: Git): Promise<string[]> {
  const remote = await git.text(
    ["symbolic-ref", "--quiet", `${ORIGIN}HEAD`],
    { okCodes: [0, 1, 128] }, // 128: not a symbolic ref
  );
  if (remote.startsWith(ORIGIN)) return [remote.slice(ORIGIN.length)];
  return usualNames(git);
}

/** What a main branch is usually called, the likeliest name first. */
export function usualNames(git: Git): string[] {
  const configured = git.setting("init.defaultbranch");
  return [configured, "main", "master"].filter((name) => name !== "");
}

/** A ref, and what it leads to if it is a symbolic one. */
export interface NamedRef {
  /** The full name: "refs/remotes/origin/HEAD". */
  readonly ref: string;
  /** The full name of the ref that it stands for. */
  readonly symbolic: string | undefined;
}

/**
 * The branch that a remote's HEAD names: origin's, or that of the only remote
 * that has one. A clone keeps it as it was then.
 */
export function remoteDefault(refs: readonly NamedRef[]): string | undefined {
  const heads = refs.flatMap(({ ref, symbolic }) => {
    const [, remote] = /^refs\/remotes\/([^/]+)\/HEAD$/.exec(ref) ?? [];
    const start = `${REMOTES}${remote}/`;
    return remote !== undefined && symbolic?.startsWith(start)
      ? [{ remote, name: symbolic.slice(start.length) }]
      : [];
  });
  const head = heads.find(({ remote }) => remote === "origin") ??
    (heads.length === 1 ? heads[0] : undefined);
  return head?.name;
}
