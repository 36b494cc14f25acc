// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * D: the payload against the file list. It is bent before it is signed, so that
 * the signatures are good and the file list alone decides.
 *
 * The bound on what may come out of the decoder is exact, so that whatever makes
 * the archive longer is a bomb first; rows that add something leave as much out.
 *
 * @module
 */

import { concat, utf8 } from "../../fixtures/bytes.ts";
import {
  buildCpio,
  buildCpioEntry,
  CPIO_TRAILER,
  type CpioEntry,
} from "../../fixtures/cpio_builder.ts";
import { changeEntry, int32 } from "../../fixtures/header_builder.ts";
import {
  file,
  FILE_FLAG,
  folder,
  type PackageFile,
  symlink,
} from "../../fixtures/package_file.ts";
import { TAG } from "../../fixtures/tags.ts";
import { build, GOOD, ROOT, type Row, withFiles } from "./case.ts";

/** Path and name in the payload of a file of the good package. */
const MAKEFILE = `${ROOT}/Makefile`;
const ENTRY = `.${MAKEFILE}`;

/** Changes one file of the good package, header and payload apart. */
function bentFile(
  change: (file: PackageFile) => PackageFile,
  path: string = MAKEFILE,
) {
  return () =>
    build({
      files: (GOOD.files ?? []).map((file) =>
        file.path === path ? change(file) : file
      ),
    });
}

/** Changes the entries of the payload. */
function bentEntries(change: (entries: CpioEntry[]) => CpioEntry[]) {
  return () => build({ bend: { cpioEntries: change } });
}

/** Changes one entry of the payload. */
function bentEntry(change: (entry: CpioEntry) => CpioEntry) {
  return bentEntries((entries) =>
    entries.map((entry) => entry.name === ENTRY ? change(entry) : entry)
  );
}

const FILE_LIST: readonly Row[] = [
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
    id: "D7c",
    title: "folder with a content",
    build: () =>
      build({
        files: withFiles(
          { ...folder(`${ROOT}/void`), entry: { data: utf8("data") } },
          { ...file(`${ROOT}/left out`, "123456"), inPayload: false },
        ),
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

const ARCHIVE: readonly Row[] = [
  {
    id: "D9",
    title: "second archive behind the trailer, with room for it",
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
    title: "second archive behind the trailer",
    build: () => build({ bend: { cpio: (b) => concat(b, buildCpio([])) } }),
    expect: "E_BOMB",
  },
  {
    id: "D9b",
    title: "zeros up to 512 bytes behind the trailer, as cpio(1) writes them",
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

/** D: file list and archive. */
export const PAYLOAD_ROWS: readonly Row[] = [...FILE_LIST, ...ARCHIVE];
