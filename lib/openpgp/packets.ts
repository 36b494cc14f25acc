// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The framing of OpenPGP packets (RFC 9580, section 4.2). Pure.
 *
 * @module
 */

/** A packet. */
export interface Packet {
  /** What it is (section 5). */
  readonly type: number;
  /** Its content. */
  readonly body: Uint8Array;
  /** Offset of its header, bytes from the start. */
  readonly start: number;
  /** Offset after it. */
  readonly end: number;
}

/**
 * Reads consecutive packets.
 *
 * @param bytes packets and nothing else
 * @returns at least one
 * @throws {RangeError} if something is not a packet, is cut short or does not
 * state its length, as no packet of a key needs to
 */
export function readPackets(bytes: Uint8Array): Packet[] {
  const packets: Packet[] = [];
  for (let at = 0; at < bytes.length || at === 0;) {
    const packet = readPacket(bytes, at);
    packets.push(packet);
    at = packet.end;
  }
  return packets;
}

function readPacket(bytes: Uint8Array, start: number): Packet {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tag = view.getUint8(start);
  let type: number;
  let at: number;
  let length: number;
  if ((tag & 0xc0) === 0xc0) {
    type = tag & 0x3f;
    const first = view.getUint8(start + 1);
    if (first < 192) [at, length] = [start + 2, first];
    else if (first < 224) {
      [at, length] = [
        start + 3,
        (first - 192 << 8) + view.getUint8(start + 2) + 192,
      ];
    } else if (first === 255) {
      [at, length] = [start + 6, view.getUint32(start + 2)];
    } else throw new RangeError("a packet of unknown length");
  } else if ((tag & 0x80) === 0x80) {
    type = tag >> 2 & 0x0f;
    const kind = tag & 3;
    if (kind === 0) [at, length] = [start + 2, view.getUint8(start + 1)];
    else if (kind === 1) [at, length] = [start + 3, view.getUint16(start + 1)];
    else if (kind === 2) [at, length] = [start + 5, view.getUint32(start + 1)];
    else throw new RangeError("a packet of unknown length");
  } else throw new RangeError("not an OpenPGP packet");
  const end = at + length;
  if (end > bytes.length) throw new RangeError("a packet that is cut short");
  return { type, body: bytes.subarray(at, end), start, end };
}
