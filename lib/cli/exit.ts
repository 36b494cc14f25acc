// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { UsageError, VerificationError } from "../errors.ts";

/** Exit codes, the same for all commands. */
export const EXIT = {
  done: 0, // for check: nothing new
  failed: 1, // network, git, disk, bad repository state
  usage: 2, // wrong usage
  unverified: 3, // something is not what it claims to be
  news: 10, // check only: there is something new to publish
  hungUp: 129, // SIGHUP
  interrupted: 130, // SIGINT
  terminated: 143, // SIGTERM
} as const;

/**
 * The exit code for an error.
 *
 * @param error anything that was thrown
 */
export function exitCodeOf(error: unknown): number {
  if (error instanceof VerificationError) return EXIT.unverified;
  if (error instanceof UsageError) return EXIT.usage;
  return EXIT.failed;
}
