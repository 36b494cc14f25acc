// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Digests, by the runtime's own code: at once and without a copy. Of 100 MB,
 * WebCrypto makes a copy first, and an implementation in WebAssembly takes five
 * times as long (docs/performance.md).
 *
 * @module
 */

import { createHash, type Hash } from "node:crypto";

/** A digest algorithm's name, as WebCrypto spells it. */
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
 * Digest algorithms by their number in OpenPGP (RFC 9580, section 9.5), which
 * rpm uses for file and payload digests too.
 */
export const DIGEST_NAMES: ReadonlyMap<number, DigestName> = new Map([
  [1, "MD5"],
  [2, "SHA-1"],
  [8, "SHA-256"],
  [9, "SHA-384"],
  [10, "SHA-512"],
  [11, "SHA-224"],
  [12, "SHA3-256"],
  [14, "SHA3-512"],
]);

/**
 * Starts a digest of bytes that come in pieces.
 *
 * @param algorithm the algorithm's name
 * @returns takes the pieces in `update()`, and ends with `digest("hex")`
 */
export function startDigest(algorithm: DigestName): Hash {
  // The runtime writes sha256, and sha3-256.
  return createHash(algorithm.toLowerCase().replace("sha-", "sha"));
}

/**
 * Digests bytes.
 *
 * @param algorithm the algorithm's name
 * @param data the bytes
 * @returns lower-case hexadecimal
 */
export function digestHex(algorithm: DigestName, data: Uint8Array): string {
  return startDigest(algorithm).update(data).digest("hex");
}
