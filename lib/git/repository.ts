// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Finds a repository and its directories.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import type { ObjectFormat } from "../source/object_id.ts";
import { together } from "../together.ts";
import { type Branch, branchOf, type DetachedHead } from "./branch.ts";
import { gitFailure } from "./failure.ts";
import { askGit, type Git, type GitOptions, openGit } from "./git.ts";
import { type Head, HEAD_QUESTIONS, parseHead, readHead } from "./revision.ts";
import { refuseSpecialFiles, repositoryAround } from "./special_files.ts";

/** What reading objects needs of a repository, whatever HEAD is. */
export interface ObjectStore {
  /** git in the top directory of the worktree, or in the bare repository. */
  readonly git: Git;
  /** Absolute path of this worktree's git directory (HEAD, index). */
  readonly gitDirectory: string;
  /** Absolute path of the git directory that all worktrees share. */
  readonly commonDirectory: string;
  /** Absolute path of the worktree's top; undefined outside of one. */
  readonly worktree: string | undefined;
  /** Whether it says that it has no worktree. */
  readonly isBare: boolean;
  /** How objects are named. */
  readonly objectFormat: ObjectFormat;
  /** Whether history is cut off: a shallow clone. */
  readonly isShallow: boolean;
}

/** An open repository. */
export interface Repository extends ObjectStore {
  /** Whether HEAD names a commit, not a branch. */
  readonly detached: boolean;
  /** The branch that releases go to. */
  readonly branch: Branch;
}

/** How {@linkcode openRepository} opens. */
export interface RepositoryOptions extends GitOptions {
  /**
   * Where a detached HEAD may be: by default at the tip of the default branch,
   * since commits go there; anywhere for a command that only reads.
   */
  readonly detached?: DetachedHead | undefined;
}

/**
 * Opens the repository at or above a path, as git finds it.
 *
 * The branch is the current one. With a detached HEAD it is the default branch,
 * if HEAD equals its tip: the one that `refs/remotes/origin/HEAD` names, else
 * the first of `init.defaultBranch`, main, master that exists here or at
 * `origin`.
 *
 * @param path a directory of a worktree, or a bare repository
 * @throws {OperationError} "repository" if there is none, if it belongs to
 * another user, or if HEAD is detached elsewhere
 */
export async function openRepository(
  path: string,
  options: RepositoryOptions = {},
): Promise<Repository> {
  const { head, ...store } = await locate(path, options);
  const current = head ?? await readHead(store.git);
  return await withBranch(store, current, options.detached);
}

/**
 * Opens the repository at or above a path to read from it, as git finds it. No
 * branch is needed.
 *
 * @param path a directory of a worktree, a git directory, or a bare repository
 * @throws {OperationError} "repository" if there is none, or if it belongs to
 * another user
 */
export async function openObjectStore(
  path: string,
  options: GitOptions = {},
): Promise<ObjectStore> {
  return await locate(path, options);
}

/** What git has found at a path. */
interface Found extends ObjectStore {
  /** Undefined where {@linkcode readHead} is needed: without any commit, say. */
  readonly head: Head | undefined;
}

/** Refuses a path that is no directory. */
export async function requireDirectory(path: string): Promise<void> {
  const info = await Deno.stat(path).catch((error) => {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return undefined;
  });
  if (info?.isDirectory === true) return;
  throw new OperationError("repository", {
    subject: path,
    problem: info === undefined
      ? "there is no such directory"
      : "this is not a directory",
    hint: "Name the directory of a clone",
  });
}

async function locate(path: string, options: GitOptions): Promise<Found> {
  await requireDirectory(path);
  const top = await repositoryAround(await Deno.realPath(path));
  if (top !== undefined) await refuseSpecialFiles(top, options);
  const [git, found] = await together(
    openGit(path, options),
    askWhere(askGit(path, options), path),
  );
  return { ...found, git: git.at(found.worktree ?? found.gitDirectory) };
}

/**
 * Asks git which repository it has found.
 *
 * @param git git in a directory of it
 * @param subject what errors name
 * @throws {OperationError} "repository" if there is none
 */
export async function askWhere(
  git: Git,
  subject: string,
): Promise<Omit<Found, "git">> {
  const { code, stdout, stderr } = await git.run([
    "rev-parse",
    "--path-format=absolute",
    "--is-bare-repository",
    "--is-inside-work-tree",
    "--is-shallow-repository",
    "--show-object-format",
    "--git-dir",
    "--git-common-dir",
    "--show-toplevel", // ends it in a bare repository
    ...HEAD_QUESTIONS,
  ], { subject, okCodes: [0, 128] });
  const answers = new TextDecoder().decode(stdout).split("\n").slice(0, -1);
  const [
    bare,
    inside,
    shallow,
    format,
    gitDirectory,
    commonDirectory,
    ...rest
  ] = answers;
  if (gitDirectory === undefined || commonDirectory === undefined) {
    const command = "rev-parse";
    throw gitFailure({ subject, command, stderr, end: code, isRemote: false });
  }
  const isInside = inside === "true";
  const head = parseHead(rest.slice(-3));
  const after = head !== undefined ? 3 : code === 0 ? 2 : 0;
  const top = rest.slice(0, rest.length - after).join("\n");
  // git's answers are lines, so there is more than was asked for.
  const isBroken = top.includes("\n") ||
    !isInside && code !== 0 && rest.length > 0;
  if (isBroken && await hasLineBreak(git)) {
    throw new OperationError("repository", {
      subject,
      problem: "there is a line break in the path of the repository",
      hint: "Move it to a directory whose path has none",
    });
  }
  if (format !== "sha1" && format !== "sha256") {
    throw new OperationError("repository", {
      subject,
      problem: "the repository's object format is not known",
      expected: "sha1 or sha256",
      found: format ?? "nothing",
    });
  }
  return {
    gitDirectory,
    commonDirectory,
    worktree: isInside ? top : undefined,
    isBare: bare === "true",
    objectFormat: format,
    isShallow: shallow === "true",
    head,
  };
}

/** Whether one is in the path of a git directory; a worktree's may have some. */
async function hasLineBreak(git: Git): Promise<boolean> {
  const answer = await git.text(
    ["rev-parse", "--path-format=absolute", "--git-dir", "--git-common-dir"],
  );
  return answer.split("\n").length > 2;
}

/**
 * The branch that releases go to, as HEAD is now.
 *
 * @throws {OperationError} as {@linkcode openRepository}
 */
export async function readBranch(store: ObjectStore): Promise<Repository> {
  return await withBranch(store, await readHead(store.git));
}

async function withBranch(
  store: ObjectStore,
  head: Head,
  detached?: DetachedHead,
): Promise<Repository> {
  if (store.worktree === undefined && !store.isBare) {
    throw new OperationError("repository", {
      subject: store.gitDirectory,
      problem: "this is a git directory, not its worktree",
      hint: "Name the worktree's directory",
    });
  }
  return { ...store, ...await branchOf(store.git, head, detached) };
}
