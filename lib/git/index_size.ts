// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * How much memory git needs for an index. In version 4 a name stores only what
 * differs from the one before it, so that 3 MB can stand for 8 GB of names. A
 * sparse index has one entry for a directory, which git replaces by an entry for
 * each file in it: a hundred bytes and a few trees can stand for a billion.
 *
 * The format: gitformat-index(5). Anybody may have written the bytes. Pure.
 *
 * @module
 */

import { HEX_LENGTH, type ObjectFormat } from "../source/object_id.ts";

/** Bytes of an entry before its id: times, device, owner, size. */
const STAT_BYTES = 40;

/** The flag of an entry that has two more bytes of flags. */
const IS_EXTENDED = 0x4000;

/** Where the flags have the length of the name; all of it: it is not known. */
const LENGTH_MASK = 0xfff;

/**
 * Adds up the names as git has them in memory.
 *
 * @returns what was found up to the first damage, which git itself reports
 */
export function measureIndex(
  bytes: Uint8Array,
  format: ObjectFormat,
): { readonly nameBytes: number; readonly isSparse: boolean } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const idBytes = HEX_LENGTH[format] / 2;
  let nameBytes = 0;
  let isSparse = false;
  try {
    const isCompressed = view.getUint32(4) === 4;
    const count = view.getUint32(8);
    let [at, last] = [12, 0];
    for (let i = 0; i < count; i++) {
      const start = at;
      at += STAT_BYTES + idBytes;
      const flags = view.getUint16(at);
      at += (flags & IS_EXTENDED) === 0 ? 2 : 4;
      let repeated = 0;
      if (isCompressed) {
        let byte = view.getUint8(at++);
        let dropped = byte & 0x7f;
        while ((byte & 0x80) !== 0) {
          byte = view.getUint8(at++);
          dropped = (dropped + 1) * 0x80 + (byte & 0x7f);
        }
        repeated = last - dropped;
      }
      const length = flags & LENGTH_MASK;
      last = length < LENGTH_MASK
        ? length
        : repeated + bytes.indexOf(0, at) - at;
      const isDamaged = repeated < 0 || last < repeated - 1;
      if (isDamaged) return { nameBytes, isSparse }; // git ends here, too
      nameBytes += last;
      at += last - repeated + 1;
      // Without compression, NULs fill the entry to a multiple of eight.
      if (!isCompressed) at += (8 - (at - start) % 8) % 8;
    }
    while (at + 8 <= bytes.length - idBytes) {
      const name = new TextDecoder().decode(bytes.subarray(at, at + 4));
      if (name === "sdir") isSparse = true;
      at += 8 + view.getUint32(at + 4);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // the end of the file
  }
  return { nameBytes, isSparse };
}
