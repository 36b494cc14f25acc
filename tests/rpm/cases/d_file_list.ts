// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * D: the payload against the file list.
 *
 * @module
 */

import { utf8 } from "../../fixtures/bytes.ts";
import { changeEntry, int32 } from "../../fixtures/header_builder.ts";
import {
  file,
  FILE_FLAG,
  folder,
  symlink,
} from "../../fixtures/package_file.ts";
import { TAG } from "../../fixtures/tags.ts";
import { build, ROOT, type Row, withFiles } from "./case.ts";
import {
  bentEntries,
  bentEntry,
  bentFile,
  ENTRY,
  MAKEFILE,
} from "./d_entries.ts";

/** D: file list. */
export const FILE_ROWS: readonly Row[] = [
  {
    id: "D1",
    title: "file digest",
    build: bentFile((file) => ({
      ...file,
      header: { digest: "0".repeat(64) },
    })),
    expect: "E_FILE",
  },
  {
    id: "D1a",
    title: "content, same size",
    build: bentEntry((entry) => ({
      ...entry,
      data: new Uint8Array(entry.data?.length ?? 0).fill(0x41),
    })),
    expect: "E_FILE",
  },
  {
    id: "D1b",
    title: "no digest",
    build: bentFile((file) => ({ ...file, header: { digest: "" } })),
    expect: "E_FILE",
  },
  {
    id: "D1c",
    title: "digest of half the length",
    build: bentFile((file) => ({
      ...file,
      header: { digest: "0".repeat(32) },
    })),
    expect: "E_FILE",
  },
  {
    id: "D2",
    title: "size: header says more",
    build: bentFile((file) => ({ ...file, header: { size: 500 } })),
    expect: "E_FILE",
  },
  {
    id: "D2a",
    title: "size: header says less",
    build: bentFile((file) => ({ ...file, header: { size: 1 } })),
    expect: "E_BOMB",
  },
  {
    id: "D2b",
    title: "size: header says 2^32 - 1",
    build: bentFile((file) => ({ ...file, header: { size: 0xffffffff } })),
    expect: "E_FILE",
  },
  {
    id: "D3",
    title: "entry that is not in the header, in place of one that is",
    build: bentEntry((entry) => ({ ...entry, name: `.${ROOT}/Makefilf` })),
    expect: "E_FILE",
  },
  {
    id: "D3a",
    title: "entry that is not in the header, beside all others",
    build: bentEntries((entries) => [
      ...entries,
      { name: `.${ROOT}/more`, mode: 0o100644, data: utf8("more") },
    ]),
    expect: "E_BOMB",
  },
  {
    id: "D3b",
    title: "payload of a %ghost",
    build: () =>
      build({
        files: withFiles({
          ...file(`${ROOT}/ghost`, ""),
          flags: FILE_FLAG.GHOST,
          inPayload: true,
        }, { ...file(`${ROOT}/left out, and longer`, ""), inPayload: false }),
      }),
    expect: "E_FILE",
  },
  {
    id: "D4",
    title: "header's file missing from the payload",
    build: bentFile((file) => ({ ...file, inPayload: false })),
    expect: "E_FILE",
  },
  {
    id: "D4a",
    title: "no entry at all",
    build: bentEntries(() => []),
    expect: "E_FILE",
  },
  {
    id: "D5",
    title: "entry twice, in place of another",
    build: bentEntries((entries) =>
      entries.map((entry) =>
        entry.name === `.${ROOT}/dkms.conf`
          ? entries.find(({ name }) => name === ENTRY) ?? entry
          : entry
      )
    ),
    expect: "E_FILE",
  },
  {
    id: "D5a",
    title: "entry twice, as ./name and as /name, in place of another",
    build: bentEntries((entries) =>
      entries.map((entry) =>
        entry.name === `.${ROOT}/dkms.conf`
          ? {
            ...entries.find(({ name }) => name === ENTRY) ?? entry,
            name: MAKEFILE,
          }
          : entry
      )
    ),
    expect: "E_FILE",
  },
  {
    id: "D5b", // shorter names leave room for it
    title: "entry twice, beside all others",
    build: () =>
      build({
        namePrefix: "",
        files: withFiles(
          ...Array.from(
            { length: 200 },
            (_, i) => file(`${ROOT}/${i}${"x".repeat(i % 4)}`, ""),
          ),
        ),
        bend: { cpioEntries: (entries) => [...entries, ...entries.slice(-1)] },
      }),
    expect: "E_FILE",
  },
  {
    id: "D6",
    title: "mode: an executable bit",
    build: bentEntry((entry) => ({ ...entry, mode: 0o100755 })),
    expect: "E_FILE",
  },
  {
    id: "D6a",
    title: "mode: a link in the payload, a file in the header",
    build: bentEntry((entry) => ({ ...entry, mode: 0o120777 })),
    expect: "E_FILE",
  },
  {
    id: "D6b",
    title: "mode: setuid in the payload",
    build: bentEntry((entry) => ({ ...entry, mode: 0o104644 })),
    expect: "E_FILE",
  },
  {
    id: "D6c",
    title: "mode: bits over 16",
    build: bentEntry((entry) => ({ ...entry, mode: 0o100644 + 2 ** 16 })),
    expect: "E_FILE",
  },
  {
    id: "D7",
    title: "link target",
    build: () =>
      build({
        files: withFiles({
          ...symlink(`${ROOT}/link`, "Makefile"),
          entry: { data: utf8("Makefilf") },
        }),
      }),
    expect: "E_FILE",
  },
  {
    id: "D7e",
    title: "link target cut short",
    build: () =>
      build({
        files: withFiles({
          ...symlink(`${ROOT}/link`, "Makefile"),
          entry: { data: utf8("Make") },
        }),
      }),
    expect: "E_FILE",
  },
  {
    id: "D7a",
    title: "link target: U+FFFD in the header, a wrong byte in the payload",
    build: () =>
      build({
        files: withFiles({
          ...symlink(`${ROOT}/link`, "\ufffd"),
          entry: { data: Uint8Array.of(0xff) },
        }),
      }),
    expect: "E_FILE",
  },
  {
    id: "D7b",
    title: "link target that begins with a byte order mark",
    build: () =>
      build({ files: withFiles(symlink(`${ROOT}/link`, "\ufeffMakefile")) }),
    expect: "E_PATH", // it is read right, and is a format character
  },
  {
    id: "D7c", // shorter names leave room for it
    title: "directory with content",
    build: () =>
      build({
        namePrefix: "",
        files: withFiles({
          ...folder(`${ROOT}/void`),
          entry: { data: utf8("x") },
        }),
      }),
    expect: "E_FILE",
  },
  {
    id: "D16",
    title: "hard links without data",
    build: () =>
      build({
        files: withFiles(
          { ...file(`${ROOT}/one`, "linked\n"), hardLink: "g" },
          {
            ...file(`${ROOT}/two`, "linked\n"),
            hardLink: "g",
            entry: { data: new Uint8Array() },
          },
        ),
      }),
    expect: "E_FILE",
  },
  {
    id: "D16a",
    title: "hard links, the last one missing",
    build: () =>
      build({
        files: withFiles(
          { ...file(`${ROOT}/one`, "linked\n"), hardLink: "g" },
          {
            ...file(`${ROOT}/two`, "linked\n"),
            hardLink: "g",
            inPayload: false,
          },
        ),
      }),
    expect: "E_FILE",
  },
  {
    id: "D16b",
    title: "hard links whose digests differ",
    build: () =>
      build({
        files: withFiles(
          {
            ...file(`${ROOT}/one`, "linked\n"),
            hardLink: "g",
            header: { digest: "0".repeat(64) },
          },
          { ...file(`${ROOT}/two`, "linked\n"), hardLink: "g" },
        ),
      }),
    expect: "E_FILE",
  },
  {
    id: "D16c",
    title: "hard links, data with the first one only",
    build: () =>
      build({
        files: withFiles(
          {
            ...file(`${ROOT}/one`, "linked\n"),
            hardLink: "g",
            entry: { data: utf8("linked\n") },
          },
          {
            ...file(`${ROOT}/two`, "linked\n"),
            hardLink: "g",
            entry: { data: new Uint8Array() },
          },
        ),
      }),
    expect: "E_FILE",
  },
  {
    id: "D17",
    title: "file digests by an unknown algorithm",
    build: () =>
      build({
        bend: {
          mainEntries: (entries) =>
            changeEntry(
              entries,
              TAG.FILEDIGESTALGO,
              ({ tag }) => int32(tag, 99),
            ),
        },
      }),
    expect: "E_FILE",
  },
  {
    id: "D17a",
    title: "file digests by SHA-256, which the header calls SHA-512",
    build: () =>
      build({
        bend: {
          mainEntries: (entries) =>
            changeEntry(
              entries,
              TAG.FILEDIGESTALGO,
              ({ tag }) => int32(tag, 10),
            ),
        },
      }),
    expect: "E_FILE",
  },
  {
    id: "D17b",
    title: "two algorithms",
    build: () =>
      build({
        bend: {
          mainEntries: (entries) =>
            changeEntry(
              entries,
              TAG.FILEDIGESTALGO,
              ({ tag }) => int32(tag, 8, 8),
            ),
        },
      }),
    expect: "E_FORMAT",
  },
];
