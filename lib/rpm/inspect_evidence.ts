// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Signatures and digests one by one: where verification stops at the first
 * that is wrong, a look goes on to the next.
 *
 * @module
 */

import { digestHex, type DigestName } from "../digest.ts";
import { VerificationError } from "../errors.ts";
import {
  describeSignature,
  type SignatureClaims,
} from "../openpgp/describe.ts";
import type { Keyring } from "../openpgp/keyring.ts";
import { type VerifiedSignature, verifySignature } from "../openpgp/verify.ts";
import type { Header } from "./header.ts";
import type {
  InspectedDigest,
  InspectedSignature,
  InspectionProblem,
  Part,
} from "./inspection.ts";
import { BINARY_SIGNATURES, HEADER_DIGESTS } from "./signature.ts";
import { SIGNATURE_TAG } from "./tags.ts";

/** The bytes that evidence can be about. */
export interface InspectedParts {
  /** The main header. */
  readonly header: Uint8Array;
  /** Main header and payload. */
  readonly headerAndPayload: Uint8Array;
}

/** What evidence is held against. */
export interface InspectEvidenceOptions {
  readonly parts: InspectedParts;
  /** The pinned keys, undefined where they are not at hand. */
  readonly keyring: Keyring | undefined;
  /** The time that counts as now. */
  readonly now: Date;
  /** What problems name. */
  readonly subject: string;
}

/** Signatures that are listed at most; rpm allows 32 tags. */
const MAX_SIGNATURES = 64;

/** Characters of a digest that are kept. */
const MAX_DIGEST = 128;

/**
 * Turns an error into a problem.
 *
 * @throws whatever is no verification error: that is a fault of the program
 */
export function problemOf(error: unknown): InspectionProblem {
  if (!(error instanceof VerificationError)) throw error;
  const { code, subject, problem, expected, found } = error;
  return {
    code,
    subject,
    problem,
    ...(expected === undefined ? {} : { expected }),
    ...(found === undefined ? {} : { found }),
  };
}

/** Runs a step of the look; what goes wrong is noted, and nothing stops. */
export async function attempt<T>(
  problems: InspectionProblem[],
  step: () => T | Promise<T>,
): Promise<T | undefined> {
  try {
    return await step();
  } catch (error) {
    problems.push(problemOf(error));
    return undefined;
  }
}

/** A signature as it stands in its tag. */
interface Claim {
  readonly tag: string;
  readonly covers: readonly Part[];
  readonly packet: Uint8Array;
}

const HEADER_ONLY: readonly Part[] = ["header"];
const BOTH: readonly Part[] = ["header", "payload"];

/**
 * Looks at every signature.
 *
 * @param header the signature header, not signed itself
 * @param problems gets what cannot be read
 * @param options bytes and keys
 */
export async function inspectSignatures(
  header: Header,
  problems: InspectionProblem[],
  options: InspectEvidenceOptions,
): Promise<InspectedSignature[]> {
  const { subject } = options;
  const claims: Claim[] = [];
  for (const { tag, number, coversPayload } of BINARY_SIGNATURES) {
    const packet = await attempt(problems, () => header.binary(number));
    const covers = coversPayload ? BOTH : HEADER_ONLY;
    if (packet !== undefined) claims.push({ tag, covers, packet });
  }
  const armored = await attempt(
    problems,
    () => header.strings(SIGNATURE_TAG.OPENPGP),
  );
  for (const text of armored ?? []) {
    const packet = await attempt(problems, () => decodeBase64(text, subject));
    if (packet === undefined) continue;
    claims.push({ tag: "OPENPGP", covers: HEADER_ONLY, packet });
  }
  const inspected: InspectedSignature[] = [];
  for (const claim of claims.slice(0, MAX_SIGNATURES)) {
    inspected.push(await inspectSignature(claim, options));
  }
  return inspected;
}

function decodeBase64(text: string, subject: string): Uint8Array {
  try {
    return Uint8Array.fromBase64(text);
  } catch (cause) {
    throw new VerificationError("E_SIG", {
      subject,
      problem: "the OPENPGP signature cannot be read",
      found: "no base64",
      cause,
    });
  }
}

async function inspectSignature(
  { tag, covers, packet }: Claim,
  { parts, keyring, now, subject }: InspectEvidenceOptions,
): Promise<InspectedSignature> {
  let claims: SignatureClaims | undefined;
  let verified: VerifiedSignature | undefined;
  let problem: InspectionProblem | null = null;
  try {
    claims = await describeSignature(packet, subject);
    if (keyring === undefined) throw noKey(subject);
    verified = await verifySignature(packet, {
      data: covers.includes("payload") ? parts.headerAndPayload : parts.header,
      keyring,
      now,
      subject,
      name: `${tag} signature`,
    });
  } catch (error) {
    problem = problemOf(error);
  }
  const status = verified !== undefined
    ? "good"
    : problem?.code === "E_NOKEY"
    ? "unchecked"
    : "bad";
  return {
    tag,
    covers,
    status,
    problem,
    version: claims?.version ?? null,
    publicKeyAlgorithm: claims?.publicKeyAlgorithm ?? null,
    hashAlgorithm: claims?.hashAlgorithm ?? null,
    created: formatDate(verified?.created ?? claims?.created),
    keyId: claims?.keyId ?? null,
    fingerprint: verified?.fingerprint ?? null,
    signerFingerprint: verified?.signerFingerprint ?? null,
    userId: verified?.userId ?? null,
    notes: verified?.notes ?? [],
  };
}

/** The error for want of any pinned key. */
export function noKey(subject: string): VerificationError {
  return new VerificationError("E_NOKEY", {
    subject,
    problem: "cannot be verified without the pinned key",
  });
}

/** ISO 8601 without milliseconds, null for what is no time. */
export function formatDate(time: Date | undefined): string | null {
  if (time === undefined || Number.isNaN(time.getTime())) return null;
  return time.toISOString().replace(/\.\d+Z$/, "Z");
}

/**
 * Looks at every digest of the signature header.
 *
 * @param header the signature header, not signed itself
 * @param problems gets what cannot be read
 * @param parts the bytes
 */
export async function inspectDigests(
  header: Header,
  problems: InspectionProblem[],
  parts: InspectedParts,
): Promise<InspectedDigest[]> {
  const digests: InspectedDigest[] = [];
  const add = (
    claim: { tag: string; algorithm: DigestName; value: string },
    covers: readonly Part[],
  ) => {
    const bytes = covers.includes("payload")
      ? parts.headerAndPayload
      : parts.header;
    const found = digestHex(claim.algorithm, bytes);
    const value = claim.value.toLowerCase();
    const matches = value === found;
    digests.push({
      tag: claim.tag,
      covers,
      matches,
      algorithm: claim.algorithm,
      value: value.slice(0, MAX_DIGEST),
    });
  };
  for (const { tag, number, algorithm } of HEADER_DIGESTS) {
    const value = await attempt(problems, () => header.string(number));
    if (value !== undefined) add({ tag, algorithm, value }, HEADER_ONLY);
  }
  const md5 = await attempt(problems, () => header.binary(SIGNATURE_TAG.MD5));
  if (md5 !== undefined) {
    const value = md5.subarray(0, MAX_DIGEST).toHex();
    add({ tag: "MD5", algorithm: "MD5", value }, BOTH);
  }
  return digests;
}
