// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * How long a header is, and how long it may be. Attacker-controlled: this is
 * read before anything is verified.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import { SIGNATURE_TAG, TAG } from "./tags.ts";

/** Bytes before the index: magic, reserved, index count, data size. */
export const HEADER_INTRO = 16;

const MAGIC = [0x8e, 0xad, 0xe8, 0x01, 0, 0, 0, 0] as const;
/** Bytes of an index entry, and of a region's trailer. */
export const ENTRY = 16;

/** What differs between the two headers of a package. */
export const HEADER_KIND = {
  signature: {
    name: "signature header",
    regionTag: SIGNATURE_TAG.HEADERSIGNATURES,
    maxEntries: 32,
    maxData: 64 * 1024 * 1024,
  },
  main: {
    name: "main header",
    regionTag: TAG.HEADERIMMUTABLE,
    maxEntries: 65_535,
    maxData: 0x0fffffff,
  },
} as const;

/** Which of the two headers. */
export type HeaderKind = keyof typeof HEADER_KIND;

/** Length of a header, found from its first 16 bytes. */
export interface HeaderSize {
  readonly entries: number;
  /** Bytes of the data area. */
  readonly data: number;
  /** Bytes of magic, index and data. */
  readonly total: number;
}

function malformed(
  subject: string,
  problem: string,
  values: { expected?: string; found?: string } = {},
): VerificationError {
  return new VerificationError("E_FORMAT", { subject, problem, ...values });
}

/**
 * Reads the length of a header. Attacker-controlled: no signature is checked yet.
 *
 * @param bytes the bytes from the header's magic on
 * @param kind which of the two headers, for its bounds
 * @param subject what errors name
 * @throws {VerificationError} `E_FORMAT`, or `E_LIMIT` over rpm's own bounds
 */
export function readHeaderSize(
  bytes: Uint8Array,
  kind: HeaderKind,
  subject: string,
): HeaderSize {
  const { name, maxEntries, maxData } = HEADER_KIND[kind];
  if (bytes.length < HEADER_INTRO) {
    throw malformed(subject, `ends before its ${name}`);
  }
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw malformed(subject, `the ${name} does not begin with its magic`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_INTRO);
  const entries = view.getUint32(8);
  const data = view.getUint32(12);
  if (entries > maxEntries || data > maxData) {
    throw new VerificationError("E_LIMIT", {
      subject,
      problem: `the ${name} is too large`,
      expected: `at most ${maxEntries} entries and ${maxData} bytes`,
      found: `${entries} entries and ${data} bytes`,
    });
  }
  const total = HEADER_INTRO + entries * ENTRY + data;
  if (bytes.length < total) {
    throw malformed(subject, `ends inside its ${name}`, {
      expected: `${total} bytes`,
      found: `${bytes.length} bytes`,
    });
  }
  return { entries, data, total };
}
