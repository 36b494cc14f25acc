// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What the verifiers of all versions share: the question, the answer, and which
 * hashes and types are accepted.
 *
 * @module
 */

import type { DigestName, StartedDigests } from "../digest.ts";
import { VerificationError } from "../errors.ts";
import { fingerprintOf, type Keyring } from "./keyring.ts";
import { BINARY_SIGNATURE } from "./signature_packet.ts";
import type { SigningKey } from "./signing_key.ts";

/** Hash algorithms that are accepted in signatures (RFC 9580, section 9.5). */
const HASHES: Readonly<Record<number, DigestName | undefined>> = {
  8: "SHA-256",
  9: "SHA-384",
  10: "SHA-512",
};

/** A signature that was found good. */
export interface VerifiedSignature {
  /** Version of the signature packet: 3, 4 or 6. */
  readonly version: number;
  /** The public key algorithm as OpenPGP.js names it, e.g. `rsaEncryptSign`. */
  readonly publicKeyAlgorithm: string;
  /** `SHA-256`, `SHA-384` or `SHA-512`. */
  readonly hashAlgorithm: string;
  /** When it was made, as signed. */
  readonly created: Date;
  /** Fingerprint of the pinned primary key, upper-case hexadecimal. */
  readonly fingerprint: string;
  /** Fingerprint of the key that signed: the primary key's or a subkey's. */
  readonly signerFingerprint: string;
  /** Primary user id of the pinned key. */
  readonly userId: string;
  /** When the pinned key was made. */
  readonly keyCreated: Date;
  /** What a reader should know even though the signature is good. */
  readonly notes: readonly string[];
}

/** What {@linkcode verifySignature} needs besides the signature. */
export interface VerifySignatureOptions {
  /** The signed bytes. */
  readonly data: Uint8Array;
  /** Digests of them, to share with other signatures over the same bytes. */
  readonly digests?: StartedDigests | undefined;
  /** The pinned keys. */
  readonly keyring: Keyring;
  /** What errors name. */
  readonly subject: string;
  /** What errors call the signature; `signature` by default. */
  readonly name?: string;
  /** The time that counts as now. */
  readonly now: Date;
}

/** The options, with the name filled in. */
export type Named = VerifySignatureOptions & { readonly name: string };

/** The error for a signature that is wrong: `E_SIG`. */
export function wrong(
  { subject, name }: Named,
  found: string,
  cause?: unknown,
): VerificationError {
  return new VerificationError("E_SIG", {
    subject,
    problem: `the ${name} is wrong`,
    found,
    cause,
  });
}

/** @throws {VerificationError} `E_WEAK` for a hash that is not accepted */
export function checkedHash(
  algorithm: number,
  { subject, name }: Named,
): DigestName {
  const hash = HASHES[algorithm];
  if (hash === undefined) {
    throw new VerificationError("E_WEAK", {
      subject,
      problem: `the ${name} has a hash algorithm that is not accepted`,
      expected: Object.values(HASHES).join(", "),
      found: `number ${algorithm}`,
    });
  }
  return hash;
}

/** @throws {VerificationError} `E_SIG` for another type than a document's */
export function checkType(type: number | null, options: Named): void {
  if (type !== BINARY_SIGNATURE) {
    throw wrong(options, `signature type ${type}, not 0 (a binary document)`);
  }
}

/** What is reported of a good signature. */
export function verified(
  found: SigningKey,
  facts: { version: number; hashAlgorithm: string; created: Date },
): VerifiedSignature {
  return {
    ...facts,
    publicKeyAlgorithm: found.signer.getAlgorithmInfo().algorithm,
    fingerprint: found.key.fingerprint,
    signerFingerprint: fingerprintOf(found.signer),
    userId: found.key.userId,
    keyCreated: found.key.created,
    notes: found.notes,
  };
}

/**
 * Tries the keys that have the key id; usually there is one.
 *
 * @returns the first key that made the signature
 * @throws the error of the last key
 */
export async function firstThatFits(
  keys: readonly SigningKey[],
  verify: (key: SigningKey) => void | Promise<void>,
): Promise<SigningKey> {
  let refusal: unknown;
  for (const key of keys) {
    try {
      await verify(key);
      return key;
    } catch (error) {
      refusal = error;
    }
  }
  throw refusal;
}
