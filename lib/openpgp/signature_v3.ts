// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * RSA signatures of version 3 (RFC 4880, section 5.2.2), which the vendor still
 * writes and OpenPGP.js does not read.
 *
 * @module
 */

import { createPublicKey, createVerify } from "node:crypto";
import { type DigestName, startDigest } from "../digest.ts";
import { messageOf, VerificationError } from "../errors.ts";
import {
  malformedPacket,
  type PacketLabel,
  wrongSignature,
} from "./signature_packet.ts";
import type { SigningKey } from "./signing_key.ts";

/** Public key algorithms that make RSA signatures (RFC 4880, section 9.1). */
const RSA_ALGORITHMS: readonly number[] = [1, 3];

/** A version 3 signature packet (RFC 4880, section 5.2.2). Unverified. */
export interface SignatureV3 {
  /** Signature type; 0x00 for a binary document. */
  readonly type: number;
  /** Creation time in seconds since 1970. Signed. */
  readonly created: number;
  /** Key id, 16 upper-case hexadecimal digits. Not signed: a hint. */
  readonly keyId: string;
  /** Public key algorithm by number. */
  readonly publicKeyAlgorithm: number;
  /** Hash algorithm by number. */
  readonly hashAlgorithm: number;
  /** The first two bytes of the digest. */
  readonly digestStart: Uint8Array;
  /** What the digest covers after the data: type and time, 5 bytes. */
  readonly hashed: Uint8Array<ArrayBuffer>;
  /** The RSA signature, big-endian, without leading zeros. */
  readonly mpi: Uint8Array;
}

/**
 * Parses the body of a version 3 signature packet with an RSA signature.
 *
 * @param body the packet's body, from its version on, which is 3
 * @param label what errors name
 * @throws {VerificationError} `E_SIG` if it is malformed, `E_WEAK` if it
 * is not an RSA signature: version 3 is accepted with RSA only
 */
export function parseSignatureV3(
  body: Uint8Array,
  label: PacketLabel,
): SignatureV3 {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  if (body.length < 21) {
    throw malformedPacket(label, "a packet that is cut short");
  }
  if (view.getUint8(1) !== 5) {
    throw malformedPacket(label, "a wrong length of the hashed fields");
  }
  const publicKeyAlgorithm = view.getUint8(15);
  if (!RSA_ALGORITHMS.includes(publicKeyAlgorithm)) {
    throw new VerificationError("E_WEAK", {
      subject: label.subject,
      problem: `the ${label.name} of version 3 is not by RSA`,
      found: `public key algorithm ${publicKeyAlgorithm}`,
    });
  }
  const bits = view.getUint16(19);
  const mpi = body.subarray(21);
  if (mpi.length !== Math.ceil(bits / 8)) {
    throw malformedPacket(label, "an integer of wrong length");
  }
  // RFC 4880, section 3.2: the length is that from the highest bit set.
  if ((bits - 1) % 8 !== 31 - Math.clz32(mpi[0] ?? 0)) {
    throw malformedPacket(label, "an integer with leading zeros");
  }
  return {
    type: view.getUint8(2),
    created: view.getUint32(3),
    keyId: body.subarray(7, 15).toHex().toUpperCase(),
    publicKeyAlgorithm,
    hashAlgorithm: view.getUint8(16),
    digestStart: body.subarray(17, 19),
    hashed: new Uint8Array(body.subarray(2, 7)),
    mpi,
  };
}

/** What a signature of version 3 is verified over. */
export interface SignedV3 extends PacketLabel {
  readonly data: Uint8Array;
  /** The signature's own. */
  readonly hash: DigestName;
}

/**
 * RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2) over data, type and time (RFC 4880,
 * section 5.2.4). Data and type and time are hashed separately: appending five
 * bytes would copy a large payload.
 *
 * @throws {VerificationError} `E_SIG` if the key has not made the signature
 */
export function requireSignedV3(
  signature: SignatureV3,
  { keyPacket }: SigningKey["signer"],
  signed: SignedV3,
): void {
  const { data, hash } = signed;
  const { mpi, hashed, digestStart, publicKeyAlgorithm } = signature;
  const digest = startDigest(hash).update(data).update(hashed).digest();
  if (digestStart.some((byte, i) => byte !== digest[i])) {
    throw wrongSignature(signed, "a different digest of the signed bytes");
  }
  const { algorithm } = keyPacket;
  const { n, e }: { n?: unknown; e?: unknown } = keyPacket.publicParams;
  if (
    algorithm !== publicKeyAlgorithm ||
    !(n instanceof Uint8Array) || !(e instanceof Uint8Array)
  ) {
    throw wrongSignature(
      signed,
      `algorithm ${publicKeyAlgorithm}, but a key of algorithm ${algorithm}`,
    );
  }
  if (mpi.length > n.length) {
    throw wrongSignature(signed, "an integer larger than the key");
  }
  const padded = new Uint8Array(n.length);
  padded.set(mpi, n.length - mpi.length);
  let isGood: boolean;
  try {
    const key = createPublicKey({
      key: { kty: "RSA", n: base64url(n), e: base64url(e) },
      format: "jwk",
    });
    isGood = createVerify(hash.replace("-", "")).update(data)
      .update(hashed).verify(key, padded);
  } catch (cause) { // a modulus of more than 4096 bits, for one
    const reason = messageOf(cause);
    throw wrongSignature(signed, `a key that cannot be used: ${reason}`, cause);
  }
  if (isGood) return;
  throw wrongSignature(signed, "a signature by another key, or of other bytes");
}

function base64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}
