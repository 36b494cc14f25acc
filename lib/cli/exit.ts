// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { UsageError, VerificationError } from "../errors.ts";
import { EXIT } from "./options.ts";

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
