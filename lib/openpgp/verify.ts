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
 * packages still have, so verify_v3.ts does.
 *
 * The format: {@link https://www.rfc-editor.org/rfc/rfc9580}. Version 3:
 * {@link https://www.rfc-editor.org/rfc/rfc4880#section-5.2.2}.
 *
 * @module
 */

import type { SignaturePacket } from "openpgp";
import { messageOf, VerificationError } from "../errors.ts";
import { fingerprintOf } from "./keyring.ts";
import { readSignatureClaims, requireKnown } from "./signature_claims.ts";
import {
  BINARY_SIGNATURE,
  openSignaturePacket,
  parseSignatureV3,
} from "./signature_packet.ts";
import { findSigningKeys, type SigningKey } from "./signing_key.ts";
import { formatTime } from "../time.ts";
import {
  checkedHash,
  checkType,
  firstThatFits,
  type Named,
  verified,
  type VerifiedSignature,
  type VerifySignatureOptions,
  wrong,
} from "./verdict.ts";
import { verifyV3 } from "./verify_v3.ts";

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
      const reason = messageOf(cause);
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
      messageOf(cause),
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
