// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Verifies one signature over one piece of data by a pinned key.
 *
 * OpenPGP data is a series of **packets**. A **signature packet** has a version,
 * a type, a public key and a hash algorithm. In version 3 the hash covers the
 * data, the type and the time, and nothing else in the packet is signed. In
 * versions 4 and 6 it also covers the **hashed subpackets**, such as the time
 * and the issuer's fingerprint. A key file is a **certificate**: a primary key
 * with user ids and subkeys, each bound to it by the primary key's own
 * signatures. A key's name is its **fingerprint**, a hash of its packet; the
 * shorter **key id** is a hint and no more.
 *
 * OpenPGP.js verifies versions 4 and 6. It does not read version 3, which rpm
 * packages still have, so signature_v3.ts does.
 *
 * The format: {@link https://www.rfc-editor.org/rfc/rfc9580}. Version 3:
 * {@link https://www.rfc-editor.org/rfc/rfc4880#section-5.2.2}.
 *
 * @module
 */

import type { SignaturePacket } from "openpgp";
import { DIGEST_NAMES, type DigestName } from "../digest.ts";
import { messageOf, VerificationError } from "../errors.ts";
import { formatTime } from "../time.ts";
import { fingerprintOf, type Keyring } from "./keyring.ts";
import { readSignatureClaims, requireKnown } from "./signature_claims.ts";
import {
  openSignaturePacket,
  type PacketLabel,
  wrongSignature,
} from "./signature_packet.ts";
import { parseSignatureV3, requireSignedV3 } from "./signature_v3.ts";
import { findSigningKeys, type SigningKey } from "./signing_key.ts";

/** Signature of a binary document (RFC 9580, section 5.2.1.1). */
const BINARY_SIGNATURE = 0x00;

/** Hash algorithms that are accepted in signatures. */
const HASHES: readonly DigestName[] = ["SHA-256", "SHA-384", "SHA-512"];

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
export interface VerifySignatureOptions extends PacketLabel {
  /** The signed bytes. */
  readonly data: Uint8Array;
  /** The pinned keys. */
  readonly keyring: Keyring;
  /** The time that counts as now. */
  readonly now: Date;
}

/** What a signature says, whatever its version, and how to verify it. */
interface ReadSignature {
  readonly type: number | null;
  /** By number. */
  readonly hashAlgorithm: number;
  readonly created: Date | null;
  /** 16 upper-case hexadecimal digits. */
  readonly keyId: string;
  /** @throws {VerificationError} if the key has not made it */
  readonly verify: (
    signer: SigningKey["signer"],
    hash: DigestName,
  ) => void | Promise<void>;
}

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
  const body = openSignaturePacket(packet, options);
  const claims = readSignatureClaims(body, options);
  requireKnown(claims, options);
  const { version } = claims;
  const signature = version === 3
    ? readV3(body, options)
    : await readByOpenpgp(packet, options);
  if (signature.type !== BINARY_SIGNATURE) {
    const found = `signature type ${signature.type}, not 0 (a binary document)`;
    throw wrongSignature(options, found);
  }
  const hashAlgorithm = checkedHash(signature.hashAlgorithm, options);
  const { created, keyId } = signature;
  if (created === null) {
    throw wrongSignature(options, "a signature without a time");
  }
  const claim = { ...options, keyId, created };
  // Several keys can have the key id; usually there is one.
  const keys = await findSigningKeys(options.keyring, claim);
  let refusal: unknown;
  for (const { key, signer, notes } of keys) {
    try {
      await signature.verify(signer, hashAlgorithm);
    } catch (error) {
      refusal = error;
      continue;
    }
    return {
      version,
      hashAlgorithm,
      created,
      publicKeyAlgorithm: signer.getAlgorithmInfo().algorithm,
      fingerprint: key.fingerprint,
      signerFingerprint: fingerprintOf(signer),
      userId: key.userId,
      keyCreated: key.created,
      notes,
    };
  }
  throw refusal;
}

/** @throws {VerificationError} `E_WEAK` for a hash that is not accepted */
function checkedHash(
  algorithm: number,
  { subject, name }: PacketLabel,
): DigestName {
  const hash = DIGEST_NAMES.get(algorithm);
  if (hash !== undefined && HASHES.includes(hash)) return hash;
  throw new VerificationError("E_WEAK", {
    subject,
    problem: `the ${name} has a hash algorithm that is not accepted`,
    expected: HASHES.join(", "),
    found: `number ${algorithm}`,
  });
}

function readV3(
  body: Uint8Array,
  options: VerifySignatureOptions,
): ReadSignature {
  const signature = parseSignatureV3(body, options);
  return {
    ...signature,
    created: new Date(signature.created * 1000),
    verify: (signer, hash) =>
      requireSignedV3(signature, signer, { ...options, hash }),
  };
}

/**
 * Versions 4 and 6. This module finds and checks the keys, as for version 3, and
 * passes OpenPGP.js exactly one signature and one key: its own search returns an
 * empty list for a signature that it cannot read.
 */
async function readByOpenpgp(
  packet: Uint8Array,
  options: VerifySignatureOptions,
): Promise<ReadSignature> {
  const { createMessage } = await import("openpgp");
  const signature = await readPacket(packet, options);
  const { created, signatureType } = signature;
  return {
    type: signatureType,
    hashAlgorithm: signature.hashAlgorithm ?? 0,
    created,
    keyId: signature.issuerKeyID.toHex().toUpperCase(),
    verify: async (signer) => {
      checkExpiry(signature, options);
      checkIssuer(signature, signer, options);
      const message = await createMessage({ binary: options.data });
      const [literal] = message.packets;
      if (literal === undefined) {
        throw new TypeError("a message without a packet");
      }
      const now = options.now.getTime();
      const time = new Date(Math.max(now, created?.getTime() ?? 0));
      const { keyPacket: key } = signer;
      try {
        await signature.verify(key, BINARY_SIGNATURE, literal, time, true);
      } catch (cause) {
        throw wrongSignature(options, messageOf(cause), cause);
      }
    },
  };
}

async function readPacket(
  packet: Uint8Array,
  options: PacketLabel,
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
    throw wrongSignature(options, messageOf(cause), cause);
  }
}

/** A signature may have an expiry of its own (RFC 9580, section 5.2.3.18). */
function checkExpiry(
  signature: SignaturePacket,
  { subject, name, now }: VerifySignatureOptions,
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
  options: PacketLabel,
): void {
  if (issuerFingerprint === null) return;
  const named = issuerFingerprint.toHex().toUpperCase();
  if (named !== fingerprintOf(signer)) {
    throw wrongSignature(options, `the issuer's fingerprint ${named}`);
  }
}
