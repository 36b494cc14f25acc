// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * B: files that are cut or too long, and wrong lengths.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { concat, utf8 } from "../../fixtures/bytes.ts";
import {
  changeEntry,
  type IndexEntry,
  int32,
  int64,
} from "../../fixtures/header_builder.ts";
import { build, goodParts, rebuild, type Row } from "./case.ts";

const LEAD = 96; // bytes

/** Bytes from the file's start. */
interface Offsets {
  readonly signatureIndexEnd: number;
  readonly signatureEnd: number;
  readonly headerStart: number;
  readonly headerIndexEnd: number;
  readonly headerEnd: number;
  readonly end: number;
}

/** A file that ends early. `at` counts from the start of a part. */
function cut(id: string, title: string, at: (parts: Offsets) => number): Row {
  return {
    id,
    title: `cut ${title}`,
    build: async () => {
      const { bytes, headerStart, headerEnd, signatureHeader } =
        await goodParts();
      const view = new DataView(bytes.buffer);
      const signatureEnd = LEAD + signatureHeader.length;
      const end = at({
        signatureIndexEnd: LEAD + 16 + view.getUint32(LEAD + 8) * 16,
        signatureEnd,
        headerStart,
        headerIndexEnd: headerStart + 16 + view.getUint32(headerStart + 8) * 16,
        headerEnd,
        end: bytes.length,
      });
      return build({ bend: { file: (file) => file.slice(0, end) } });
    },
    expect: "E_FORMAT",
  };
}

const CUTS: readonly Row[] = [
  cut("B29", "to nothing", () => 0),
  cut("B29a", "in the lead", () => 50),
  cut("B30", "after the lead", () => LEAD),
  cut("B31", "in the signature header's intro", () => LEAD + 9),
  cut("B32", "after the signature header's intro", () => LEAD + 16),
  cut("B33", "in its index", () => LEAD + 16 + 20),
  cut("B34", "after its index", (o) => o.signatureIndexEnd),
  cut("B35", "in its data", (o) => o.signatureEnd - 1),
  cut("B36", "after the signature header", (o) => o.signatureEnd),
  cut("B36a", "in the padding", (o) => o.headerStart - 1),
  cut("B37", "after the padding", (o) => o.headerStart),
  cut("B38", "in the main header's intro", (o) => o.headerStart + 15),
  cut("B38a", "after its intro", (o) => o.headerStart + 16),
  cut("B38b", "in its index", (o) => o.headerStart + 40),
  cut("B38c", "after its index", (o) => o.headerIndexEnd),
  cut("B38d", "in its data", (o) => o.headerEnd - 1),
  // From here on the headers are complete and the payload is not: the first
  // wrong value is the size in tag 1000.
  {
    ...cut("B39", "where the payload starts", (o) => o.headerEnd),
    expect: "E_SIZE",
  },
  {
    ...cut("B40", "after the payload's first byte", (o) => o.headerEnd + 1),
    expect: "E_SIZE",
  },
  {
    ...cut("B41", "in the payload's middle", (o) => (o.headerEnd + o.end) >> 1),
    expect: "E_SIZE",
  },
  { ...cut("B42", "by one byte", (o) => o.end - 1), expect: "E_SIZE" },
];

/**
 * The payload changes; the sizes and digests that are left are those of the
 * whole one.
 */
function payloadRows(): Row[] {
  const changes = [
    ["B41", "cut in its middle", (b: Uint8Array) => b.slice(0, b.length >> 1)],
    ["B42", "cut by one byte", (b: Uint8Array) => b.slice(0, -1)],
    ["B43", "with a byte after it", (b: Uint8Array) => concat(b, utf8("\0"))],
  ] as const;
  return changes.flatMap(([id, title, change]): Row[] => {
    const bent = (digests: { size: boolean; md5?: boolean }) => () =>
      rebuild(
        ({ payload }) => ({ payload: new Uint8Array(change(payload)) }),
        { digests },
      );
    return [
      {
        id: `${id}a`,
        title: `payload ${title}, no size`,
        build: bent({ size: false }),
        expect: "E_DIGEST",
      },
      {
        id: `${id}b`,
        title: `payload ${title}, neither size nor MD5`,
        build: bent({ size: false, md5: false }),
        expect: "E_SIG",
      },
    ];
  });
}

/** Adds to the number that an entry holds. */
function adds(tag: number, amount: number) {
  return (entries: IndexEntry[]) =>
    changeEntry(entries, tag, (entry) => {
      const view = new DataView(new Uint8Array(entry.data).buffer);
      return int32(tag, view.getUint32(0) + amount);
    });
}

/** B: lengths. */
export const LENGTH_ROWS: readonly Row[] = [
  ...CUTS,
  {
    id: "B43",
    title: "a byte after the payload",
    build: () => build({ bend: { file: (b) => concat(b, new Uint8Array(1)) } }),
    expect: "E_SIZE",
  },
  ...payloadRows(),
  {
    id: "B44",
    title: "tag 1000, the size of header and payload, wrong",
    build: () => build({ bend: { signatureEntries: adds(1000, 1) } }),
    expect: "E_SIZE",
    rpm: ["good", "it uses the size for progress bars only"],
  },
  {
    id: "B44a",
    title: "tag 270, the same of 64 bits, wrong beside a right one",
    build: () =>
      build({
        bend: {
          signatureEntries: (entries) => [...entries, int64(270, 2 ** 33)],
        },
      }),
    expect: "E_SIZE",
    rpm: ["good", "it uses the size for progress bars only"],
  },
  {
    id: "B45",
    title: "tag 1007, the size of the unpacked payload, wrong",
    build: () => build({ bend: { signatureEntries: adds(1007, 4) } }),
    expect: "accepted",
    check: ({ rpm }) => {
      assertEquals(rpm.notes.length, 1);
      assertMatch(
        rpm.notes[0] ?? "",
        /^PAYLOADSIZE in the signature header, which is not signed, says that the payload unpacks to \d+ bytes; it has \d+$/,
      );
    },
  },
  {
    id: "B45a",
    title: "tag 271, the same of 64 bits, right beside a wrong one",
    build: async () => {
      const { cpio } = await goodParts();
      return build({
        bend: {
          signatureEntries: (entries) => [
            ...adds(1007, 4)(entries),
            int64(271, cpio.length),
          ],
        },
      });
    },
    expect: "accepted",
    check: ({ rpm }) => {
      assertEquals(rpm.notes.length, 1);
      assertMatch(
        rpm.notes[0] ?? "",
        /^PAYLOADSIZE in the signature header, which is not signed, says that the payload unpacks to \d+ bytes; it has \d+$/,
      );
    },
  },
  {
    id: "B45b",
    title: "tag 271 wrong beside a right 1007",
    build: () =>
      build({
        bend: {
          signatureEntries: (entries) => [...entries, int64(271, 2 ** 40)],
        },
      }),
    expect: "accepted",
    check: ({ rpm }) => {
      assertMatch(rpm.notes.join("\n"), /^LONGARCHIVESIZE .* 1099511627776 /);
    },
  },
  {
    id: "B58",
    title: "another package after this one",
    build: async () => {
      const { bytes } = await goodParts();
      return build({ bend: { file: (file) => concat(file, bytes) } });
    },
    expect: "E_SIZE",
  },
  {
    id: "B59",
    title: "a text file",
    build: () => build({ bend: { file: () => utf8("#!/bin/sh\nexit 0\n") } }),
    expect: "E_FORMAT",
  },
];
