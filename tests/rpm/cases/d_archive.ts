// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * D: the archive: cpio, "newc".
 *
 * @module
 */

import { concat, utf8 } from "../../fixtures/bytes.ts";
import {
  buildCpio,
  buildCpioEntry,
  CPIO_TRAILER,
} from "../../fixtures/cpio_builder.ts";
import { file } from "../../fixtures/package_file.ts";
import { build, ROOT, type Row, withFiles } from "./case.ts";
import { bentEntries, bentEntry } from "./d_entries.ts";

/** D: archive. */
export const ARCHIVE_ROWS: readonly Row[] = [
  {
    id: "D9",
    title: "second archive after the trailer, with room for it",
    build: () =>
      build({
        files: withFiles({
          ...file(`${ROOT}/room`, "x".repeat(1000)),
          inPayload: false,
        }),
        bend: {
          cpio: (bytes) =>
            concat(
              bytes,
              buildCpio([{ name: "./etc/passwd", mode: 0o100644 }]),
            ),
        },
      }),
    expect: "E_FORMAT",
  },
  {
    id: "D9a",
    title: "second archive after the trailer",
    build: () => build({ bend: { cpio: (b) => concat(b, buildCpio([])) } }),
    expect: "E_BOMB",
  },
  {
    id: "D9b",
    title: "zeros up to 512 bytes after the trailer, as cpio(1) writes them",
    build: () =>
      build({
        files: withFiles({
          ...file(`${ROOT}/room`, "x".repeat(1000)),
          inPayload: false,
        }),
        bend: { cpio: (b) => concat(b, new Uint8Array(512 - b.length % 512)) },
      }),
    expect: "E_FORMAT",
  },
  {
    id: "D11",
    title: "name size 0",
    build: bentEntry((entry) => ({ ...entry, namesize: 0 })),
    expect: "E_FORMAT",
  },
  {
    id: "D11a",
    title: "name size 1",
    build: bentEntry((entry) => ({ ...entry, name: "", namesize: 1 })),
    expect: "E_FORMAT",
  },
  {
    id: "D12",
    title: "name size 4,097",
    build: bentEntry((entry) => ({ ...entry, namesize: 4097 })),
    expect: "E_FORMAT",
  },
  {
    id: "D12a", // CVE-2014-8118: size + 1 was 0 for malloc()
    title: "name size 2^32 - 1",
    build: bentEntry((entry) => ({ ...entry, namesize: 0xffffffff })),
    expect: "E_FORMAT",
  },
  {
    id: "D12b",
    title: "file size 2^32 - 1",
    build: bentEntry((entry) => ({ ...entry, filesize: 0xffffffff })),
    expect: "E_FORMAT",
  },
  {
    id: "D13",
    title: "name without NUL",
    build: bentEntry((entry) => ({ ...entry, nul: false })),
    expect: "E_FORMAT",
  },
  {
    id: "D13a",
    title: "NUL inside of a name",
    build: bentEntry((entry) => ({
      ...entry,
      name: `.${ROOT}/Make\0ile`,
    })),
    expect: "E_FORMAT",
  },
  {
    id: "D13b",
    title: "name that is not UTF-8",
    build: bentEntry((entry) => ({
      ...entry,
      name: concat(utf8(`.${ROOT}/Makefil`), Uint8Array.of(0xff)),
    })),
    expect: "E_FORMAT",
  },
  ...([
    ["D14", "z", "0000000z"],
    ["D14a", "a sign", "-0000001"],
    ["D14b", "a prefix", "0x000001"],
    ["D14c", "spaces", "       1"],
  ] as const).map(([id, title, filesize]): Row => ({
    id,
    title: `field that is not hexadecimal: ${title}`,
    build: bentEntry((entry) => ({ ...entry, raw: { filesize } })),
    expect: "E_FORMAT",
  })),
  ...(["070702", "070707", "07070X", "070701".replace("1", "\0")] as const)
    .map((magic, i): Row => ({
      id: `D14${"defg"[i] ?? ""}`,
      title: `entry of another format, ${JSON.stringify(magic)}`,
      build: bentEntry((entry) => ({ ...entry, magic })),
      expect: "E_FORMAT",
    })),
  {
    id: "D15",
    title: "early trailer",
    build: bentEntry((entry) => ({
      ...entry,
      ...CPIO_TRAILER,
      data: utf8(""),
    })),
    expect: "E_FORMAT",
  },
  {
    id: "D15a",
    title: "trailer with a content",
    build: bentEntry((entry) => ({ ...entry, ...CPIO_TRAILER })),
    expect: "E_FORMAT",
  },
  {
    id: "D15f", // shorter names leave room for it
    title: "trailer with a content, at the end",
    build: () =>
      build({
        namePrefix: "",
        bend: {
          cpio: (bytes) =>
            concat(
              bytes.slice(0, -124),
              buildCpioEntry({ ...CPIO_TRAILER, data: utf8("x") }),
            ),
        },
      }),
    expect: "E_FORMAT",
  },
  {
    id: "D15b",
    title: "no trailer",
    build: () => build({ bend: { cpio: (b) => b.slice(0, -124) } }),
    expect: "E_FORMAT",
  },
  {
    id: "D15c",
    title: "trailer alone",
    build: () => build({ bend: { cpio: () => buildCpioEntry(CPIO_TRAILER) } }),
    expect: "E_FILE",
  },
  {
    id: "D15d",
    title: "archive cut in an entry",
    build: () => build({ bend: { cpio: (b) => b.slice(0, b.length >> 1) } }),
    expect: "E_FORMAT",
  },
  {
    id: "D15e",
    title: "file that is called TRAILER!!!",
    build: () => build({ files: withFiles(file(`${ROOT}/TRAILER!!!`, "x")) }),
    expect: "accepted",
  },
  {
    id: "D18",
    title: "owner, time, links, inode and device of the payload, all wrong",
    build: bentEntries((entries) =>
      entries.map((entry) => ({
        ...entry,
        uid: 7,
        gid: 7,
        mtime: 0,
        nlink: 99,
        ino: 1,
        devmajor: 9,
        rdevminor: 9,
        check: 5,
      }))
    ),
    expect: "accepted",
  },
  {
    id: "D18a",
    title: "padding that is not zero",
    build: () =>
      build({
        bend: {
          cpio: (bytes) => {
            const at = new TextDecoder().decode(bytes).indexOf("Makefile\0");
            const changed = new Uint8Array(bytes);
            const end = at + 9;
            changed.fill(0x41, end, Math.ceil(end / 4) * 4);
            return changed;
          },
        },
      }),
    expect: "accepted",
  },
  {
    id: "D18b",
    title: "tar archive",
    build: () => build({ bend: { cpio: () => new Uint8Array(1024) } }),
    expect: "E_FORMAT",
  },
  {
    id: "D18c",
    title: "payload of a package without files",
    build: () => build({ files: [], bend: { cpio: (b) => b } }),
    expect: "E_LAYOUT",
  },
];
