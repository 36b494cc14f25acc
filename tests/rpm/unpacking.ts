// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Content to compress, and what becomes of it.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import { type VerificationCode, VerificationError } from "../../lib/errors.ts";
import { type Compression, decompress } from "../../lib/rpm/compression.ts";
import { type Bytes, concat } from "../fixtures/bytes.ts";

/** What is found wrong with a stream that something follows. */
export const MORE = "more bytes after its end";

export const NOISE = makeNoise(3_000_000);

export function makeNoise(length: number): Bytes {
  let state = 1;
  return Uint8Array.from({ length }, (_, index) => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return index % 5 === 0 ? state >> 16 : index & 0x1f;
  });
}

/** Bytes with some order and some noise, the same each time. */
export function sample(length: number): Bytes {
  return NOISE.slice(0, length);
}

/** Decompresses into one piece. */
export async function unpack(
  bytes: Uint8Array<ArrayBuffer>,
  compression: Compression,
  { maxBytes = Infinity, concatenated = false } = {},
): Promise<Bytes> {
  const chunks: Uint8Array[] = [];
  const options = { maxBytes, subject: "stream", concatenated };
  for await (const chunk of decompress(bytes, compression, options)) {
    chunks.push(chunk);
  }
  return concat(...chunks);
}

/** @returns what the error says it found */
export async function assertRefused(
  code: VerificationCode,
  bytes: Uint8Array<ArrayBuffer>,
  compression: Compression,
): Promise<string | undefined> {
  const error = await assertRejects(
    () => unpack(bytes, compression, { maxBytes: 64 * 1024 * 1024 }),
    VerificationError,
  );
  assertEquals(error.code, code, error.message);
  assertEquals(error.subject, "stream");
  return error.found;
}
