// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Whether a repository is in a state to publish into. Changes nothing.
 *
 * @module
 */

import type { Identity } from "./ident.ts";
import type { Repository } from "./repository.ts";

/** What has to be clean. */
export interface PreflightOptions {
  /** Folders from the repository's root that are ours: src, archive. */
  readonly folders: readonly string[];
}

/**
 * Refuses to go on without an identity, during a merge, rebase, bisect or the
 * like, or with uncommitted or untracked files in the folders. Ignored files
 * there are let pass unless they are in the way: {@linkcode moveRefs} tells
 * before anything moves. Changes elsewhere are left alone.
 *
 * @returns who commits
 * @throws {OperationError} "repository" naming the state and the way out
 */
export function preflight(
  _repository: Repository,
  _options: PreflightOptions,
): Promise<Identity> {
  return Promise.reject(new Error("not yet"));
}
