// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * E: paths and types. All of it is signed well: these are the rules for what a
 * published tree may hold. rpm has none of them.
 *
 * @module
 */

import { concat, utf8 } from "../../fixtures/bytes.ts";
import { changeEntry } from "../../fixtures/header_builder.ts";
import {
  file,
  FILE_TYPE,
  folder,
  type PackageFile,
  symlink,
} from "../../fixtures/package_file.ts";
import { TAG } from "../../fixtures/tags.ts";
import { build, ROOT, type Row, type Section, withFiles } from "./case.ts";

/** The good package and files that must not be. */
export function refused(
  id: string,
  title: string,
  files: readonly PackageFile[],
  rest: Partial<Row> = {},
): Row {
  return {
    id,
    title,
    build: () => build({ files: withFiles(...files) }),
    expect: "E_PATH",
    ...rest,
  };
}

/** A file at a path below the root, whatever the path. */
export function at(path: string): PackageFile {
  return file(`${ROOT}/${path}`, "x\n");
}

/** A name of bytes, where text will not do. */
function named(name: Uint8Array): PackageFile {
  return {
    ...file(`${ROOT}/bytes`, "x\n"),
    header: { name },
    entry: { name: concat(utf8(`.${ROOT}/`), name) },
  };
}

function special(
  id: string,
  title: string,
  type: number,
  permissions: number = 0o644,
): Row {
  return refused(id, title, [
    { path: `${ROOT}/special`, mode: type | permissions },
  ], { expect: "E_TYPE" });
}

