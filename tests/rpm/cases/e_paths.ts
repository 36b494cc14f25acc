// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * E: paths and types, and F: what is git's. All of it is signed well: these
 * are the rules for what a published tree may hold. rpm has none of them.
 *
 * @module
 */

import { assert, assertEquals, assertFalse } from "@std/assert";
import { formatReleaseMessage } from "../../../lib/publish/message.ts";
import { sourceTreeId } from "../../../lib/source/tree.ts";
import { concat, utf8 } from "../../fixtures/bytes.ts";
import { changeEntry } from "../../fixtures/header_builder.ts";
import {
  file,
  FILE_TYPE,
  folder,
  type PackageFile,
  symlink,
} from "../../fixtures/package_file.ts";
import { runProgram } from "../../fixtures/programs.ts";
import { TAG } from "../../fixtures/tags.ts";
import {
  build,
  type Found,
  ROOT,
  type Row,
  type Section,
  withFiles,
} from "./case.ts";

/** The good package and files that must not be. */
function refused(
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
function at(path: string): PackageFile {
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
  refused("E2", "absolute path as a name", [{
    ...at("x"),
    header: { name: "/etc/passwd" },
  }]),
  refused("E2a", "path that is not absolute", [{
    ...at("x"),
    header: { folder: "usr/src/", name: "x" },
  }]),
  refused("E2b", "empty name", [at("")]),
  refused("E2c", "two slashes", [at("a//b")]),
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
    title: "no folder below /usr/src",
    build: () => build({ files: [file("/usr/share/x", "x\n")] }),
    expect: "E_LAYOUT",
  },
  {
    id: "E17a",
    title: "empty folder below /usr/src",
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
    title: "folder with a name that is not safe",
    build: () => build({ files: [file("/usr/src/a\nb/x.c", "x\n")] }),
    expect: "E_PATH",
  },
  {
    id: "E18",
    title: "two folders below /usr/src",
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

/** The tree that git itself makes of the same files. */
async function assertGitAgrees({ tree }: Found): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const env = {
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_SYSTEM: "/dev/null",
    };
    const git = async (args: readonly string[], stdin?: Uint8Array) => {
      const options = stdin === undefined ? { env } : { env, stdin };
      const { text } = await runProgram(
        "git",
        ["-C", folder, ...args],
        options,
      );
      return text.trim();
    };
    await git(["init", "--quiet"]);
    const lines: string[] = [];
    for (const { path, mode, content } of tree.files) {
      const args = ["hash-object", "-w", "--no-filters", "--stdin"];
      lines.push(`${mode} ${await git(args, content)}\t${path}`);
    }
    await git(["update-index", "--index-info"], utf8(`${lines.join("\n")}\n`));
    assertEquals(await git(["write-tree"]), sourceTreeId(tree));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What upstream's words look like in a commit's message. */
function assertNothingForged({ rpm }: Found): void {
  const [signature] = rpm.signatures;
  if (signature === undefined) throw new Error("no signature");
  const message = formatReleaseMessage({
    subject: "feat: Neuron Driver",
    info: rpm.info,
    filename: "driver.rpm",
    repoUrl: "https://vendor.example",
    sha256: rpm.sha256,
    checksum: { type: "sha256", value: rpm.sha256 },
    contentSha256: rpm.contentSha256,
    signature,
    upstreamCommit: undefined,
    notes: undefined,
    files: [],
    version: "0",
  });
  assertFalse(/[^\P{C}\n]/u.test(message), "a control character");
  const trailers = message.trimEnd().split("\n\n").at(-1)?.split("\n") ?? [];
  const named = trailers.filter((line) => line.startsWith("Rpm-Sha256: "));
  assertEquals(named, [`Rpm-Sha256: ${rpm.sha256}`]);
  assertEquals(message.match(/^Rpm-Sha256: /gm)?.length, 1);
  assert(message.startsWith("feat: Neuron Driver 2.21.0.0\n"));
}

const FORGED =
  "one\nRpm-Sha256: 00\n\nRpm-Sha256: 00\r\n\x1b[2J\u202e\u2028two";

/** F: git. */
export const F: Section = {
  letter: "F",
  title: "git",
  rows: [
    refused("F1", "`.git` as a folder", [at(".git/config")]),
    refused("F1a", "`.git` as a file", [at(".git")]),
    refused("F1b", "`.git` in a folder", [
      at("share/.git/hooks/post-checkout"),
    ]),
    refused("F1c", "`.git` as an empty folder", [folder(`${ROOT}/.git`)]),
    refused("F1d", "`.git` as a link", [symlink(`${ROOT}/.git`, "share")]),
    refused("F2", "`.GIT`", [at(".GIT/config")]),
    refused("F2a", "`.git` and dots and spaces, which NTFS drops", [
      at(".git . ./config"),
    ]),
    refused("F3", "`git~1`", [at("git~1/config")]),
    refused("F3a", "`GIT~2`", [at("GIT~2")]),
    refused("F4", "NTFS stream", [at(".git::$INDEX_ALLOCATION/config")]),
    refused("F5", "zero-width joiner", [at(".g\u200cit/config")]),
    refused("F5a", "byte order mark", [at("\ufeff.git/config")]),
    refused("F6", "`.gitmodules`", [at(".gitmodules")]),
    refused("F6a", "`.GitModules` in a folder", [at("share/.GitModules")]),
    refused("F6b", "`gitmod~1`", [at("gitmod~1")]),
    refused("F6c", "`GI7EBA~1`", [at("GI7EBA~1")]),
    refused("F6d", "`gi7eb~10`, the same with more digits", [at("gi7eb~10")]),
    refused("F6e", "`.gitmodules` and a stream", [at(".gitmodules:$DATA")]),
    {
      id: "F6f",
      title: "names that begin like git's and are others",
      build: () =>
        build({
          files: withFiles(
            ...[".gitkeep", ".github/x", "git", "git~", "gitmodules", "a~1"]
              .map(at),
          ),
        }),
      expect: "accepted",
    },
    {
      id: "F7",
      title: "`.gitattributes` with eol=lf and a file with CR and LF",
      needs: ["git"],
      build: () =>
        build({
          files: withFiles(
            file(`${ROOT}/.gitattributes`, "* text eol=lf ident\n"),
            file(`${ROOT}/crlf.c`, "one\r\ntwo $Id$\r\n"),
          ),
        }),
      expect: "accepted",
      check: assertGitAgrees,
    },
    {
      id: "F8",
      title: "`.gitignore` that hides a file",
      needs: ["git"],
      build: () =>
        build({
          files: withFiles(
            file(`${ROOT}/.gitignore`, "*\n!.gitignore\n"),
            file(`${ROOT}/hidden.c`, "x\n"),
            file(`${ROOT}/run`, "x\n", 0o755),
            symlink(`${ROOT}/link`, "run"),
          ),
        }),
      expect: "accepted",
      check: assertGitAgrees,
    },
    {
      id: "F9", // the terminal: tests/cli
      title: "texts with line breaks, escape sequences and trailers",
      build: () =>
        build({
          summary: FORGED,
          description: FORGED,
          buildHost: FORGED,
          license: FORGED,
        }),
      expect: "accepted",
      check: assertNothingForged,
    },
    {
      id: "F9a",
      title: "build host with a line break",
      build: () => build({ buildHost: "host\nRpm-Sha256: 00" }),
      expect: "accepted",
      check: assertNothingForged,
    },
  ],
  refusedRowsInRpm: "good",
};
