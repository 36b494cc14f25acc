// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Changes to bytes that know nothing of what they mean.
 *
 * @module
 */

import { type Bytes, concat } from "../fixtures/bytes.ts";
import type { Random } from "./random.ts";

/** Numbers at which code tends to break. */
export const ODD_NUMBERS: readonly number[] = [
  0,
  1,
  2,
  4,
  7,
  8,
  15,
  16,
  31,
  32,
  33,
  63,
  64,
  127,
  128,
  255,
  256,
  4095,
  4096,
  4097,
  32767,
  32768,
  65535,
  65536,
  1048575,
  1048576,
  0x0fffffff,
  0x10000000,
  0x7fffffff,
  0x80000000,
  0xfffffff0,
  0xfffffffe,
  0xffffffff,
];

/** A number near another one, or an odd one. */
export function oddNumber(random: Random, near: number): number {
  return random.oneIn(2)
    ? random.pick(ODD_NUMBERS)
    : (near + random.pick([-16, -4, -2, -1, 1, 2, 4, 16])) >>> 0;
}

/** A place in the bytes and a length that fits, seldom long. */
function range(random: Random, size: number): { at: number; length: number } {
  const at = random.below(size);
  const longest = random.oneIn(4) ? size - at : Math.min(16, size - at);
  return { at, length: random.below(longest + 1) };
}

type Change = (bytes: Bytes, random: Random, donor: Uint8Array) => Uint8Array;

const CHANGES: readonly Change[] = [
  function flipBit(bytes, random) {
    const at = random.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ 1 << random.below(8);
    return bytes;
  },
  function setByte(bytes, random) {
    bytes[random.below(bytes.length)] = random.pick([0, 1, 0x7f, 0x80, 0xff]);
    return bytes;
  },
  function setNumber(bytes, random) {
    const width = random.pick([1, 2, 4]);
    if (bytes.length < width) return bytes;
    const at = random.below(bytes.length - width + 1);
    const view = new DataView(bytes.buffer);
    const little = random.oneIn(4);
    if (width === 1) view.setUint8(at, oddNumber(random, view.getUint8(at)));
    else if (width === 2) {
      const value = oddNumber(random, view.getUint16(at, little));
      view.setUint16(at, value, little);
    } else {
      const value = oddNumber(random, view.getUint32(at, little));
      view.setUint32(at, value, little);
    }
    return bytes;
  },
  function cut(bytes, random) {
    return bytes.subarray(0, random.below(bytes.length));
  },
  function drop(bytes, random) {
    const { at, length } = range(random, bytes.length);
    return concat(bytes.subarray(0, at), bytes.subarray(at + length));
  },
  function repeat(bytes, random) {
    const { at, length } = range(random, bytes.length);
    const end = at + length;
    return concat(bytes.subarray(0, end), bytes.subarray(at));
  },
  function zero(bytes, random) {
    const { at, length } = range(random, bytes.length);
    bytes.fill(0, at, at + length);
    return bytes;
  },
  function move(bytes, random) {
    const from = range(random, bytes.length);
    bytes.copyWithin(
      random.below(bytes.length),
      from.at,
      from.at + from.length,
    );
    return bytes;
  },
  function splice(bytes, random, donor) {
    const { at, length } = range(random, bytes.length);
    const from = range(random, donor.length);
    return concat(
      bytes.subarray(0, at),
      donor.subarray(from.at, from.at + from.length),
      bytes.subarray(at + (random.oneIn(2) ? length : from.length)),
    );
  },
  function overwrite(bytes, random, donor) {
    const { at, length } = range(random, Math.min(bytes.length, donor.length));
    bytes.set(donor.subarray(at, at + length), at);
    return bytes;
  },
  function append(bytes, random, donor) {
    const { at, length } = range(random, donor.length);
    return concat(bytes, donor.subarray(at, at + length));
  },
];

/**
 * Changes a copy of some bytes.
 *
 * @param random decides what and where
 * @param bytes stay as they are
 * @param donor bytes of another input of the kind, to take parts from
 */
export function mutateBytes(
  random: Random,
  bytes: Uint8Array,
  donor: Uint8Array = bytes,
): Bytes {
  let changed = new Uint8Array(bytes);
  for (let i = random.times(); i > 0 && changed.length > 0; i--) {
    changed = new Uint8Array(random.pick(CHANGES)(changed, random, donor));
  }
  return changed;
}
