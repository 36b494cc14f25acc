// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { crypto } from "@std/crypto";

/** A digest algorithm's name, as @std/crypto spells it. */
export type DigestName =
  | "MD5"
  | "SHA-1"
  | "SHA-224"
  | "SHA-256"
  | "SHA-384"
  | "SHA-512"
  | "SHA3-256"
  | "SHA3-512";

/**
 * Digests bytes, or a stream of chunks without holding them.
 *
 * @param algorithm the algorithm's name
 * @param data bytes, or chunks of them
 * @returns lower-case hexadecimal
 */
export async function digestHex(
  algorithm: DigestName,
  data: Uint8Array<ArrayBuffer> | AsyncIterable<Uint8Array<ArrayBuffer>>,
): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest(algorithm, data)).toHex();
}
