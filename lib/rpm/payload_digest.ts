// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Digests of the payload in the main header: where the header is signed, they
 * carry its coverage on to the payload.
 *
 * @module
 */

import type { Hash } from "node:crypto";
import { digestHex, type DigestName, startDigest } from "../digest.ts";
import { VerificationError } from "../errors.ts";
import type { Header } from "./header.ts";
import type { RpmDigest } from "./signature.ts";
import { DIGEST_ALGORITHM, TAG } from "./tags.ts";

/** Digests of the payload that the signed header may hold. */
const PAYLOAD_DIGESTS = [
  { tag: "PAYLOADDIGEST", number: TAG.PAYLOADSHA256, algorithm: undefined },
  { tag: "PAYLOADSHA512", number: TAG.PAYLOADSHA512, algorithm: "SHA-512" },
  {
    tag: "PAYLOADSHA3_256",
    number: TAG.PAYLOADSHA3_256,
    algorithm: "SHA3-256",
  },
] as const;

/** The same of the payload before it was compressed. */
const UNPACKED_DIGESTS = [
  {
    tag: "PAYLOADDIGESTALT",
    number: TAG.PAYLOADSHA256ALT,
    algorithm: undefined,
  },
  {
    tag: "PAYLOADSHA512ALT",
    number: TAG.PAYLOADSHA512ALT,
    algorithm: "SHA-512",
  },
  {
    tag: "PAYLOADSHA3_256ALT",
    number: TAG.PAYLOADSHA3_256ALT,
    algorithm: "SHA3-256",
  },
] as const;

/** As strong as a signature's hash, or they do not carry its coverage on. */
const STRONG: readonly DigestName[] = [
  "SHA-256",
  "SHA-384",
  "SHA-512",
  "SHA3-256",
  "SHA3-512",
];

/**
 * Whether a digest of the payload that was found right carries the coverage of
 * the header's signature on to the payload. One of the uncompressed payload
 * does not: it leaves the bytes of the file, and a decoder, to anyone.
 */
export function coversPayload({ tag, algorithm }: RpmDigest): boolean {
  return STRONG.includes(algorithm) &&
    PAYLOAD_DIGESTS.some((digest) => digest.tag === tag);
}

/** A payload digest as the signed header has it. */
export interface ExpectedDigest {
  /** Name of the tag, as rpm spells it. */
  readonly tag: string;
  readonly algorithm: DigestName;
  /** Lower-case hexadecimal. */
  readonly expected: string;
}

function readPayloadDigests(
  header: Header,
  table: typeof PAYLOAD_DIGESTS | typeof UNPACKED_DIGESTS,
  subject: string,
): ExpectedDigest[] {
  return table.flatMap(({ tag, number, algorithm }) => {
    const values = header.strings(number);
    if (values === undefined) return [];
    const id = header.integer(TAG.PAYLOADDIGESTALGO) ?? 8;
    const name = algorithm ?? DIGEST_ALGORITHM[id]?.name;
    if (name === undefined) {
      throw new VerificationError("E_WEAK", {
        subject,
        problem: `${tag} has an algorithm that is not known`,
        found: `number ${id}`,
      });
    }
    const expected = values.join(", ").toLowerCase();
    return [{ tag, algorithm: name, expected }];
  });
}

function checkedDigest(
  { tag, algorithm, expected }: ExpectedDigest,
  value: string,
  subject: string,
): RpmDigest {
  if (value !== expected) {
    throw new VerificationError("E_DIGEST", {
      subject,
      problem: `the payload has another digest than ${tag} says`,
      expected,
      found: value,
    });
  }
  return { tag, algorithm, value };
}

/**
 * Verifies the digests of the compressed payload. What they are worth with a
 * good signature over the header, {@linkcode coversPayload} tells.
 *
 * @param header the verified main header
 * @param payload the payload as it is in the file
 * @param subject what errors name
 * @returns the digests that are there and right, none where none are there
 * @throws {VerificationError} `E_DIGEST`; `E_WEAK` for an algorithm that is
 * not known
 */
export function verifyPayloadDigests(
  header: Header,
  payload: Uint8Array,
  subject: string,
): RpmDigest[] {
  const digests: RpmDigest[] = [];
  for (const digest of readPayloadDigests(header, PAYLOAD_DIGESTS, subject)) {
    const value = digestHex(digest.algorithm, payload);
    digests.push(checkedDigest(digest, value, subject));
  }
  return digests;
}

/** A digest of the unpacked payload that still waits for its bytes. */
export interface RunningDigest extends ExpectedDigest {
  /** Sees the unpacked payload chunk by chunk. */
  readonly hash: Hash;
}

/**
 * Starts the digests of the uncompressed payload: one for each that the signed
 * header has.
 *
 * @throws {VerificationError} `E_WEAK`
 */
export function startUnpackedDigests(
  header: Header,
  subject: string,
): RunningDigest[] {
  return readPayloadDigests(header, UNPACKED_DIGESTS, subject).map((
    digest,
  ) => ({ ...digest, hash: startDigest(digest.algorithm) }));
}

/**
 * Compares a digest of the uncompressed payload, once all of it was seen.
 *
 * @throws {VerificationError} `E_DIGEST`
 */
export function finishDigest(
  digest: RunningDigest,
  subject: string,
): RpmDigest {
  return checkedDigest(digest, digest.hash.digest("hex"), subject);
}
