// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Where a repository keeps what, and which branch is worked on.
 *
 * @module
 */

import type { ObjectFormat } from "../source/object_id.ts";
import type { Git, GitOptions } from "./git.ts";

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

/** An open repository. */
export interface Repository {
  /** git in the top folder of the worktree, or in the bare repository. */
  readonly git: Git;
  /** Absolute path of this worktree's git folder (HEAD, index). */
  readonly gitFolder: string;
  /** Absolute path of the git folder that all worktrees share. */
  readonly commonFolder: string;
  /** Absolute path of the worktree's top; undefined if bare. */
  readonly worktree: string | undefined;
  /** How objects are named. */
  readonly objectFormat: ObjectFormat;
  /** Whether HEAD names a commit, not a branch. */
  readonly detached: boolean;
  /** Whether history is cut off: a shallow clone. */
  readonly shallow: boolean;
  /** The branch that releases go to. */
  readonly branch: Branch;
}

/**
 * Opens the repository at or above a path, as git finds it.
 *
 * The branch is the current one. With a detached HEAD it is the default branch,
 * if HEAD equals its tip: the one that `refs/remotes/origin/HEAD` names, else
 * the first of `init.defaultBranch`, main, master that exists.
 *
 * @param path a folder of a worktree, or a bare repository
 * @throws {OperationError} "repository" if there is none, if it belongs to
 * another user, or if HEAD is detached elsewhere
 */
export function openRepository(
  _path: string,
  _options: GitOptions = {},
): Promise<Repository> {
  return Promise.reject(new Error("not yet"));
}
