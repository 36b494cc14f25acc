// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * B: the regions that say which entries belong to a header.
 *
 * @module
 */

import { bigEndian, concat, utf8 } from "../../fixtures/bytes.ts";
import {
  binary,
  type HeaderOptions,
  TYPE,
} from "../../fixtures/header_builder.ts";
import { TAG } from "../../fixtures/tags.ts";
import { build, rebuild, type Row, UNKNOWN } from "./case.ts";

/** The region of the main header, or of the other one. */
function regionRow(
  id: string,
  title: string,
  headerOptions: HeaderOptions,
  why?: string,
): Row[] {
  return [
    {
      id: `${id}m`,
      title: `main header: ${title}`,
      build: () => build({ headerOptions }),
      expect: "E_FORMAT",
    },
    {
      id,
      title: `signature header: ${title}`,
      build: () => build({ signatureHeaderOptions: headerOptions }),
      expect: "E_FORMAT",
      ...(why === undefined ? {} : { rpm: ["good", why] as const }),
    },
  ];
}

/** Takes the region's entry and trailer out of a header. */
function withoutRegion(header: Uint8Array): Uint8Array {
  const view = new DataView(header.buffer, header.byteOffset);
  return concat(
    header.slice(0, 8),
    bigEndian(view.getUint32(8) - 1, 4),
    bigEndian(view.getUint32(12) - 16, 4),
    header.slice(32, -16),
  );
}

/** Adds data that belongs to no entry and that no region covers. */
function withBytesBehind(header: Uint8Array): Uint8Array {
  const view = new DataView(header.buffer, header.byteOffset);
  const more = new Uint8Array(16);
  return concat(
    header.slice(0, 12),
    bigEndian(view.getUint32(12) + more.length, 4),
    header.slice(16),
    more,
  );
}

/** Adds an entry after everything that the region covers. */
function withDribble(header: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(header.buffer, header.byteOffset);
  const [entries, size] = [view.getUint32(8), view.getUint32(12)];
  const indexEnd = 16 + entries * 16;
  const text = utf8("other\0");
  return concat(
    header.slice(0, 8),
    bigEndian(entries + 1, 4),
    bigEndian(size + text.length, 4),
    header.slice(16, indexEnd),
    ...[UNKNOWN, TYPE.STRING, size, 1].map((n) => bigEndian(n, 4)),
    header.slice(indexEnd),
    text,
  );
}

/** B: regions. */
export const REGION_ROWS: readonly Row[] = [
  ...regionRow("B19", "trailer with another tag", {
    regionTrailer: { tag: 64 },
  }),
  ...regionRow(
    "B19a",
    "trailer with tag 61",
    { regionTrailer: { tag: 61 } },
    "rpm 3 wrote that",
  ),
  ...regionRow("B20", "region longer than the index", {
    regionTrailer: { offset: -16 * 200 },
  }),
  ...regionRow(
    "B21",
    "region shorter than the index",
    { dribbles: 1 },
    "it lets entries of an older rpm follow the region",
  ),
  ...regionRow("B22", "region of another tag", {
    regionEntry: { tag: 64 },
    regionTrailer: { tag: 64 },
  }),
  ...regionRow("B23", "region of another type", {
    regionEntry: { type: TYPE.INT32 },
  }),
  ...regionRow("B24", "region of another length", {
    regionEntry: { count: 32 },
  }),
  ...regionRow("B24a", "trailer before the end of the data", {
    regionEntry: { offset: 16 },
  }),
  ...regionRow("B24b", "trailer before the data", {
    regionEntry: { offset: -16 },
  }),
  ...regionRow("B24c", "trailer after the data", {
    regionEntry: { offset: 0x7ffffff0 },
  }),
  ...regionRow("B24d", "trailer with a positive offset", {
    regionTrailer: { offset: 16 },
  }),
  {
    id: "B24i",
    title: "signature header: bytes after the region",
    build: () => build({ bend: { signatureHeader: withBytesBehind } }),
    expect: "E_FORMAT",
    rpm: ["good", "it lets entries of an older rpm follow the region"],
  },
  {
    id: "B24im",
    title: "main header: bytes after the region",
    build: () => build({ bend: { header: withBytesBehind } }),
    expect: "E_FORMAT",
  },
  {
    id: "B24e",
    title: "main header without a region",
    build: () => build({ bend: { header: withoutRegion } }),
    expect: "E_FORMAT",
    rpm: ["good", "packages of the last century had none"],
  },
  {
    id: "B24f",
    title: "signature header without a region",
    build: () => build({ bend: { signatureHeader: withoutRegion } }),
    expect: "E_FORMAT",
    rpm: ["good", "packages of the last century had none"],
  },
  {
    id: "B24g",
    title: "two regions in the signed main header",
    build: () =>
      build({
        bend: {
          mainEntries: (entries) => [
            ...entries,
            binary(TAG.HEADERIMMUTABLE, new Uint8Array(16)),
          ],
        },
      }),
    expect: "E_FORMAT",
  },
  {
    id: "B24h",
    title: "header without any entry",
    build: () =>
      rebuild(() => ({
        header: concat(
          Uint8Array.of(0x8e, 0xad, 0xe8, 1, 0, 0, 0, 0),
          new Uint8Array(8),
        ),
      }), { digests: { sha1: false, md5: false, size: false } }),
    // Nothing to sign: the signatures are over another header.
    expect: "E_SIG",
  },
  {
    id: "B49", // CVE-2021-3421: entries that the region does not cover
    title: "an entry added to the main header after its region",
    build: () =>
      rebuild(
        async ({ header }) => ({ header: await withDribble(header) }),
        { digests: { sha1: false, md5: false, size: false } },
      ),
    expect: "E_SIG",
  },
];
