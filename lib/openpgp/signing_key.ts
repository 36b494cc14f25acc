// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Finds the pinned key that may have made a signature. The key id in the
 * signature is only a hint; the key's self-signatures decide whether the key may
 * sign.
 *
 * Owners renew their self-signatures, usually with a later expiry, and the old
 * ones disappear from the key file. The vendor's only self-signature is three
 * years younger than its key, and younger than half of what that key signed. So
 * the newest self-signature counts for the whole life of the key. Revocations
 * count whatever their date and reason.
 *
 * @module
 */

import type { Key, Subkey } from "openpgp";
import { messageOf, VerificationError } from "../errors.ts";
import {
  certificatesOf,
  fingerprintOf,
  type Keyring,
  type PinnedKey,
} from "./keyring.ts";
import { findWeakness, isSubkey, requireMaySign } from "./may_sign.ts";
import { formatTime } from "../time.ts";

/** One of the keys that have the key id of a signature. */
interface Candidate {
  /** The pinned key. */
  readonly key: PinnedKey;
  /** One of its certificates. */
  readonly certificate: Key;
  /** The key or a subkey in that. */
  readonly signer: Key | Subkey;
}

/** A key that may have made a signature. */
export interface SigningKey extends Candidate {
  /** What a reader should know, though the verdict does not depend on it. */
  readonly notes: readonly string[];
}

/** The use of a key that a signature claims, and what errors call it. */
export interface KeyUse {
  /** 16 upper-case hexadecimal digits. */
  readonly keyId: string;
  /** Creation time of the signature. */
  readonly created: Date;
  /** The time that counts as now. */
  readonly now: Date;
  /** What errors name. */
  readonly subject: string;
  /** What errors call the signature: `SIGPGP signature`. */
  readonly name: string;
}

/** How far a signature's time may be ahead of the clock, in milliseconds. */
const CLOCK_SKEW = 5 * 60 * 1000;

/** The last moment that a Date can represent: all revocations are earlier. */
const END_OF_TIME = new Date(8.64e15);

/**
 * Finds the pinned keys with the signature's key id and checks that they may
 * have signed: bound, meant for signing, not revoked, not expired at that time.
 * Key ids are short, and a key may be in the file twice, so there may be several.
 *
 * @returns at least one
 * @throws {VerificationError} `E_NOKEY`, `E_SIG_TIME`, `E_UNTRUSTED`, `E_WEAK`
 */
export async function findSigningKeys(
  keyring: Keyring,
  claim: KeyUse,
): Promise<SigningKey[]> {
  const { created, now, subject, name } = claim;
  if (keyring.keys.length === 0) {
    throw new VerificationError("E_NOKEY", {
      subject,
      problem: "cannot be verified without the pinned key",
    });
  }
  const candidates = findCandidates(keyring, claim.keyId);
  if (candidates.length === 0) {
    throw new VerificationError("E_NOKEY", {
      subject,
      problem: "is signed by a key that is not pinned, or not in the key file",
      expected: keyring.keys.map((key) => key.fingerprint).join(" or "),
      found: `key id ${claim.keyId}`,
    });
  }
  if (created.getTime() > now.getTime() + CLOCK_SKEW) {
    throw new VerificationError("E_SIG_TIME", {
      subject,
      problem: `the ${name} has a time in the future`,
      expected: `at most ${formatTime(now)}`,
      found: formatTime(created),
    });
  }
  for (const candidate of candidates) {
    if (await isRevoked(candidate, now)) {
      throw refused(candidate.signer, claim, { why: "is revoked" });
    }
  }
  const found: SigningKey[] = [];
  const refusals: unknown[] = [];
  for (const candidate of candidates) {
    try {
      found.push(await judge(candidate, claim));
    } catch (error) {
      refusals.push(error);
    }
  }
  if (found.length === 0) throw refusals[0];
  return found;
}

/** All keys and subkeys with this key id, once for each certificate. */
function findCandidates(keyring: Keyring, keyId: string): Candidate[] {
  return keyring.keys.flatMap((key) =>
    certificatesOf(key).flatMap((certificate) =>
      [certificate, ...certificate.subkeys]
        .filter((signer) => signer.getKeyID().toHex().toUpperCase() === keyId)
        .map((signer) => ({ key, certificate, signer }))
    )
  );
}

/**
 * Whether the key or its primary key is revoked in any certificate: one may
 * contain the subkey, another the revocation.
 */
async function isRevoked(
  { key, signer }: Candidate,
  now: Date,
): Promise<boolean> {
  // Revocations that start later or expire count as well.
  for (const time of [now, END_OF_TIME]) {
    for (const certificate of certificatesOf(key)) {
      if (await certificate.isRevoked(undefined, undefined, time)) return true;
    }
    if (!isSubkey(signer)) continue;
    const primary = signer.mainKey.keyPacket;
    for (const binding of signer.bindingSignatures) {
      if (await signer.isRevoked(binding, primary, time)) return true;
    }
  }
  return false;
}

/** @throws {VerificationError} if the key cannot have signed */
async function judge(
  candidate: Candidate,
  claim: KeyUse,
): Promise<SigningKey> {
  const { certificate, signer } = candidate;
  const { created, now, subject, name } = claim;
  if (created < signer.getCreationTime()) {
    throw new VerificationError("E_SIG_TIME", {
      subject,
      problem: `the ${name} is older than its key`,
      expected: `at least ${formatTime(signer.getCreationTime())}`,
      found: formatTime(created),
    });
  }
  const weakness = findWeakness(signer) ?? findWeakness(certificate);
  if (weakness !== undefined) {
    const details = { why: "is too weak", found: weakness };
    throw refused(signer, claim, details, "E_WEAK");
  }
  try {
    await requireMaySign(certificate, signer, claim);
  } catch (cause) {
    const reason = messageOf(cause);
    const isWeak = reason.includes("Insecure hash algorithm");
    const details = { why: "may not sign", found: reason };
    throw refused(signer, claim, details, isWeak ? "E_WEAK" : "E_UNTRUSTED");
  }
  const ends = [
    await certificate.getExpirationTime(),
    await signer.getExpirationTime(),
  ];
  const hasExpired = ends.some((end) =>
    end !== null && Number(end) <= now.getTime()
  );
  const notes = hasExpired
    ? [`key ${fingerprintOf(signer)} has expired since it signed`]
    : [];
  return { ...candidate, notes };
}

function refused(
  signer: Key | Subkey,
  { subject, name }: KeyUse,
  { why, found }: { readonly why: string; readonly found?: string },
  code: "E_WEAK" | "E_UNTRUSTED" = "E_UNTRUSTED",
): VerificationError {
  return new VerificationError(code, {
    subject,
    problem: `the ${name} is by key ${fingerprintOf(signer)}, which ${why}`,
    found,
  });
}