const PATHS: readonly Row[] = [
  refused("E1", "`../` at the end of the source", [at("../../../etc/passwd")]),
  refused("E1a", "`..` as a name", [at("..")]),
  refused("E1b", "`.` as a name", [at(".")]),
  refused("E1c", "`..` outside of the source", [
    file("/usr/share/../src/other-1/x.c", "x\n"),
  ]),
  refused("E1d", "`.` outside of the source", [
    file("/usr/share/./x", "x\n"),
  ]),
  refused("E2", "absolute path as a name", [{
    ...at("x"),
    header: { name: "/etc/passwd" },
  }]),
  refused("E2a", "path that is not absolute", [{
    ...at("x"),
    header: { folder: "usr/src/", name: "x" },
  }]),
  refused("E2h", "empty path", [{
    ...at("x"),
    header: { folder: "", name: "" },
  }]),
  refused("E2b", "empty name", [at("")]),
  refused("E2c", "two slashes", [at("a//b")]),
  refused("E2f", "two slashes outside of the source", [
    file("/usr/share//x", "x\n"),
  ]),
  {
    id: "E2g",
    title: "the root directory itself",
    build: () => build({ files: withFiles(folder("/")) }),
    expect: "E_PATH",
    says: /owns the root directory of the system/,
  },
  refused("E2d", "slash in a name", [{
    ...at("a/b"),
    header: { folder: `${ROOT}/`, name: "a/b" },
  }]),
  {
    id: "E2e",
    title: "file outside of the source, which stays outside",
    build: () =>
      build({ files: withFiles(file("/etc/cron.d/neuron", "* * * * *\n")) }),
    expect: "accepted",
  },
  refused("E3", "`..` inside", [at("share/../Makefile2")]),
  refused("E4", "link to an absolute path", [
    symlink(`${ROOT}/link`, "/etc/passwd"),
  ]),
  refused("E5", "link out of the source", [
    symlink(`${ROOT}/share/link`, "../../x"),
  ]),
  refused("E5a", "link to the folder above", [symlink(`${ROOT}/link`, "..")]),
  refused("E5b", "link that goes down, up and out", [
    symlink(`${ROOT}/link`, "share/../../x"),
  ]),
  // The first one alone is harmless; through it, the second one gets out.
  refused("E5c", "link through a link to the source itself", [
    symlink(`${ROOT}/dot`, "."),
    symlink(`${ROOT}/link`, "dot/../x"),
  ]),
  refused("E5d", "link to nothing", [symlink(`${ROOT}/link`, "")]),
  refused("E5e", "link with a line break", [symlink(`${ROOT}/link`, "a\nb")]),
  refused("E5f", "link with a backslash", [symlink(`${ROOT}/link`, "..\\x")]),
  {
    id: "E5g",
    title: "link that is not UTF-8",
    build: () =>
      build({
        files: withFiles(symlink(`${ROOT}/link`, "x")),
        bend: {
          mainEntries: (entries) =>
            changeEntry(entries, TAG.FILELINKTOS, (entry) => ({
              ...entry,
              data: entry.data.map((byte) => byte === 0x78 ? 0xff : byte),
            })),
        },
      }),
    expect: "E_PATH",
  },
  refused("E6", "link as the folder of a file", [
    symlink(`${ROOT}/d`, "share"),
    at("d/x"),
  ]),
  refused("E6a", "the source folder itself is a link", [], {
    build: () =>
      build({
        files: [symlink(ROOT, "/etc"), file(`${ROOT}/passwd`, "x\n")],
      }),
    expect: "E_LAYOUT",
  }),
  special("E7", "character device", FILE_TYPE.CHARACTER_DEVICE),
  special("E7a", "block device", FILE_TYPE.BLOCK_DEVICE),
  special("E8", "FIFO", FILE_TYPE.FIFO),
  special("E9", "socket", FILE_TYPE.SOCKET),
  special("E10", "setuid", FILE_TYPE.REGULAR, 0o4755),
  special("E10a", "setgid", FILE_TYPE.REGULAR, 0o2755),
  special("E10b", "sticky", FILE_TYPE.REGULAR, 0o1644),
  special("E10c", "setgid folder", FILE_TYPE.FOLDER, 0o2755),
  special("E10d", "type 0", 0),
  special("E10e", "type that nobody knows", 0o170000),
  ...([
    ["", "line feed", "\n"],
    ["a", "carriage return", "\r"],
    ["b", "tab", "\t"],
    ["c", "escape", "\x1b[2J"],
    ["d", "delete", "\x7f"],
    ["e", "C1 control", "\u0085"],
    ["f", "line separator", "\u2028"],
    ["g", "right-to-left override", "\u202e"],
    ["h", "isolate", "\u2066"],
    ["i", "zero-width space", "\u200b"],
    ["j", "soft hyphen", "\u00ad"],
    ["k", "byte order mark", "\ufeff"],
    ["l", "tag character", "\u{e0041}"],
  ] as const).map(([letter, title, text]) =>
    refused(`E11${letter}`, `${title} in a name`, [at(`a${text}b.c`)])
  ),
  refused("E11m", "control character in a folder's name", [at("a\x1bb/c.c")]),
  refused("E11n", "control character in an empty folder's name", [
    folder(`${ROOT}/a\x1bb`),
  ]),
  refused("E12", "backslash", [at("a\\b.c")]),
  refused("E12a", "colon, a stream on NTFS", [at("Makefile:x")]),
  refused("E13", "invalid UTF-8", [named(Uint8Array.of(0x61, 0xff))]),
  refused("E13a", "overlong UTF-8", [named(Uint8Array.of(0xc0, 0xae))]),
  refused("E13b", "surrogate in UTF-8", [
    named(Uint8Array.of(0xed, 0xa0, 0x80)),
  ]),
  refused("E14", "case collision", [at("makefile")]),
  refused("E14a", "case collision of folders", [at("Share/x.c")]),
  refused("E14b", "case collision of file and folder", [at("SHARE")]),
  refused("E14c", "case collision with an empty folder", [
    folder(`${ROOT}/MAKEFILE`),
  ]),
  refused("E14d", "case collision in other alphabets", [at("ж.c"), at("Ж.c")]),
  refused("E14e", "letters with one capital", [at("ſ.c"), at("s.c")]),
  refused("E14f", "dot at the end, which NTFS drops", [at("Makefile.")]),
  refused("E14g", "space at the end, which NTFS drops", [at("Makefile ")]),
  refused("E15", "NFC/NFD collision", [at("\u00fc.c"), at("u\u0308.c")]),
  refused("E15a", "NFC/NFD and case", [at("\u00dc.c"), at("u\u0308.c")]),
  {
    id: "E15b",
    title: "NFD alone",
    build: () => build({ files: withFiles(at("u\u0308.c")) }),
    expect: "accepted",
  },
  refused("E16", "file and folder of one name", [at("both"), at("both/x.c")]),
  refused("E16a", "file and empty folder of one name", [
    at("both"),
    folder(`${ROOT}/both`),
  ], { expect: "E_FORMAT" }), // the header lists a path twice
  refused("E16b", "empty folder below a file", [
    at("both"),
    folder(`${ROOT}/both/deep`),
  ]),
];

const LAYOUT: readonly Row[] = [
  {
    id: "E17",
    title: "no directory below /usr/src",
    build: () => build({ files: [file("/usr/share/x", "x\n")] }),
    expect: "E_LAYOUT",
  },
  {
    id: "E17a",
    title: "empty directory below /usr/src",
    build: () => build({ files: [folder("/usr/src"), folder(ROOT)] }),
    expect: "E_LAYOUT",
  },
  {
    id: "E17b",
    title: "file right below /usr/src",
    build: () => build({ files: withFiles(file("/usr/src/x.c", "x\n")) }),
    expect: "E_LAYOUT",
  },
  {
    id: "E17c",
    title: "directory with a name that is not safe",
    build: () => build({ files: [file("/usr/src/a\nb/x.c", "x\n")] }),
    expect: "E_PATH",
  },
  {
    id: "E18",
    title: "two directories below /usr/src",
    build: () => build({ files: withFiles(file("/usr/src/b-1/x.c", "x\n")) }),
    expect: "E_LAYOUT",
  },
];

/** E: paths and types. */
export const E: Section = {
  letter: "E",
  title: "paths and types",
  rows: [...PATHS, ...LAYOUT],
  refusedRowsInRpm: "good",
};
