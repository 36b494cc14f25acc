// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Changes to header sections that know what an index entry is.
 *
 * @module
 */

import type { Bytes } from "../fixtures/bytes.ts";
import {
  buildHeader,
  type HeaderOptions,
  type IndexEntry,
} from "../fixtures/header_builder.ts";
import { mutateBytes, oddNumber } from "./mutate_bytes.ts";
import type { Random } from "./random.ts";

const INTRO = 16;
const ENTRY = 16;

/** Changes numbers of a section in place: its size stays. */
export function mutateIndex(random: Random, section: Uint8Array): Bytes {
  const changed = new Uint8Array(section);
  const view = new DataView(changed.buffer);
  const count = view.getUint32(8);
  for (let i = random.times(); i > 0; i--) {
    const fields = [
      INTRO + random.below(count) * ENTRY, // an index entry
      INTRO, // the region's entry
      changed.length - ENTRY, // the region's trailer
    ];
    const at = random.oneIn(16)
      ? random.pick([0, 4, 8, 12]) // magic, reserved, counts
      : random.pick(fields) + random.below(4) * 4;
    const other = INTRO + random.below(count) * ENTRY + random.below(4) * 4;
    const value = random.oneIn(4)
      ? view.getUint32(other)
      : oddNumber(random, view.getUint32(at));
    view.setUint32(at, value);
  }
  return changed;
}

type Change = (
  entries: IndexEntry[],
  random: Random,
  donor: readonly IndexEntry[],
) => IndexEntry[];

/** Replaces one entry by what `change` makes of it. */
function changeOne(
  entries: IndexEntry[],
  random: Random,
  change: (entry: IndexEntry) => Partial<IndexEntry>,
): IndexEntry[] {
  const at = random.below(entries.length);
  return entries.map((entry, i) =>
    i === at ? { ...entry, ...change(entry) } : entry
  );
}

const CHANGES: readonly Change[] = [
  function remove(entries, random) {
    return entries.toSpliced(random.below(entries.length), 1);
  },
  function repeat(entries, random) {
    const entry = random.pick(entries);
    return entries.toSpliced(random.below(entries.length), 0, entry);
  },
  function swap(entries, random) {
    const at = random.below(entries.length);
    const [entry] = entries.slice(at, at + 1);
    if (entry === undefined) return entries;
    return entries.toSpliced(at, 1)
      .toSpliced(random.below(entries.length), 0, entry);
  },
  function rename(entries, random, donor) {
    const { tag } = random.pick([...entries, ...donor]);
    return changeOne(entries, random, (entry) => ({
      tag: random.oneIn(2) ? tag : oddNumber(random, entry.tag),
    }));
  },
  function retype(entries, random) {
    return changeOne(entries, random, () => ({ type: random.below(12) }));
  },
  function recount(entries, random) {
    return changeOne(entries, random, ({ count }) => ({
      count: oddNumber(random, count),
    }));
  },
  function displace(entries, random) {
    return changeOne(entries, random, ({ count }) => ({
      offset: oddNumber(random, count),
    }));
  },
  function scramble(entries, random) {
    return changeOne(entries, random, ({ data, type, count }) => {
      const changed = mutateBytes(random, data);
      return { data: changed, count: type === 7 ? changed.length : count };
    });
  },
  function transplant(entries, random, donor) {
    const found = random.pick(donor);
    return changeOne(entries, random, () => found);
  },
  function graft(entries, random, donor) {
    const found = random.pick(donor);
    return entries.toSpliced(random.below(entries.length + 1), 0, found);
  },
];

/**
 * Changes a list of entries.
 *
 * @param random decides what and where
 * @param entries stay as they are
 * @param donor entries of another section of the kind
 */
export function mutateEntries(
  random: Random,
  entries: readonly IndexEntry[],
  donor: readonly IndexEntry[],
): IndexEntry[] {
  let changed = [...entries];
  for (let i = random.times(); i > 0 && changed.length > 0; i--) {
    changed = random.pick(CHANGES)(changed, random, donor);
  }
  return changed;
}

/** Builds a section, now and then with wrong numbers around the index. */
export function buildOddHeader(
  random: Random,
  entries: readonly IndexEntry[],
  regionTag: number,
): Bytes {
  const odd: HeaderOptions = !random.oneIn(8) ? {} : random.pick([
    { dribbles: 1 + random.below(3) },
    { indexCount: oddNumber(random, entries.length + 1) },
    { dataSize: oddNumber(random, 4096) },
    { regionEntry: { count: oddNumber(random, ENTRY) } },
    { regionEntry: { offset: oddNumber(random, 1024) } },
    { regionTrailer: { offset: oddNumber(random, -ENTRY) } },
    { regionTrailer: { tag: oddNumber(random, regionTag) } },
  ]);
  return buildHeader(entries, { regionTag, ...odd });
}
