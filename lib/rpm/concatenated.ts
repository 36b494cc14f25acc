// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Splits files of several compressed streams, as parallel compressors write them.
 * The decoder takes one stream at a time.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import type { LibarchiveFormat } from "./libarchive.ts";
import { walkXzStream } from "./xz.ts";

/**
 * Streams of a file at most: each needs a new decoder. pbzip2 writes one for each
 * 900 kB.
 */
const MAX_STREAMS = 4096;

/**
 * Splits a file into its streams. If the end of one cannot be found, the rest is
 * returned as one stream, and its decoder reports what is wrong.
 *
 * @param bytes the whole file
 * @param format its format; .lzma has no streams
 * @param subject what errors name
 * @throws {VerificationError} `E_LIMIT` for too many streams, or too much memory
 */
export function* splitStreams(
  bytes: Uint8Array<ArrayBuffer>,
  format: LibarchiveFormat,
  subject: string,
): Generator<Uint8Array<ArrayBuffer>> {
  let start = 0;
  for (let count = 1; start < bytes.length || count === 1; count++) {
    if (count > MAX_STREAMS) {
      throw new VerificationError("E_LIMIT", {
        subject,
        problem: "there are too many compressed streams",
        expected: `at most ${MAX_STREAMS}`,
      });
    }
    const rest = bytes.subarray(start);
    const length = lengthOfStream(rest, format, subject) ?? rest.length;
    const end = start + length;
    yield bytes.subarray(start, end);
    start = behindPadding(bytes, end);
  }
}

/** Undefined where the end cannot be found; .lzma has no streams. */
function lengthOfStream(
  bytes: Uint8Array,
  format: LibarchiveFormat,
  subject: string,
): number | undefined {
  if (format === "xz") return walkXzStream(bytes, subject);
  return format === "bzip2" ? nextBzip2(bytes) : undefined;
}

/**
 * Zeros, four at a time, may follow a stream (.xz File Format, section 2.2). What
 * follows a bzip2 stream belongs to it, up to the next.
 */
function behindPadding(bytes: Uint8Array, start: number): number {
  let at = start;
  while (
    at + 4 <= bytes.length &&
    bytes.subarray(at, at + 4).every((byte) => byte === 0)
  ) at += 4;
  return at;
}

/** What follows "BZh" and the level: a block, or the end of an empty stream. */
const BZIP2_MAGIC: readonly (readonly number[])[] = [
  [0x31, 0x41, 0x59, 0x26, 0x53, 0x59],
  [0x17, 0x72, 0x45, 0x38, 0x50, 0x90],
];

/**
 * Where the next bzip2 stream begins. Its ten bytes do not occur in a stream by
 * chance; if they were put there on purpose, both halves fail to decode.
 */
function nextBzip2(bytes: Uint8Array): number | undefined {
  for (
    let at = bytes.indexOf(0x42, 1);
    at >= 0;
    at = bytes.indexOf(0x42, at + 1)
  ) {
    const level = bytes[at + 3] ?? 0;
    const isStart = bytes[at + 1] === 0x5a && bytes[at + 2] === 0x68 &&
      level >= 0x31 && level <= 0x39 &&
      BZIP2_MAGIC.some((magic) =>
        magic.every((byte, i) => bytes[at + 4 + i] === byte)
      );
    if (isStart) return at;
  }
  return undefined;
}
