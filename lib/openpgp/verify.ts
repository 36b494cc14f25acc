// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Verifies one signature over one piece of data by a pinned key.
 *
 * @module
 */

import { createPublicKey, createVerify } from "node:crypto";
import type { SignaturePacket } from "openpgp";
import { type DigestName, digestsOf, type StartedDigests } from "../digest.ts";
import { VerificationError } from "../errors.ts";
import { fingerprintOf, type Keyring } from "./keyring.ts";
import {
  BINARY_SIGNATURE,
  openSignaturePacket,
  parseSignatureV3,
  type SignatureV3,
} from "./signature_packet.ts";
import { readSignatureClaims, requireKnown } from "./signature_claims.ts";
import { findSigningKeys, type SigningKey } from "./signing_key.ts";
import { formatTime } from "../time.ts";

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
type Named = VerifySignatureOptions & { readonly name: string };

/**
 * Verifies a signature packet of version 3, 4 or 6.
 *
 * @param packet exactly one signature packet, binary
 * @param options the signed data and the pinned keys
 * @throws {VerificationError} `E_SIG`, `E_UNKNOWN`, `E_WEAK`, `E_NOKEY`,
 * `E_SIG_TIME` or `E_UNTRUSTED`
 */
export async function verifySignature(
  packet: Uint8Array,
  options: VerifySignatureOptions,
): Promise<VerifiedSignature> {
  const named: Named = { ...options, name: options.name ?? "signature" };
  const body = openSignaturePacket(packet, named);
  const claims = readSignatureClaims(body, named);
  requireKnown(claims, named);
  if (claims.version === 3) {
    return await verifyV3(parseSignatureV3(body, named), named);
  }
  return await verifyByOpenpgp(packet, claims.version, named);
}

function wrong(
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

function checkedHash(
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

function checkType(type: number | null, options: Named): void {
  if (type !== BINARY_SIGNATURE) {
    throw wrong(options, `signature type ${type}, not 0 (a binary document)`);
  }
}

function verified(
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
async function firstThatFits(
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

/**
 * RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2) over data, type and time (RFC 4880,
 * section 5.2.4). Data and type and time are hashed separately: appending five
 * bytes would copy a large payload.
 */
async function verifyV3(
  signature: SignatureV3,
  options: Named,
): Promise<VerifiedSignature> {
  const { data, digests = digestsOf(data) } = options;
  checkType(signature.type, options);
  const hashAlgorithm = checkedHash(signature.hashAlgorithm, options);
  const created = new Date(signature.created * 1000);
  const keys = await findSigningKeys(options.keyring, {
    ...options,
    keyId: signature.keyId,
    created,
  });
  const digest = digests(hashAlgorithm).update(signature.hashed).digest();
  if (signature.digestStart.some((byte, i) => byte !== digest[i])) {
    throw wrong(options, "a different digest of the signed bytes");
  }
  const found = await firstThatFits(keys, ({ signer }) => {
    const { modulus, exponent } = rsaParameters(signer, signature, options);
    if (signature.mpi.length > modulus.length) {
      throw wrong(options, "an integer larger than the key");
    }
    const padded = new Uint8Array(modulus.length);
    padded.set(signature.mpi, modulus.length - signature.mpi.length);
    let isGood: boolean;
    try {
      const key = createPublicKey({
        key: { kty: "RSA", n: base64url(modulus), e: base64url(exponent) },
        format: "jwk",
      });
      isGood = createVerify(hashAlgorithm.replace("-", "")).update(data)
        .update(signature.hashed).verify(key, padded);
    } catch (cause) { // a modulus of more than 4096 bits, for one
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw wrong(options, `a key that cannot be used: ${reason}`, cause);
    }
    if (!isGood) {
      throw wrong(options, "a signature by another key, or of other bytes");
    }
  });
  return verified(found, { version: 3, hashAlgorithm, created });
}

function rsaParameters(
  { keyPacket }: SigningKey["signer"],
  { publicKeyAlgorithm }: SignatureV3,
  options: Named,
): { modulus: Uint8Array; exponent: Uint8Array } {
  const { algorithm, publicParams: parameters } = keyPacket;
  if (
    algorithm === publicKeyAlgorithm &&
    "n" in parameters && parameters.n instanceof Uint8Array &&
    "e" in parameters && parameters.e instanceof Uint8Array
  ) {
    return { modulus: parameters.n, exponent: parameters.e };
  }
  throw wrong(
    options,
    `algorithm ${publicKeyAlgorithm}, but a key of algorithm ${algorithm}`,
  );
}

function base64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/**
 * Versions 4 and 6. This module finds and checks the keys, as for version 3, and
 * passes OpenPGP.js exactly one signature and one key: its own search returns an
 * empty list for a signature that it cannot read.
 */
async function verifyByOpenpgp(
  packet: Uint8Array,
  version: number,
  options: Named,
): Promise<VerifiedSignature> {
  const { data, keyring, now } = options;
  const { createMessage } = await import("openpgp");
  const signature = await readPacket(packet, options);
  checkType(signature.signatureType, options);
  const hashAlgorithm = checkedHash(signature.hashAlgorithm ?? 0, options);
  const created = signature.created;
  if (created === null) throw wrong(options, "a signature without a time");
  const keys = await findSigningKeys(keyring, {
    ...options,
    keyId: signature.issuerKeyID.toHex().toUpperCase(),
    created,
  });
  checkExpiry(signature, options);
  const [literal] = (await createMessage({ binary: data })).packets;
  if (literal === undefined) throw new TypeError("a message without a packet");
  const time = new Date(Math.max(now.getTime(), created.getTime()));
  const found = await firstThatFits(keys, async ({ signer }) => {
    checkIssuer(signature, signer, options);
    try {
      const { keyPacket } = signer;
      await signature.verify(keyPacket, BINARY_SIGNATURE, literal, time, true);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw wrong(options, reason, cause);
    }
  });
  return verified(found, { version, hashAlgorithm, created });
}

async function readPacket(
  packet: Uint8Array,
  options: Named,
): Promise<SignaturePacket> {
  const { readSignature, SignaturePacket } = await import("openpgp");
  try {
    const packets = (await readSignature({ binarySignature: packet })).packets;
    const only = packets[0];
    if (packets.length !== 1 || !(only instanceof SignaturePacket)) {
      throw new Error("an unknown kind of signature");
    }
    return only;
  } catch (cause) {
    throw wrong(
      options,
      cause instanceof Error ? cause.message : "an unreadable packet",
      cause,
    );
  }
}

/** A signature may have an expiry of its own (RFC 9580, section 5.2.3.18). */
function checkExpiry(
  signature: SignaturePacket,
  { subject, name, now }: Named,
): void {
  const expires = Number(signature.getExpirationTime());
  if (expires > now.getTime()) return;
  throw new VerificationError("E_SIG_TIME", {
    subject,
    problem: `the ${name} has expired`,
    found: formatTime(new Date(expires)),
  });
}

/** The key id is a hint, but a full fingerprint that differs is a contradiction. */
function checkIssuer(
  { issuerFingerprint }: SignaturePacket,
  signer: SigningKey["signer"],
  options: Named,
): void {
  if (issuerFingerprint === null) return;
  const named = issuerFingerprint.toHex().toUpperCase();
  if (named !== fingerprintOf(signer)) {
    throw wrong(options, `the issuer's fingerprint ${named}`);
  }
}
