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
import { type Branch, type DetachedHead, readHead } from "./branch.ts";
import { askGit, type Git, type GitOptions, openGit } from "./git.ts";
import { commitOf, currentRef } from "./revision.ts";

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
  const asked = askGit(path, options);
  const [found, current] = await together(
    locate(path, asked, options),
    currentRef(asked),
  );
  if (!found.isInside && !found.isBare) {
    throw new OperationError("repository", {
      subject: path,
      problem: "this is a git directory, not its worktree",
      hint: "Name the worktree's directory with --repo",
    });
  }
  const [store, head] = await together(
    settle(found),
    readHead(found.git, current, options.detached),
  );
  return { ...store, ...head };
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
  return await settle(await locate(path, askGit(path, options), options));
}

/** A repository whose worktree's top is yet to be asked for. */
interface Found extends Omit<ObjectStore, "worktree"> {
  readonly isBare: boolean;
  /** Whether the path is in the worktree. */
  readonly isInside: boolean;
}

async function settle(
  { isBare: _, isInside, ...found }: Found,
): Promise<ObjectStore> {
  const worktree = isInside
    ? await found.git.text(["rev-parse", "--show-toplevel"])
    : undefined;
  const git = found.git.at(worktree ?? found.gitDirectory);
  return { ...found, git, worktree };
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
    problem: "there is no such directory",
    hint: "Name a clone of the data repository with --repo",
  });
}

async function locate(
  path: string,
  asked: Git,
  options: GitOptions,
): Promise<Found> {
  await requireDirectory(path);
  const [git, found] = await together(
    openGit(path, options),
    askWhere(asked, path),
  );
  return { git, ...found };
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
  const answer = await git.text([
    "rev-parse",
    "--path-format=absolute",
    "--git-dir",
    "--git-common-dir",
    "--is-bare-repository",
    "--is-inside-work-tree",
    "--is-shallow-repository",
    "--show-object-format",
  ], { subject });
  const lines = answer.split("\n");
  if (lines.length > 6) { // git's answers are lines
    throw new OperationError("repository", {
      subject,
      problem: "there is a line break in the path of the repository",
      hint: "Move it to a directory whose path has none",
    });
  }
  const [
    gitDirectory = "",
    commonDirectory = "",
    bare,
    inside,
    shallow,
    format,
  ] = lines;
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
    isBare: bare === "true",
    isInside: inside === "true",
    objectFormat: format,
    isShallow: shallow === "true",
  };
}

/**
 * Reads HEAD and the branch's tip again: they may have changed while this
 * process waited for the lock.
 *
 * @throws {OperationError} as {@linkcode openRepository}
 */
export async function reopenRepository(
  repository: Repository,
): Promise<Repository> {
  const { git, branch, detached } = repository;
  const [current, tip] = await together(
    currentRef(git),
    commitOf(git, branch.ref),
  );
  if (!detached && current === branch.ref) {
    return { ...repository, branch: { ...branch, tip, value: tip } };
  }
  return { ...repository, ...await readHead(git, current) };
}
