// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Who commits and when, as git tells it.
 *
 * @module
 */

import type { Git } from "./git.ts";

/** A person and a moment, as they stand in a commit. */
export interface Ident {
  /** The name, without `<`, `>` and line breaks. */
  readonly name: string;
  /** The address, without `<`, `>` and line breaks. */
  readonly email: string;
  /** Seconds since 1970-01-01 00:00:00 UTC. */
  readonly seconds: number;
  /** The time zone as `+hhmm` or `-hhmm`. */
  readonly offset: string;
}

/** Author and committer of the commits to come. */
export interface Identity {
  /** Author, from `user.*`, `author.*` and `GIT_AUTHOR_*`. */
  readonly author: Ident;
  /** Committer, from `user.*`, `committer.*` and `GIT_COMMITTER_*`. */
  readonly committer: Ident;
}

/**
 * The configured identity with the date of now and the user's time zone, or
 * with `GIT_AUTHOR_DATE` and `GIT_COMMITTER_DATE` where they are set.
 *
 * For another date: `{ ...identity.author, seconds, offset: "+0000" }`.
 *
 * @throws {OperationError} "repository" if none is configured; git's guess from
 * user and host name does not count
 */
export function readIdentity(_git: Git): Promise<Identity> {
  return Promise.reject(new Error("not yet"));
}
