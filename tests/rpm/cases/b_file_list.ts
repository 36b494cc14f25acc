// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * B: the columns of the file list. Their signatures are good, and they
 * contradict each other.
 *
 * @module
 */

import { bigEndian, concat } from "../../fixtures/bytes.ts";
import {
  changeEntry,
  type IndexEntry,
  int32,
  strings,
  TYPE,
} from "../../fixtures/header_builder.ts";
import { file } from "../../fixtures/package_file.ts";
import { TAG } from "../../fixtures/tags.ts";
import { build, ROOT, type Row, withFiles } from "./case.ts";

/** Leaves the last of an entry's values out. */
function shortened(entry: IndexEntry): IndexEntry {
  const texts = new TextDecoder().decode(entry.data).split("\0").slice(0, -2);
  return entry.type === TYPE.STRING_ARRAY ? strings(entry.tag, ...texts) : {
    ...entry,
    count: entry.count - 1,
    data: entry.data.slice(0, -entry.data.length / entry.count),
  };
}

/** A change to one entry of the signed main header. */
export function mainEntry(
  tag: number,
  change: (entry: IndexEntry) => IndexEntry | undefined,
) {
  return () =>
    build({
      bend: { mainEntries: (entries) => changeEntry(entries, tag, change) },
    });
}

/** B: file lists. */
export const FILE_LIST_ROWS: readonly Row[] = [
  {
    id: "B25",
    title: "BASENAMES too few",
    build: mainEntry(TAG.BASENAMES, shortened),
    expect: "E_FORMAT",
    rpm: ["good", "it reads the file list when it installs"],
  },
  {
    id: "B26",
    title: "DIRINDEXES too few",
    build: mainEntry(TAG.DIRINDEXES, shortened),
    expect: "E_FORMAT",
    rpm: ["good", "it reads the file list when it installs"],
  },
  {
    id: "B26a",
    title: "DIRINDEXES too many",
    build: mainEntry(TAG.DIRINDEXES, (entry) => ({
      ...entry,
      count: entry.count + 1,
      data: concat(entry.data, bigEndian(0, 4)),
    })),
    expect: "E_FORMAT",
    rpm: ["good", "it reads the file list when it installs"],
  },
  {
    id: "B27",
    title: "FILEDIGESTS too few",
    build: mainEntry(TAG.FILEDIGESTS, shortened),
    expect: "E_FORMAT",
    rpm: ["good", "it reads the file list when it installs"],
  },
  ...([
    ["B27a", "FILEMODES", TAG.FILEMODES],
    ["B27b", "FILESIZES", TAG.FILESIZES],
    ["B27c", "FILELINKTOS", TAG.FILELINKTOS],
    ["B27d", "FILEFLAGS", TAG.FILEFLAGS],
    ["B27e", "FILEINODES", TAG.FILEINODES],
    ["B27f", "FILEDEVICES", TAG.FILEDEVICES],
  ] as const).map(([id, name, tag]): Row => ({
    id,
    title: `${name} too few`,
    build: mainEntry(tag, shortened),
    expect: "E_FORMAT",
    rpm: ["good", "it reads the file list when it installs"],
  })),
  {
    id: "B28",
    title: "directory index out of range",
    build: mainEntry(TAG.DIRINDEXES, (entry) => ({
      ...entry,
      data: concat(entry.data.slice(0, -4), bigEndian(99, 4)),
    })),
    expect: "E_FORMAT",
    rpm: ["good", "it reads the file list when it installs"],
  },
  {
    id: "B28a",
    title: "directory index 2^32 - 1",
    build: mainEntry(TAG.DIRINDEXES, (entry) => ({
      ...entry,
      data: concat(entry.data.slice(0, -4), bigEndian(-1, 4)),
    })),
    expect: "E_FORMAT",
    rpm: ["good", "it reads the file list when it installs"],
  },
  {
    id: "B28b",
    title: "no DIRNAMES",
    build: mainEntry(TAG.DIRNAMES, () => undefined),
    expect: "E_FORMAT",
    rpm: ["good", "it reads the file list when it installs"],
  },
  {
    id: "B28c",
    title: "a file there twice",
    build: () =>
      build({
        files: withFiles({
          ...file(`${ROOT}/Makefil_`, "twice\n"),
          header: { name: "Makefile" },
        }),
      }),
    expect: "E_FORMAT",
    rpm: ["good", "it reads the file list when it installs"],
  },
  {
    id: "B28d",
    title: "file names of rpm 3 beside those of rpm 4",
    build: () =>
      build({
        bend: {
          mainEntries: (entries) => [...entries, strings(1027, "/etc/passwd")],
        },
      }),
    expect: "E_FORMAT",
    rpm: ["good", "it reads the file list when it installs"],
  },
  {
    id: "B28e",
    title: "a file mode of more than 16 bits",
    build: mainEntry(TAG.FILEMODES, (entry) => {
      const view = new DataView(new Uint8Array(entry.data).buffer);
      return int32(
        entry.tag,
        ...Array.from(
          { length: entry.count },
          (_, i) => view.getUint16(i * 2) | (i === 0 ? 0x10000 : 0),
        ),
      );
    }),
    expect: "E_FORMAT",
  },
];
