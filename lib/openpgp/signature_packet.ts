// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * OpenPGP signature packets, and the errors about them.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import { type Packet, readPacket } from "./packets.ts";

/** The packet type of signatures (RFC 9580, section 5). */
const SIGNATURE = 2;

/** What errors name: the file, and the signature in it. */
export interface PacketLabel {
  readonly subject: string;
  /** Such as `SIGPGP signature`. */
  readonly name: string;
}

/** The error for a packet that cannot be read: `E_SIG`. */
export function malformedPacket(
  { subject, name }: PacketLabel,
  found: string,
): VerificationError {
  const problem = `the ${name} cannot be read`;
  return new VerificationError("E_SIG", { subject, problem, found });
}

/** The error for a signature that is wrong: `E_SIG`. */
export function wrongSignature(
  { subject, name }: PacketLabel,
  found: string,
  cause?: unknown,
): VerificationError {
  const problem = `the ${name} is wrong`;
  return new VerificationError("E_SIG", { subject, problem, found, cause });
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
