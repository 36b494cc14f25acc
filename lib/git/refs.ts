// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Reading refs and history, and moving refs together or not at all.
 *
 * @module
 */

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

/** All tags that lead to commits, by name. */
export function listTags(_repository: Repository): Promise<Map<string, Tag>> {
  return Promise.reject(new Error("not yet"));
}

/**
 * Reads one ref.
 *
 * @returns its id, or undefined if it does not exist
 */
export function readRef(
  _repository: Repository,
  _ref: string,
): Promise<string | undefined> {
  return Promise.reject(new Error("not yet"));
}

/** Whether a commit is another one or among its ancestors. */
export function isAncestor(
  _repository: Repository,
  _ancestor: string,
  _commit: string,
): Promise<boolean> {
  return Promise.reject(new Error("not yet"));
}

/**
 * The first of some commits on the way back through history, newest first.
 *
 * @returns undefined if none of them is reachable
 */
export function nearestAncestor(
  _repository: Repository,
  _commit: string,
  _candidates: ReadonlySet<string>,
): Promise<string | undefined> {
  return Promise.reject(new Error("not yet"));
}

/**
 * Moves refs in one transaction, the worktree not included:
 * {@linkcode moveRefs} is what a publisher wants.
 *
 * @param options `message` is for the reflog
 * @throws {OperationError} "repository" naming the first ref that is not where
 * it was expected; then none has moved
 */
export function updateRefs(
  _repository: Repository,
  _changes: readonly RefChange[],
  _options: { readonly message: string },
): Promise<void> {
  return Promise.reject(new Error("not yet"));
}
