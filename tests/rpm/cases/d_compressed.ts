// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * D: the compressed payload. It is bent before it is signed.
 *
 * @module
 */

import { concat, flip, littleEndian, utf8 } from "../../fixtures/bytes.ts";
import type { Compression } from "../../fixtures/compression.ts";
import { changeEntry, string } from "../../fixtures/header_builder.ts";
import { TAG } from "../../fixtures/tags.ts";
import { build, type Row, type Section } from "./case.ts";
import { ARCHIVE_ROWS } from "./d_archive.ts";
import { FILE_ROWS } from "./d_file_list.ts";

const ALL: readonly Compression[] = [
  "none",
  "gzip",
  "bzip2",
  "lzma",
  "xz",
  "zstd",
];

/** Names the compressor in the header as something else than it is. */
function named(compression: Compression, name: string | undefined) {
  return () =>
    build({
      compression,
      bend: {
        mainEntries: (entries) =>
          name === undefined
            ? changeEntry(entries, TAG.PAYLOADCOMPRESSOR, () => undefined)
            : [
              ...entries.filter(({ tag }) => tag !== TAG.PAYLOADCOMPRESSOR),
              string(TAG.PAYLOADCOMPRESSOR, name),
            ],
      },
    });
}

function programs(compression: Compression): Pick<Row, "needs"> {
  return compression === "bzip2" ? { needs: ["bzip2"] } : {};
}

/** A row for each compression, with its payload changed. */
function each(
  id: string,
  title: string,
  change: (payload: Uint8Array) => Uint8Array,
  expect: (compression: Compression) => Row["expect"],
): Row[] {
  return ALL.map((compression): Row => ({
    id: `${id}-${compression}`,
    title: `${compression} payload ${title}`,
    ...programs(compression),
    build: () =>
      build({
        compression,
        digests: { payloadSize: false },
        bend: { payload: change },
      }),
    expect: expect(compression),
  }));
}

/** A stream that unpacks to a thousand times its size. */
const ZEROS = new Uint8Array(8 * 1024 * 1024);

const ROWS: readonly Row[] = [
  ...ALL.map((compression): Row => ({
    id: `D8-${compression}`,
    title: `8 MiB of zeros by ${compression} where 2 KiB are listed`,
    ...programs(compression),
    build: () =>
      build({
        compression,
        digests: { payloadSize: false },
        bend: { cpio: () => ZEROS },
      }),
    expect: "E_BOMB",
  })),
  {
    id: "D10",
    title: "xz payload that the header calls gzip",
    build: named("xz", "gzip"),
    expect: "E_FORMAT",
  },
  {
    id: "D10a",
    title: "gzip payload that the header calls xz",
    build: named("gzip", "xz"),
    expect: "E_FORMAT",
  },
  {
    id: "D10b",
    title: "xz payload that the header does not name",
    build: named("xz", undefined),
    expect: "E_FORMAT",
  },
  {
    id: "D10c",
    title: "payload that is not compressed and is called zstd",
    build: named("none", "zstd"),
    expect: "E_FORMAT",
  },
  {
    id: "D10d",
    title: "unknown compressor",
    build: named("xz", "brotli"),
    expect: "E_FORMAT",
  },
  {
    id: "D10e",
    title: "compressor that every object knows",
    build: named("xz", "constructor"),
    expect: "E_FORMAT",
  },
  {
    id: "D10f",
    title: "gzip payload that the header calls lzma",
    build: named("gzip", "lzma"),
    expect: "E_FORMAT",
  },
  ...each(
    "D19",
    "cut in its middle",
    (payload) => payload.slice(0, payload.length >> 1),
    () => "E_FORMAT",
  ),
  ...each(
    "D20",
    "cut by one byte",
    (payload) => payload.slice(0, -1),
    () => "E_FORMAT",
  ),
  ...each(
    "D21",
    "with text after it",
    (payload) => concat(payload, utf8("#!/bin/sh\n")),
    // .lzma does not tell where it ends: see lib/rpm/libarchive.ts.
    (compression) =>
      compression === "none"
        ? "E_BOMB"
        : compression === "lzma"
        ? "accepted"
        : "E_FORMAT",
  ),
  ...each(
    "D22",
    "twice",
    (payload) => concat(payload, payload),
    (compression) =>
      compression === "none" || compression === "zstd" ? "E_BOMB" : "E_FORMAT",
  ),
  ...each(
    "D23",
    "with a bit changed in its middle",
    (payload) => flip(payload, payload.length >> 1),
    () => ["E_FORMAT", "E_FILE"],
  ).filter(({ id }) => id !== "D23-none"), // hits a field that says nothing
  {
    id: "D24",
    title: "xz that asks for a dictionary of 4 GiB",
    build: () =>
      build({ bend: { payload: (bytes) => withXzDictionary(bytes, 40) } }),
    expect: "E_LIMIT",
  },
  {
    id: "D24a",
    title: "lzma that asks for a dictionary of 4 GiB",
    build: () =>
      build({
        compression: "lzma",
        bend: {
          payload: (bytes) =>
            concat(
              bytes.slice(0, 1),
              littleEndian(0xffffffff, 4),
              bytes.slice(5),
            ),
        },
      }),
    expect: "E_LIMIT",
  },
  {
    id: "D24b",
    title: "zstd that asks for a window of 2 GiB",
    build: () =>
      build({
        compression: "zstd",
        bend: {
          payload: () =>
            Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 21 << 3, 1, 0, 0),
        },
      }),
    expect: "E_LIMIT",
  },
  ...([
    ["D24d", 0xa0, littleEndian(0xffffffff, 4)],
    ["D24e", 0xe0, littleEndian(2n ** 56n, 8)],
  ] as const).map(([id, descriptor, size]): Row => ({
    id,
    title: `zstd of one segment, its size in ${size.length} bytes`,
    build: () =>
      build({
        compression: "zstd",
        bend: {
          payload: () =>
            concat(
              Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, descriptor),
              size,
              Uint8Array.of(1, 0, 0),
            ),
        },
      }),
    expect: "E_LIMIT",
  })),
  {
    id: "D24c",
    title: "zstd with a skippable frame before and after it",
    build: () => {
      const skipped = concat(
        Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0),
        utf8("skip"),
      );
      return build({
        compression: "zstd",
        bend: { payload: (bytes) => concat(bytes, skipped) },
      });
    },
    expect: "accepted",
  },
];

/** Writes another dictionary size into the block header of our .xz builder. */
function withXzDictionary(bytes: Uint8Array, property: number): Uint8Array {
  const changed = new Uint8Array(bytes);
  changed[16] = property;
  return changed;
}

/** D: payload. */
export const D: Section = {
  letter: "D",
  title: "payload",
  rows: [...FILE_ROWS, ...ARCHIVE_ROWS, ...ROWS],
  refusedRowsInRpm: "good",
};
