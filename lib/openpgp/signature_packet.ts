// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * OpenPGP signature packets, and the fields of version 3 (RFC 4880, section
 * 5.2.2), which the vendor still writes and OpenPGP.js does not read.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import { type Packet, readPacket } from "./packets.ts";

/** The packet type of signatures (RFC 9580, section 5). */
const SIGNATURE = 2;

/** Signature of a binary document (RFC 9580, section 5.2.1.1). */
export const BINARY_SIGNATURE = 0x00;

/** Public key algorithms that make RSA signatures (RFC 4880, section 9.1). */
const RSA_ALGORITHMS: readonly number[] = [1, 3];

/** A version 3 signature packet (RFC 4880, section 5.2.2). Unverified. */
export interface SignatureV3 {
  readonly version: 3;
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

/** What errors name: the file, and the signature in it. */
export interface PacketLabel {
  readonly subject: string;
  /** `signature` by default. */
  readonly name?: string;
}

/** The error for a packet that cannot be read: `E_SIG`. */
export function malformedPacket(
  label: PacketLabel,
  found: string,
): VerificationError {
  return new VerificationError("E_SIG", {
    subject: label.subject,
    problem: `the ${label.name ?? "signature"} cannot be read`,
    found,
  });
}

/**
 * Opens the single packet that the bytes consist of.
 *
 * @param bytes a signature packet and nothing else
 * @param label what errors name
 * @returns the packet's body, whose first byte is the version
 * @throws {VerificationError} `E_SIG` for another packet, more than one packet,
 * or a length that does not fit
 */
export function openSignaturePacket(
  bytes: Uint8Array,
  label: PacketLabel,
): Uint8Array {
  let packet: Packet;
  try {
    packet = readPacket(bytes, 0);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw malformedPacket(label, error.message);
  }
  const { type, body, end } = packet;
  if (type !== SIGNATURE) {
    throw malformedPacket(label, `a packet of type ${type}`);
  }
  if (end < bytes.length) {
    throw malformedPacket(label, "more bytes after the packet");
  }
  if (body.length === 0) throw malformedPacket(label, "an empty packet");
  return body;
}

/**
 * Parses the body of a version 3 signature packet with an RSA signature.
 *
 * @param body the packet's body, from its version on
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
  if (view.getUint8(0) !== 3) {
    throw malformedPacket(label, "a different version");
  }
  if (view.getUint8(1) !== 5) {
    throw malformedPacket(label, "a wrong length of the hashed fields");
  }
  const publicKeyAlgorithm = view.getUint8(15);
  if (!RSA_ALGORITHMS.includes(publicKeyAlgorithm)) {
    throw new VerificationError("E_WEAK", {
      subject: label.subject,
      problem: `the ${label.name ?? "signature"} of version 3 is not by RSA`,
      found: `public key algorithm ${publicKeyAlgorithm}`,
    });
  }
  const bits = view.getUint16(19);
  const mpi = body.subarray(21);
  if (mpi.length !== Math.ceil(bits / 8) || bits === 0) {
    throw malformedPacket(label, "an integer of wrong length");
  }
  // RFC 4880, section 3.2: the length is that from the highest bit set.
  if ((bits - 1) % 8 !== 31 - Math.clz32(mpi[0] ?? 0)) {
    throw malformedPacket(label, "an integer with leading zeros");
  }
  return {
    version: 3,
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
