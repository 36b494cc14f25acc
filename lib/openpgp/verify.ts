// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * One signature over one piece of data, by a pinned key.
 *
 * @module
 */

import type { SignaturePacket } from "openpgp";
import { VerificationError } from "../errors.ts";
import { findSigningKey, type Keyring, type SigningKey } from "./keyring.ts";
import {
  BINARY_SIGNATURE,
  openSignaturePacket,
  parseSignatureV3,
  type SignatureV3,
} from "./signature_packet.ts";

/** Hash algorithms that are accepted in signatures (RFC 9580, section 9.5). */
const HASHES: Readonly<Record<number, string | undefined>> = {
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
  /** What a reader should know though the signature is good. */
  readonly notes: readonly string[];
}

/** What {@linkcode verifySignature} needs besides the signature. */
export interface VerifySignatureOptions {
  /** The signed bytes. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** The pinned keys. */
  readonly keyring: Keyring;
  /** What errors name. */
  readonly subject: string;
  /** The time that counts as now. */
  readonly now: Date;
}

/**
 * Verifies a signature packet of version 3, 4 or 6.
 *
 * @param packet exactly one signature packet, binary
 * @param options the signed data and the pinned keys
 * @throws {VerificationError} `E_SIG`, `E_WEAK`, `E_NOKEY`, `E_SIG_TIME` or
 * `E_UNTRUSTED`
 */
export async function verifySignature(
  packet: Uint8Array,
  options: VerifySignatureOptions,
): Promise<VerifiedSignature> {
  const { subject } = options;
  const body = openSignaturePacket(packet, subject);
  if (body[0] === 3) {
    return await verifyV3(parseSignatureV3(body, subject), options);
  }
  return await verifyByOpenpgp(packet, options);
}

function wrong(
  subject: string,
  found: string,
  cause?: unknown,
): VerificationError {
  return new VerificationError("E_SIG", {
    subject,
    problem: "the signature is wrong",
    found,
    cause,
  });
}

function checkedHash(algorithm: number, subject: string): string {
  const hash = HASHES[algorithm];
  if (hash === undefined) {
    throw new VerificationError("E_WEAK", {
      subject,
      problem: "the signature's hash algorithm is not accepted",
      expected: Object.values(HASHES).join(", "),
      found: `number ${algorithm}`,
    });
  }
  return hash;
}

function checkType(type: number | null, subject: string): void {
  if (type !== BINARY_SIGNATURE) {
    throw wrong(subject, `signature type ${type}, not that of a document`);
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
    signerFingerprint: found.signer.getFingerprint().toUpperCase(),
    userId: found.key.userId,
    keyCreated: found.key.created,
    notes: found.notes,
  };
}

/**
 * RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2) over data, type and time (RFC 4880,
 * section 5.2.4).
 */
async function verifyV3(
  signature: SignatureV3,
  options: VerifySignatureOptions,
): Promise<VerifiedSignature> {
  const { data, keyring, subject, now } = options;
  checkType(signature.type, subject);
  const hashAlgorithm = checkedHash(signature.hashAlgorithm, subject);
  const created = new Date(signature.created * 1000);
  const found = await findSigningKey(keyring, {
    keyId: signature.keyId,
    created,
    now,
    subject,
  });
  const signed = new Uint8Array(data.length + signature.hashed.length);
  signed.set(data);
  signed.set(signature.hashed, data.length);
  const digest = new Uint8Array(
    await crypto.subtle.digest(hashAlgorithm, signed),
  );
  if (signature.digestStart.some((byte, i) => byte !== digest[i])) {
    throw wrong(subject, "another digest of the signed bytes");
  }
  const { modulus, exponent } = rsaParameters(found, subject);
  if (signature.mpi.length > modulus.length) {
    throw wrong(subject, "an integer larger than the key");
  }
  const padded = new Uint8Array(modulus.length);
  padded.set(signature.mpi, modulus.length - signature.mpi.length);
  const key = await crypto.subtle.importKey(
    "jwk",
    { kty: "RSA", n: base64url(modulus), e: base64url(exponent) },
    { name: "RSASSA-PKCS1-v1_5", hash: hashAlgorithm },
    false,
    ["verify"],
  );
  if (!await crypto.subtle.verify("RSASSA-PKCS1-v1_5", key, padded, signed)) {
    throw wrong(subject, "a signature that the key did not make");
  }
  return verified(found, { version: 3, hashAlgorithm, created });
}

function rsaParameters(
  found: SigningKey,
  subject: string,
): { modulus: Uint8Array; exponent: Uint8Array } {
  const parameters: unknown = "publicParams" in found.signer.keyPacket
    ? found.signer.keyPacket.publicParams
    : undefined;
  if (
    typeof parameters === "object" && parameters !== null &&
    "n" in parameters && parameters.n instanceof Uint8Array &&
    "e" in parameters && parameters.e instanceof Uint8Array
  ) {
    return { modulus: parameters.n, exponent: parameters.e };
  }
  throw wrong(subject, "an RSA signature by a key that is not RSA");
}

function base64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/**
 * Versions 4 and 6. The key is found and judged here, as for version 3, and
 * OpenPGP.js is given exactly one signature and one key: its own search
 * answers an unreadable signature with an empty list.
 */
async function verifyByOpenpgp(
  packet: Uint8Array,
  options: VerifySignatureOptions,
): Promise<VerifiedSignature> {
  const { data, keyring, subject, now } = options;
  const { createMessage, readSignature, SignaturePacket } = await import(
    "openpgp"
  );
  let signature: SignaturePacket;
  try {
    const packets = (await readSignature({ binarySignature: packet })).packets;
    const only = packets[0];
    if (packets.length !== 1 || !(only instanceof SignaturePacket)) {
      throw new Error("an unknown kind of signature");
    }
    signature = only;
  } catch (cause) {
    throw wrong(
      subject,
      cause instanceof Error ? cause.message : "an unreadable packet",
      cause,
    );
  }
  checkType(signature.signatureType, subject);
  const hashAlgorithm = checkedHash(signature.hashAlgorithm ?? 0, subject);
  const created = signature.created;
  if (created === null) throw wrong(subject, "a signature without a time");
  const found = await findSigningKey(keyring, {
    keyId: signature.issuerKeyID.toHex().toUpperCase(),
    created,
    now,
    subject,
  });
  const [literal] = (await createMessage({ binary: data })).packets;
  if (literal === undefined) throw new TypeError("a message without a packet");
  try {
    await signature.verify(
      found.signer.keyPacket,
      BINARY_SIGNATURE,
      literal,
      new Date(Math.max(now.getTime(), created.getTime())),
      true,
    );
  } catch (cause) {
    throw wrong(
      subject,
      cause instanceof Error ? cause.message : String(cause),
      cause,
    );
  }
  return verified(found, {
    version: packetVersion(packet, subject),
    hashAlgorithm,
    created,
  });
}

function packetVersion(packet: Uint8Array, subject: string): number {
  return openSignaturePacket(packet, subject)[0] ?? 0;
}
