// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Reads the header structure, which a package uses twice: magic, index, data,
 * and a region that marks the entries that belong together. The checks are those
 * of rpm (lib/header.cc, `hdrblobVerifyRegion` and `hdrblobVerifyInfo`), but also
 * strict where rpm accepts packages from before the year 2000.
 *
 * @module
 */

import {
  attempt,
  type VerificationCode,
  VerificationError,
} from "../errors.ts";
import {
  ENTRY,
  HEADER_INTRO,
  HEADER_KIND,
  type HeaderKind,
  readHeaderSize,
} from "./header_size.ts";
import { TYPE } from "./tags.ts";

const I18NTABLE = 100; // smallest tag that is not part of the structure
const MAX_ARRAY = 1_048_575; // elements (rpm lib/header.cc, hdrchkArray)

/** One index entry, and the bytes of the data area that belong to it. */
export interface IndexEntry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** An entry as it is in the index; `offset` counts from the data's start. */
interface RawEntry extends Omit<IndexEntry, "bytes"> {
  readonly offset: number;
}

type Fail = (problem: string, code?: VerificationCode) => VerificationError;

/** What the checks of one header share. */
interface Area {
  readonly index: DataView;
  readonly data: Uint8Array;
  readonly regionTag: number;
  readonly fail: Fail;
}

/**
 * Reads and checks the index of a header.
 *
 * @param bytes the header, exactly, from its magic on
 * @param kind which of the two
 * @param subject what errors name
 * @returns all entries but the region, by tag, in the order of the index
 * @throws {VerificationError} `E_FORMAT` or `E_LIMIT`
 */
export function readHeaderIndex(
  bytes: Uint8Array,
  kind: HeaderKind,
  subject: string,
): Map<number, IndexEntry> {
  const { index, data, regionTag, fail } = openArea(bytes, kind, subject);
  const entries = new Map<number, IndexEntry>();
  checkRegion({ index, data, regionTag, fail });
  let end = 0;
  for (let at = ENTRY; at < index.byteLength; at += ENTRY) {
    const { offset, ...entry } = entryAt(index, at);
    const { tag } = entry;
    if (tag < I18NTABLE) throw fail(`has a stray tag ${tag}`);
    if (entries.has(tag)) throw fail(`has tag ${tag} twice`);
    if (offset < end) {
      throw fail(`has overlapping data at tag ${tag}`);
    }
    const value = bytesOf({ ...entry, offset }, data, fail);
    end = offset + value.length;
    entries.set(tag, { ...entry, bytes: value });
  }
  if (end > data.length - ENTRY) {
    throw fail("has data inside its region's trailer");
  }
  return entries;
}

function openArea(bytes: Uint8Array, kind: HeaderKind, subject: string): Area {
  const { name, regionTag } = HEADER_KIND[kind];
  const size = readHeaderSize(bytes, kind, subject);
  const fail: Fail = (problem, code = "E_FORMAT") =>
    new VerificationError(code, {
      subject,
      problem: `the ${name} ${problem}`,
    });
  if (bytes.length !== size.total) throw fail("is followed by more bytes");
  const data = bytes.subarray(HEADER_INTRO + size.entries * ENTRY);
  const index = new DataView(
    bytes.buffer,
    bytes.byteOffset + HEADER_INTRO,
    size.entries * ENTRY,
  );
  return { index, data, regionTag, fail };
}

/**
 * Reads the entries of a header that is refused, as far as each of them can be
 * read on its own, only to show them. The region is not checked, data may
 * overlap, and of entries with the same tag the first counts.
 *
 * @param bytes the header, exactly, from its magic on
 * @param kind which of the two
 * @param subject what errors name
 * @throws {VerificationError} `E_FORMAT` or `E_LIMIT` if its lengths are wrong
 */
export function readUsableIndex(
  bytes: Uint8Array,
  kind: HeaderKind,
  subject: string,
): Map<number, IndexEntry> {
  const { index, data, fail } = openArea(bytes, kind, subject);
  const entries = new Map<number, IndexEntry>();
  for (let at = 0; at < index.byteLength; at += ENTRY) {
    const { offset, ...entry } = entryAt(index, at);
    if (entry.tag < I18NTABLE || entries.has(entry.tag)) continue;
    if (offset < 0) continue;
    const value = attempt(() => bytesOf({ ...entry, offset }, data, fail));
    if (value instanceof VerificationError) continue;
    entries.set(entry.tag, { ...entry, bytes: value });
  }
  return entries;
}

function entryAt(index: DataView, at: number): RawEntry {
  return {
    tag: index.getUint32(at),
    type: index.getUint32(at + 4),
    offset: index.getInt32(at + 8),
    count: index.getUint32(at + 12),
  };
}

/**
 * The first entry is the region. It points at a trailer, the last 16 bytes
 * of the data, that holds the same tag and minus the size of the index. Both
 * must cover the header exactly: anything outside of the region is not
 * what was signed.
 */
function checkRegion({ index, data, regionTag, fail }: Area): void {
  if (index.byteLength < ENTRY) throw fail("has no entries");
  const isRegion = (view: DataView, at: number) =>
    view.getUint32(at) === regionTag && view.getUint32(at + 4) === TYPE.BIN &&
    view.getUint32(at + 12) === ENTRY;
  if (!isRegion(index, 0)) {
    throw fail("does not begin with its region");
  }
  const offset = index.getInt32(8);
  if (offset < 0 || offset !== data.length - ENTRY) {
    throw fail("has data outside of its region");
  }
  const trailer = new DataView(
    data.buffer,
    data.byteOffset + offset,
    ENTRY,
  );
  if (!isRegion(trailer, 0)) {
    throw fail("has a wrong trailer in its region");
  }
  if (trailer.getInt32(8) !== -index.byteLength) {
    throw fail("has entries outside of its region");
  }
}

/** @returns the bytes of the data area that belong to an entry */
function bytesOf(
  { tag, type, offset, count }: RawEntry,
  data: Uint8Array,
  fail: Fail,
): Uint8Array {
  const size = data.length;
  if (count < 1 || count > size) {
    throw fail(`has an impossible count at tag ${tag}`);
  }
  if (type !== TYPE.BIN && count > MAX_ARRAY) {
    throw fail(`has an array of ${count} values at tag ${tag}`, "E_LIMIT");
  }
  const width = WIDTH[type];
  if (width !== undefined) {
    if (offset % width !== 0) {
      throw fail(`has misaligned data at tag ${tag}`);
    }
    const end = offset + width * count;
    if (end > size) throw fail(`has data past its end at tag ${tag}`);
    return data.subarray(offset, end);
  }
  const isString = type === TYPE.STRING;
  if (
    !isString && type !== TYPE.STRING_ARRAY && type !== TYPE.I18NSTRING
  ) {
    throw fail(`has an unknown type ${type} at tag ${tag}`);
  }
  if (isString && count !== 1) {
    throw fail(`has an impossible count at tag ${tag}`);
  }
  let end = offset;
  for (let i = 0; i < count; i++) {
    const nul = end < size ? data.indexOf(0, end) : -1;
    if (nul < 0) {
      throw fail(`has a string without end at tag ${tag}`);
    }
    end = nul + 1;
  }
  return data.subarray(offset, end);
}

/** Bytes of one element, for the types of fixed width. */
export const WIDTH: Readonly<Record<number, number | undefined>> = {
  [TYPE.CHAR]: 1,
  [TYPE.INT8]: 1,
  [TYPE.INT16]: 2,
  [TYPE.INT32]: 4,
  [TYPE.INT64]: 8,
  [TYPE.BIN]: 1,
};
