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
 * @throws {RangeError} as {@linkcode readPacket}
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

/**
 * Reads one packet, in the current format or the legacy one.
 *
 * @param bytes packets
 * @param start offset of its header, bytes from the start
 * @throws {RangeError} if it is not a packet, is cut short or does not state its
 * length, as no signature and no packet of a key needs to; the message says
 * which
 */
export function readPacket(bytes: Uint8Array, start: number): Packet {
  const number = (at: number, width: number): number => {
    if (at + width > bytes.length) throw cutShort();
    return parseInt(bytes.subarray(at, at + width).toHex(), 16);
  };
  const tag = bytes[start] ?? 0;
  const isCurrent = (tag & 0xc0) === 0xc0; // section 4.2.1
  if (!isCurrent && (tag & 0x80) === 0) {
    throw new RangeError("not an OpenPGP packet");
  }
  const first = isCurrent ? number(start + 1, 1) : 0;
  let width: number; // of the length, in bytes
  let length: number;
  if (!isCurrent) { // section 4.2.2
    width = 2 ** (tag & 3);
    if (width === 8) throw new RangeError("a packet of unknown length");
    length = number(start + 1, width);
  } else if (first < 192) {
    [width, length] = [1, first];
  } else if (first < 224) {
    [width, length] = [2, (first - 192 << 8) + number(start + 2, 1) + 192];
  } else if (first === 255) {
    [width, length] = [5, number(start + 2, 4)];
  } else {
    throw new RangeError("a packet of unknown length");
  }
  const at = start + 1 + width;
  const end = at + length;
  if (end > bytes.length) throw cutShort();
  return {
    type: isCurrent ? tag & 0x3f : tag >> 2 & 0x0f,
    body: bytes.subarray(at, end),
    start,
    end,
  };
}

function cutShort(): RangeError {
  return new RangeError("a packet that is cut short");
}
