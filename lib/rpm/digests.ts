// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Digests that a package states about its own parts: checking one, and
 * accepting a list of them only if all match.
 *
 * @module
 */

import type { DigestName } from "../digest.ts";
import { VerificationError } from "../errors.ts";

/** A part of the package that evidence can cover. */
export type Part = "header" | "payload";

/** Characters of a stated digest that are kept: more than any good one has. */
export const MAX_STATED = 160;

/** A digest that was found right. */
export interface RpmDigest {
  /** Name of the tag, as rpm spells it. */
  readonly tag: string;
  /** The digest's algorithm. */
  readonly algorithm: DigestName;
  /** Lower-case hexadecimal. */
  readonly value: string;
}

/** A digest as the package states it. Unverified. */
export interface DigestClaim {
  /** Name of the tag, as rpm spells it. */
  readonly tag: string;
  /** What it is the digest of. */
  readonly covers: readonly Part[];
  readonly algorithm: DigestName;
  /** Lower-case; hexadecimal in a good package. */
  readonly value: string;
}

/** A digest that was compared with the bytes, or a reason why it was not. */
export type CheckedDigest =
  | DigestClaim & { readonly matches: true }
  | Omit<DigestClaim, "algorithm"> & {
    /** `SHA-256`, or `algorithm 99` for a number without a name. */
    readonly algorithm: string;
    /** False: the bytes have another digest. Null: it was not computed. */
    readonly matches: false | null;
    readonly problem: VerificationError;
  };

/**
 * Compares a digest with the one that is computed.
 *
 * @param claim as the package states it, or a reason why it is not computed
 * @param subject what errors name
 * @param compute returns lower-case hexadecimal
 */
export function checkDigest(
  claim: DigestClaim | CheckedDigest,
  subject: string,
  compute: (claim: DigestClaim) => string,
): CheckedDigest {
  if ("matches" in claim) return claim;
  const found = compute(claim);
  if (claim.value === found) return { ...claim, matches: true };
  const what = claim.covers.length === 2
    ? "header and payload have"
    : `the ${claim.covers.join()} has`;
  const problem = new VerificationError("E_DIGEST", {
    subject,
    problem: `${what} a different digest from the one in ${claim.tag}`,
    expected: claim.value,
    found,
  });
  return { ...claim, matches: false, problem };
}

/**
 * Accepts digests only if every one of them matches.
 *
 * @returns the same digests
 * @throws {VerificationError} the problem of the first that does not match
 */
export function requireMatches(
  digests: readonly CheckedDigest[],
): RpmDigest[] {
  return digests.map((digest) => {
    if (digest.matches !== true) throw digest.problem;
    const { tag, algorithm, value } = digest;
    return { tag, algorithm, value };
  });
}
