// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * One run at a time. The lock is the operating system's, so it ends with its
 * process, however that dies.
 *
 * @module
 */

import type { Repository } from "./repository.ts";

/** A lock that is held. */
export interface RepositoryLock extends AsyncDisposable {
  /** Gives the lock back and removes its file; a second call does nothing. */
  release(): Promise<void>;
}

/**
 * Takes the repository's lock, for all of its worktrees.
 *
 * @param command what holds it, told to who comes second: "publish"
 * @throws {OperationError} "repository" naming the holder
 */
export function lockRepository(
  _repository: Repository,
  _command: string,
): Promise<RepositoryLock> {
  return Promise.reject(new Error("not yet"));
}
