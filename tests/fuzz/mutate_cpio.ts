// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Changes to cpio archives that know where their numbers and names are.
 *
 * @module
 */

import { type Bytes, concat, utf8 } from "../fixtures/bytes.ts";
import { mutateBytes, oddNumber } from "./mutate_bytes.ts";
import type { Random } from "./random.ts";

const HEADER = 110; // bytes of an entry's header
const FIELD = 8; // digits of a number
const MAGIC = "070701";

/** Offsets of the entries of a good archive. */
function entryOffsets(cpio: Uint8Array): number[] {
  const text = new TextDecoder("latin1").decode(cpio);
  const offsets: number[] = [];
  for (let at = 0; text.startsWith(MAGIC, at);) {
    offsets.push(at);
    const field = (i: number) =>
      parseInt(text.slice(at + 6 + i * FIELD, at + 14 + i * FIELD), 16);
    const [size, nameSize] = [field(6), field(11)];
    at += Math.ceil((HEADER + nameSize) / 4) * 4 + Math.ceil(size / 4) * 4;
  }
  return offsets;
}

/** Changes an archive, mostly where its numbers and names are. */
export function mutateCpio(random: Random, cpio: Bytes): Bytes {
  let changed = new Uint8Array(cpio);
  const offsets = entryOffsets(cpio);
  for (let i = random.times(); i > 0; i--) {
    const at = random.pick(offsets);
    const start = random.pick(offsets);
    const end = offsets[offsets.indexOf(start) + 1] ?? cpio.length;
    const entry = cpio.subarray(start, end);
    switch (random.below(5)) {
      case 0: { // a number
        const field = at + 6 + random.below(13) * FIELD;
        const text = new TextDecoder().decode(
          changed.subarray(field, field + FIELD),
        );
        const value = oddNumber(random, parseInt(text, 16) || 0);
        const digits = random.oneIn(8)
          ? random.pick(["0000000g", "-0000001", " 0000001", "+1", "0x000001"])
          : value.toString(16).padStart(FIELD, "0");
        changed.set(utf8(digits), Math.min(field, changed.length - FIELD));
        break;
      }
      case 1: { // a name
        const name = random.pick(["./../x", "TRAILER!!!", ".//", "./\0", "/"]);
        const place = Math.min(at + HEADER, changed.length - 16);
        changed.set(utf8(name), place);
        break;
      }
      case 2: // an entry once more, or in another's place
        changed = concat(
          changed.subarray(0, at),
          entry,
          changed.subarray(random.oneIn(2) ? at : at + entry.length),
        );
        break;
      case 3: // an entry less
        changed = concat(changed.subarray(0, start), changed.subarray(end));
        break;
      default:
        changed = mutateBytes(random, changed);
    }
    if (changed.length < HEADER) break;
  }
  return changed;
}
