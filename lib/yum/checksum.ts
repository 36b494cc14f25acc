// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Checksums of yum metadata: which algorithms are accepted, and comparing.
 *
 * @module
 */

import type { Hash } from "node:crypto";
import { type DigestName, startDigest } from "../digest.ts";
import { VerificationError } from "../errors.ts";
import { metadataError } from "./xml_record.ts";

/** Algorithms that are accepted, by their name in yum metadata. */
const ALGORITHMS: Readonly<
  Record<ChecksumType, { readonly name: DigestName; readonly digits: number }>
> = {
  sha224: { name: "SHA-224", digits: 56 },
  sha256: { name: "SHA-256", digits: 64 },
  sha384: { name: "SHA-384", digits: 96 },
  sha512: { name: "SHA-512", digits: 128 },
};

/** An accepted algorithm, by its name in yum metadata. */
export type ChecksumType = "sha224" | "sha256" | "sha384" | "sha512";

/** All of them. */
export const CHECKSUM_TYPES: readonly ChecksumType[] = [
  "sha224",
  "sha256",
  "sha384",
  "sha512",
];

/** A checksum as metadata states it, or as bytes have it. */
export interface Checksum {
  /** The algorithm. */
  readonly type: ChecksumType;
  /** Lower-case hexadecimal digits, as many as the algorithm has. */
  readonly value: string;
}

/**
 * Reads a checksum as it stands in repomd.xml or primary.xml.
 *
 * @param name the value of the `type` attribute
 * @param value the text of the element
 * @param options `subject`: the document; `element`: the element, for errors
 * @returns the checksum, its digits in lower case
 * @throws {VerificationError} `E_WEAK` for md5, sha, sha1 and unknown
 *   algorithms, `E_META` where the value is not of the algorithm's length
 */
export function parseChecksum(
  name: string,
  value: string,
  options: { readonly subject: string; readonly element: string },
): Checksum {
  const { subject, element } = options;
  const type = CHECKSUM_TYPES.find((one) => one === name);
  if (type === undefined) {
    throw new VerificationError("E_WEAK", {
      subject,
      problem: `the algorithm of ${element} is not accepted`,
      expected: CHECKSUM_TYPES.join(", "),
      found: JSON.stringify(name.slice(0, 32)),
    });
  }
  const { digits } = ALGORITHMS[type];
  const hex = value.trim().toLowerCase();
  if (hex.length !== digits || !/^[0-9a-f]*$/.test(hex)) {
    throw metadataError(subject, `${element} is not a ${type} value`, {
      expected: `${digits} hexadecimal digits`,
      found: JSON.stringify(value.slice(0, 2 * digits)),
    });
  }
  return { type, value: hex };
}

/**
 * Computes a checksum.
 *
 * @param type the algorithm
 * @param bytes all bytes
 * @returns lower-case hexadecimal
 */
export async function computeChecksum(
  type: ChecksumType,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const { name } = ALGORITHMS[type];
  // WebCrypto lacks SHA-224. The code of @std/crypto is WebAssembly, compiled as
  // soon as it is loaded.
  const { subtle } = type === "sha224"
    ? (await import("@std/crypto")).crypto
    : crypto;
  return new Uint8Array(await subtle.digest(name, bytes)).toHex();
}

/**
 * Starts a checksum of bytes that come in pieces, while others read them too.
 *
 * @param type the algorithm
 * @returns takes the pieces in `update()`, and ends with `digest("hex")`
 */
export function startChecksum(type: ChecksumType): Hash {
  return startDigest(ALGORITHMS[type].name);
}

/**
 * Proves that bytes have the size and checksum that metadata states.
 *
 * @param bytes the whole file, not yet trusted
 * @param expected size in bytes where it is known, and checksum
 * @param options `subject`: the file; `source`: the document that states them
 * @throws {VerificationError} `E_SIZE` or `E_DIGEST`
 */
export async function verifyBytes(
  bytes: Uint8Array<ArrayBuffer>,
  expected: { readonly size?: number | undefined; readonly checksum: Checksum },
  options: { readonly subject: string; readonly source: string },
): Promise<void> {
  const { subject, source } = options;
  const { size, checksum } = expected;
  if (size !== undefined && bytes.length !== size) {
    throw new VerificationError("E_SIZE", {
      subject,
      problem: `the size differs from ${source}`,
      expected: `${size} bytes`,
      found: `${bytes.length} bytes`,
    });
  }
  const found = await computeChecksum(checksum.type, bytes);
  if (found !== checksum.value) {
    throw new VerificationError("E_DIGEST", {
      subject,
      problem: `${checksum.type} differs from ${source}`,
      expected: checksum.value,
      found,
    });
  }
}
