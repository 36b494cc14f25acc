// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { concat } from "./concat.ts";
import { messageOf, OperationError, VerificationError } from "./errors.ts";
import { interruptible } from "./together.ts";

/** Bytes of one read where the size is not known. */
const BLOCK = 64 * 1024;

/**
 * Reads a file that the user named. It may be a pipe without a writer, and
 * it may have no end: the signal ends the wait, and no more than the bound is
 * read.
 *
 * @param path the file
 * @param maxBytes the most that it may contain
 * @param options `resizable`: its buffer can be made smaller, if it is a file
 * and no pipe; `signal`: ends the wait
 * @returns its content
 * @throws {OperationError} "disk" where it cannot be read
 * @throws {VerificationError} `E_LIMIT` where it is larger
 */
export async function readLocalFile(
  path: string,
  maxBytes: number,
  { resizable = false, signal }: {
    readonly resizable?: boolean;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    using file = await interruptible(Deno.open(path), signal);
    const { isFile, size } = await file.stat();
    // A file comes in one piece, which needs no copy to be one; what it has
    // grown by meanwhile follows.
    const block = isFile && size > 0 && size <= maxBytes ? size : BLOCK;
    const growth = resizable && block > BLOCK ? { maxByteLength: block } : {};
    let chunk = new Uint8Array(new ArrayBuffer(block, growth));
    let filled = 0; // a pipe may bring single bytes
    for (;;) {
      const free = chunk.subarray(filled);
      const count = await interruptible(file.read(free), signal);
      length += count ?? 0;
      if (count === null || length > maxBytes) break;
      filled += count;
      if (filled < chunk.length) continue;
      chunks.push(chunk);
      chunk = new Uint8Array(BLOCK);
      filled = 0;
    }
    if (filled > 0) chunks.push(chunk.subarray(0, filled));
  } catch (cause) {
    signal?.throwIfAborted();
    const isMissing = cause instanceof Deno.errors.NotFound;
    const isDirectory = cause instanceof Deno.errors.IsADirectory;
    throw new OperationError("disk", {
      subject: path,
      problem: isMissing
        ? "there is no such file"
        : isDirectory
        ? "is a directory, not a file"
        : "cannot be read",
      found: isMissing || isDirectory ? undefined : messageOf(cause),
      hint: "check the path and the permissions",
      cause,
    });
  }
  if (length > maxBytes) {
    throw new VerificationError("E_LIMIT", {
      subject: path,
      problem: "is larger than any file of its kind",
      expected: `at most ${maxBytes} bytes`,
    });
  }
  return concat(chunks);
}

/**
 * What a call of the system gives.
 *
 * @param call a call that fails where there is no such file
 * @returns undefined where there is none
 */
export async function unlessMissing<T>(
  call: Promise<T>,
): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
