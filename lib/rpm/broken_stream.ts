// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { messageOf, VerificationError } from "../errors.ts";

/** What is wrong with a stream that something follows. */
export const MORE = "more bytes after its end";

/**
 * The error for compressed bytes that a decoder refuses.
 *
 * @param subject the file or package
 * @param format the compression's name
 * @param cause the error of the decoder
 * @returns an `E_FORMAT` error, or `cause` if it is a `VerificationError`
 */
export function brokenStream(
  subject: string,
  format: string,
  cause: unknown,
): VerificationError {
  if (cause instanceof VerificationError) return cause;
  return new VerificationError("E_FORMAT", {
    subject,
    problem: `the ${format} stream is broken`,
    found: messageOf(cause),
    cause,
  });
}
