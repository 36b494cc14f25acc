// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Stands in for `@std/crypto`: digests of bytes and of chunks, over the
 * runtime's own OpenSSL-compatible module instead of WebAssembly.
 *
 * @module
 */

import { createHash } from "node:crypto";

/** The digests that there are here. */
export type DigestAlgorithmName =
  | "MD5"
  | "RIPEMD-160"
  | "SHA-1"
  | "SHA-224"
  | "SHA-256"
  | "SHA-384"
  | "SHA-512"
  | "SHA3-224"
  | "SHA3-256"
  | "SHA3-384"
  | "SHA3-512";

/** A digest's name, in any case, or an object that has it. */
export type DigestAlgorithm =
  | DigestAlgorithmName
  | { name: DigestAlgorithmName };

/** The part of the real `StdSubtleCrypto` that is not WebCrypto's own. */
export interface StdSubtleCrypto {
  digest(
    algorithm: DigestAlgorithm,
    data: BufferSource | AsyncIterable<BufferSource> | Iterable<BufferSource>,
  ): Promise<ArrayBuffer>;
  digestSync(
    algorithm: DigestAlgorithm,
    data: BufferSource | Iterable<BufferSource>,
  ): ArrayBuffer;
}

function hashOf(algorithm: DigestAlgorithm) {
  const name = typeof algorithm === "string" ? algorithm : algorithm.name;
  // OpenSSL writes SHA-256 as sha256, and SHA3-256 as sha3-256.
  return createHash(name.toLowerCase().replace(/^(sha|ripemd)-/, "$1"));
}

function bytesOf(chunk: BufferSource): Uint8Array {
  if (ArrayBuffer.isView(chunk)) {
    return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
  throw new TypeError("Cannot digest the data: a chunk is not bytes");
}

function isBytes(data: object): data is BufferSource {
  return ArrayBuffer.isView(data) || data instanceof ArrayBuffer;
}

function finish(hash: ReturnType<typeof createHash>): ArrayBuffer {
  return new Uint8Array(hash.digest()).buffer;
}

function digestSync(
  algorithm: DigestAlgorithm,
  data: BufferSource | Iterable<BufferSource>,
): ArrayBuffer {
  const hash = hashOf(algorithm);
  for (const chunk of isBytes(data) ? [data] : data) {
    hash.update(bytesOf(chunk));
  }
  return finish(hash);
}

async function digest(
  algorithm: DigestAlgorithm,
  data: BufferSource | AsyncIterable<BufferSource> | Iterable<BufferSource>,
): Promise<ArrayBuffer> {
  const hash = hashOf(algorithm);
  for await (const chunk of isBytes(data) ? [data] : data) {
    hash.update(bytesOf(chunk));
  }
  return finish(hash);
}

/** WebCrypto's digests, of more algorithms and of chunks. */
export const crypto: { readonly subtle: StdSubtleCrypto } = {
  subtle: { digest, digestSync },
};
