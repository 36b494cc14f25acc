// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The moment at which a publication becomes visible: refs move together and
 * the worktree follows, in such a way that a run that dies in between is
 * completed by the next one.
 *
 * @module
 */

import type { RefChange } from "./refs.ts";
import type { Repository } from "./repository.ts";

/**
 * Moves refs in one transaction; the worktree and its index follow if the
 * branch of HEAD is among them (a detached HEAD moves along). Nothing outside
 * the paths that differ between the commits is touched.
 *
 * Call it while holding the lock, once the objects are in the repository.
 *
 * @param options `message` is for the reflog
 * @throws {OperationError} "repository" if a file is in the way or a ref has
 * moved in between; then nothing has changed
 */
export function moveRefs(
  _repository: Repository,
  _changes: readonly RefChange[],
  _options: { readonly message: string },
): Promise<void> {
  return Promise.reject(new Error("not yet"));
}

/**
 * Completes or forgets what an earlier run that died left behind. Call it
 * while holding the lock, before {@linkcode preflight}; open the repository
 * again if it says "completed".
 *
 * @returns "clean": there was nothing; "completed": refs and worktree are now
 * where that run was taking them; "forgotten": that run had moved nothing
 * @throws {OperationError} "repository" if somebody's own change is in the way
 */
export function recover(
  _repository: Repository,
): Promise<"clean" | "completed" | "forgotten"> {
  return Promise.reject(new Error("not yet"));
}
