// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * OpenPGP signature packets: the framing of all versions (RFC 9580, section
 * 4.2), and the fields of version 3 (RFC 4880, section 5.2.2), which the vendor
 * still writes and OpenPGP.js does not read.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";

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
  const tag = bytes[0] ?? 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let type: number;
  let start: number;
  let length: number;
  try {
    if ((tag & 0xc0) === 0xc0) { // RFC 9580, section 4.2.1
      type = tag & 0x3f;
      const first = view.getUint8(1);
      if (first < 192) {
        [start, length] = [2, first];
      } else if (first < 224) {
        [start, length] = [3, (first - 192 << 8) + view.getUint8(2) + 192];
      } else if (first === 255) {
        [start, length] = [6, view.getUint32(2)];
      } else {
        throw malformedPacket(label, "a packet of unknown length");
      }
    } else if ((tag & 0x80) === 0x80) { // RFC 9580, section 4.2.2
      type = tag >> 2 & 0x0f;
      switch (tag & 3) {
        case 0:
          [start, length] = [2, view.getUint8(1)];
          break;
        case 1:
          [start, length] = [3, view.getUint16(1)];
          break;
        case 2:
          [start, length] = [5, view.getUint32(1)];
          break;
        default:
          throw malformedPacket(label, "a packet of unknown length");
      }
    } else {
      throw malformedPacket(label, "not an OpenPGP packet");
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw malformedPacket(label, "a packet that is cut short");
  }
  if (type !== SIGNATURE) {
    throw malformedPacket(label, `a packet of type ${type}`);
  }
  if (start + length > bytes.length) {
    throw malformedPacket(label, "a packet that is cut short");
  }
  if (start + length < bytes.length) {
    throw malformedPacket(label, "more bytes after the packet");
  }
  if (length === 0) throw malformedPacket(label, "an empty packet");
  return bytes.subarray(start, start + length);
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
