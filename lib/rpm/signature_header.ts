// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Reads the evidence in a signature header, and which bytes it covers:
 *
 * | tag | covers |
 * | --- | --- |
 * | DSAHEADER, RSAHEADER, OPENPGP | main header |
 * | SIGPGP, SIGGPG | main header and payload |
 * | SHA1HEADER, SHA256HEADER, SHA3_256HEADER | main header |
 * | MD5 | main header and payload |
 *
 * Nothing is verified here: the signature header itself is not signed.
 *
 * @module
 */

import { attempt, VerificationError } from "../errors.ts";
import {
  type CheckedDigest,
  type DigestClaim,
  MAX_STATED,
  type Part,
} from "./digests.ts";
import type { Header } from "./header.ts";
import { SIGNATURE_TAG } from "./tags.ts";

/** A signature as it is in its tag, not verified. */
export interface SignatureClaim {
  /** Name of the tag, as rpm spells it. */
  readonly tag: string;
  /** What it is made over. */
  readonly covers: readonly Part[];
  /** The packet, or why it cannot be had. */
  readonly packet: Uint8Array | VerificationError;
}

const HEADER_ONLY: readonly Part[] = ["header"];
const BOTH: readonly Part[] = ["header", "payload"];

/** Tags that hold one signature as a binary packet, in order. */
const SIGNATURES = [
  { tag: "DSAHEADER", covers: HEADER_ONLY },
  { tag: "RSAHEADER", covers: HEADER_ONLY },
  { tag: "SIGPGP", covers: BOTH },
  { tag: "SIGGPG", covers: BOTH },
] as const;

/** Tags that hold a digest of the main header in hexadecimal. */
const HEADER_DIGESTS = [
  { tag: "SHA1HEADER", algorithm: "SHA-1" },
  { tag: "SHA256HEADER", algorithm: "SHA-256" },
  { tag: "SHA3_256HEADER", algorithm: "SHA3-256" },
] as const;

/** Each costs a hash of the header; real packages have up to four. */
const MAX_SIGNATURES = 16;

/**
 * Lists the signatures of a signature header without verifying them.
 *
 * @param header the signature header
 * @throws {VerificationError} `E_LIMIT` for more than {@linkcode MAX_SIGNATURES}
 */
export function readSignatures(header: Header): SignatureClaim[] {
  const { subject } = header;
  const found: SignatureClaim[] = [];
  for (const { tag, covers } of SIGNATURES) {
    const packet = attempt(() => header.binary(SIGNATURE_TAG[tag]));
    if (packet !== undefined) found.push({ tag, covers, packet });
  }
  if (header.has(SIGNATURE_TAG.PGP5)) {
    const packet = unreadable("PGP5", subject, "an obsolete format");
    found.push({ tag: "PGP5", covers: BOTH, packet });
  }
  const tag = "OPENPGP";
  const texts = attempt(() => header.strings(SIGNATURE_TAG.OPENPGP)) ?? [];
  if (texts instanceof VerificationError) {
    found.push({ tag, covers: HEADER_ONLY, packet: texts });
  } else {
    if (texts.length > MAX_SIGNATURES) {
      throw new VerificationError("E_LIMIT", {
        subject,
        problem: "has too many signatures",
        expected: `at most ${MAX_SIGNATURES}`,
        found: `${texts.length}`,
      });
    }
    for (const text of texts) {
      const packet = decodeBase64(text) ??
        unreadable(tag, subject, "no base64");
      found.push({ tag, covers: HEADER_ONLY, packet });
    }
  }
  return found;
}

function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(text);
  } catch {
    return undefined;
  }
}

/** The error for a signature that cannot be read: `E_SIG`. */
export function unreadable(
  tag: string,
  subject: string,
  found: string,
): VerificationError {
  return new VerificationError("E_SIG", {
    subject,
    problem: `the ${tag} signature cannot be read`,
    found,
  });
}

/**
 * Lists the digests of a signature header without computing them.
 *
 * @returns digests to compare, and with a problem those that cannot be read
 */
export function readDigests(header: Header): (DigestClaim | CheckedDigest)[] {
  const read = (
    claim: Omit<DigestClaim, "value">,
    get: () => string | undefined,
  ): (DigestClaim | CheckedDigest)[] => {
    const value = attempt(get);
    if (value === undefined) return [];
    return value instanceof VerificationError
      ? [{ ...claim, value: "", matches: null, problem: value }]
      : [{ ...claim, value: value.slice(0, MAX_STATED).toLowerCase() }];
  };
  return [
    ...HEADER_DIGESTS.flatMap((digest) =>
      read(
        { ...digest, covers: HEADER_ONLY },
        () => header.string(SIGNATURE_TAG[digest.tag]),
      )
    ),
    ...read(
      { tag: "MD5", algorithm: "MD5", covers: BOTH },
      () =>
        header.binary(SIGNATURE_TAG.MD5)?.subarray(0, MAX_STATED / 2).toHex(),
    ),
  ];
}
