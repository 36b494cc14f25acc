// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * B: entries of both headers. What is bent in the main header is bent before it
 * is signed, so that the structure alone decides.
 *
 * @module
 */

import { bigEndian, concat, utf8 } from "../../fixtures/bytes.ts";
import {
  binary,
  type IndexEntry,
  int32,
  string,
  strings,
  TYPE,
} from "../../fixtures/header_builder.ts";
import type { Bends } from "../../fixtures/rpm_builder.ts";
import { TAG } from "../../fixtures/tags.ts";
import { build, type Row, UNKNOWN } from "./case.ts";

/** The two headers, each bent before anything is made over it. */
const HEADERS = [
  { name: "signature header", bend: "signatureEntries", suffix: "" },
  { name: "signed main header", bend: "mainEntries", suffix: "m" },
] as const;

/** A row for each header: an entry more, and that one bent. */
function entryRows(
  id: string,
  title: string,
  entry: IndexEntry,
  rest: Pick<Row, "expect" | "rpm"> = { expect: "E_FORMAT" },
): Row[] {
  return HEADERS.map(({ name, bend, suffix }) => ({
    id: id + suffix,
    title: `${name}: ${title}`,
    build: () => {
      const add = (entries: IndexEntry[]) => [...entries, entry];
      return build({ bend: { [bend]: add } satisfies Bends });
    },
    ...rest,
  }));
}

/** Moves the data of the entry that was added off its alignment. */
function misalign(row: Row): Row {
  const bend = row.id.endsWith("m") ? "mainEntries" : "signatureEntries";
  return {
    ...row,
    build: () => {
      // One odd byte, then a number right after it.
      const add = (entries: IndexEntry[]) => [
        ...entries,
        int32(UNKNOWN, 1),
        binary(UNKNOWN + 1, new Uint8Array(1)),
        { ...int32(UNKNOWN + 2, 1), alignment: 1 },
      ];
      return build({ bend: { [bend]: add } satisfies Bends });
    },
  };
}

function twice(row: Row): Row {
  const bend = row.id.endsWith("m") ? "mainEntries" : "signatureEntries";
  return {
    ...row,
    build: () => {
      const add = (entries: IndexEntry[]) => [
        ...entries,
        int32(UNKNOWN, 1),
        int32(UNKNOWN, 2),
      ];
      return build({ bend: { [bend]: add } satisfies Bends });
    },
    rpm: ["good", "it takes the one that its search finds first"],
  };
}

/** B: index entries. */
export const ENTRY_ROWS: readonly Row[] = [
  ...entryRows("B10", "offset -1", { ...int32(UNKNOWN, 1), offset: -1 }),
  ...entryRows("B10a", "offset -2^31", {
    ...int32(UNKNOWN, 1),
    offset: -(2 ** 31),
  }),
  ...entryRows("B11", "offset past the end", {
    ...int32(UNKNOWN, 1),
    offset: 0x00fffff0,
  }),
  ...entryRows("B11a", "data past the end", {
    ...binary(UNKNOWN, new Uint8Array(4)),
    count: 21,
  }),
  ...entryRows("B11b", "data into the region's trailer", {
    ...binary(UNKNOWN, new Uint8Array(4)),
    count: 5,
  }),
  ...entryRows("B12", "overlap", { ...int32(UNKNOWN, 1), offset: 0 }),
  ...entryRows("B13", "count 0", { ...int32(UNKNOWN, 1), count: 0 }),
  ...entryRows("B14", "count 2^32 - 1", {
    ...int32(UNKNOWN, 1),
    count: 0xffffffff,
  }),
  ...entryRows("B14a", "count 2^30, whose bytes are 2^32", {
    ...int32(UNKNOWN, 1),
    count: 2 ** 30,
  }),
  ...entryRows("B15", "type 10", { ...int32(UNKNOWN, 1), type: 10 }),
  ...entryRows("B15a", "type 0", { ...int32(UNKNOWN, 1), type: 0 }),
  ...entryRows("B16", "misaligned INT32", {
    ...int32(UNKNOWN, 1),
    alignment: 2,
    data: concat(new Uint8Array(2), bigEndian(1, 4)),
  }).map(misalign),
  ...entryRows("B17", "tag there twice", int32(UNKNOWN, 1)).map(twice),
  {
    id: "B18",
    title: "name there twice in the signed main header",
    build: () =>
      build({
        bend: {
          mainEntries: (entries) => [...entries, string(TAG.NAME, "other")],
        },
      }),
    expect: "E_FORMAT",
    rpm: ["good", "it takes the one that its search finds first"],
  },
  // What it finds is a NUL of the trailer.
  ...entryRows("B50", "a text that does not end", {
    ...string(UNKNOWN, ""),
    data: utf8("endless"),
  }),
  ...entryRows("B51", "texts that run past the end", {
    ...strings(UNKNOWN, "a", "b"),
    count: 200,
  }),
  ...entryRows("B52", "a text with count 2", {
    ...string(UNKNOWN, "a\0b"),
    count: 2,
  }),
  ...entryRows(
    "B53",
    "tag 61, an older region",
    binary(61, new Uint8Array(16)),
  ),
  {
    id: "B54",
    title: "1,048,576 values in the signed main header",
    build: () =>
      build({
        bend: {
          mainEntries: (entries) => [...entries, {
            tag: UNKNOWN,
            type: TYPE.STRING_ARRAY,
            count: 1_048_576,
            data: new Uint8Array(1_048_576),
          }],
        },
      }),
    expect: "E_LIMIT",
  },
];
