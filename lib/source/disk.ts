// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What the disk refuses, as errors that say what to do.
 *
 * @module
 */

import { messageOf, OperationError } from "../errors.ts";

/**
 * Turns what the disk refuses into an error.
 *
 * @param path what it names
 * @param work what may fail
 * @throws {OperationError} "disk"
 */
export async function onDisk<T>(
  path: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Deno.errors.AlreadyExists) throw taken(path, cause);
    const isMissing = cause instanceof Deno.errors.NotFound;
    throw new OperationError("disk", {
      subject: path,
      problem: isMissing ? "there is no such directory" : "cannot be written",
      found: isMissing ? undefined : messageOf(cause),
      hint: isMissing ? "make it first" : "check permissions and free space",
      cause,
    });
  }
}

/** The error for a path that exists but must not. */
export function taken(path: string, cause?: unknown): OperationError {
  return new OperationError("disk", {
    subject: path,
    problem: "exists already",
    hint: "name a path that does not exist yet",
    cause,
  });
}

/** Writes all bytes to an open file. */
export async function writeAll(
  file: Deno.FsFile,
  bytes: Uint8Array,
): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    at += await file.write(bytes.subarray(at));
  }
}
