// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Tarballs, read back by GNU tar, bsdtar, Python and @std/tar.

import { assertEquals, assertThrows } from "@std/assert";
import { UntarStream } from "@std/tar";
import { digestHex } from "../../lib/digest.ts";
import { VerificationError } from "../../lib/errors.ts";
import { gzip, packTree } from "../../lib/source/tarball.ts";
import {
  checkTarball,
  claimedVersion,
} from "../../lib/source/tarball_check.ts";
import type { SourceFile } from "../../lib/source/tree.ts";
import { needs, type Program, runProgram } from "../fixtures/programs.ts";

const FOLDER = "aws-neuron-driver-2.1.0.0";
const MTIME = 1_700_000_000;

function file(
  path: string,
  text: string,
  mode: SourceFile["mode"] = "100644",
): SourceFile {
  return { path, mode, content: new TextEncoder().encode(text) };
}

/** Names at, and one byte over, every bound of the format. */
const FILES: readonly SourceFile[] = [
  file("Makefile", "all:\n"),
  file("preinstall", "#!/bin/sh\n", "100755"),
  file("link", "Makefile", "120000"),
  file("far", `${"d".repeat(99)}/${"e".repeat(60)}`, "120000"),
  file("edge", "l".repeat(100), "120000"),
  file("over", "l".repeat(101), "120000"),
  file("grün/ß.c", "ß\n"),
  file("grün/a.c", "a\n"),
  file("zu-den-grünen", "grün/ß.c", "120000"),
  file("empty", ""),
  file("block", "b".repeat(512)),
  file("n".repeat(100 - FOLDER.length - 1), "100 bytes"),
  file("m".repeat(101 - FOLDER.length - 1), "101 bytes"),
  file(`${"p".repeat(150 - FOLDER.length)}/${"q".repeat(100)}`, "split"),
  file(`${"p".repeat(200)}/${"r".repeat(55)}`, "over 255 bytes"),
  file(`${"s/".repeat(150)}t`, "deep"),
];

function pack() {
  return packTree({ files: FILES }, { directory: FOLDER, mtime: MTIME });
}

Deno.test("packTree() and gzip() give bytes that never change", async () => {
  const tar = pack();
  const again = packTree({ files: FILES.toReversed() }, {
    directory: FOLDER,
    mtime: MTIME,
  });
  assertEquals(again, tar);
  const packed = gzip(tar.bytes);
  assertEquals(await digestHex("SHA-256", packed), EXPECTED);
  // No name, no time: RFC 1952, section 2.3.
  assertEquals([...packed.subarray(0, 8)], [31, 139, 8, 0, 0, 0, 0, 0]);
  const unpacked = new Blob([packed]).stream()
    .pipeThrough(new DecompressionStream("gzip"));
  assertEquals(await new Response(unpacked).bytes(), tar.bytes);
});

/** SHA-256 of the tarball of {@linkcode FILES}. */
const EXPECTED =
  "262c7acf7aa3f3f2f3bb7f73c63cf75dffbaadf4ceadd64127612c651061970b";

/** What a directory holds, with modes and times. */
async function contents(root: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const walk = async (folder: string) => {
    for await (const { name, isDirectory, isSymlink } of Deno.readDir(folder)) {
      const path = `${folder}/${name}`;
      const key = path.slice(root.length + 1);
      if (isSymlink) found.set(key, `-> ${await Deno.readLink(path)}`);
      else if (isDirectory) await walk(path);
      else {
        const { mode, mtime } = await Deno.stat(path);
        const bits = ((mode ?? 0) & 0o777).toString(8);
        const time = (mtime?.getTime() ?? 0) / 1000;
        found.set(key, `${bits} ${time} ${await Deno.readTextFile(path)}`);
      }
    }
  };
  await walk(root);
  return found;
}

const READERS: readonly (readonly [Program, readonly string[]])[] = [
  ["tar", ["--extract", "--gzip", "--preserve-permissions", "--file"]],
  ["bsdtar", ["-x", "-p", "-f"]],
  [
    "python3",
    ["-c", "import sys, tarfile; tarfile.open(sys.argv[1]).extractall()"],
  ],
];

for (const [program, args] of READERS) {
  const tools = needs(program);
  Deno.test({
    ...tools.for(`${program} unpacks a tarball`),
    fn: async () => {
      const folder = await Deno.makeTempDir();
      try {
        await Deno.writeFile(`${folder}.tar.gz`, gzip(pack().bytes));
        const { stderr } = await runProgram(
          program,
          [...args, `${folder}.tar.gz`],
          { cwd: folder },
        );
        assertEquals(stderr, "");
        const expected = FILES.map(({ path, mode, content }) => {
          const text = new TextDecoder().decode(content);
          return [
            `${FOLDER}/${path}`,
            mode === "120000"
              ? `-> ${text}`
              : `${mode.slice(3)} ${MTIME} ${text}`,
          ] as const;
        });
        assertEquals(await contents(folder), new Map(expected.sort()));
      } finally {
        await Deno.remove(folder, { recursive: true });
        await Deno.remove(`${folder}.tar.gz`);
      }
    },
  });
}

Deno.test("UntarStream reads a tarball without extended headers", async () => {
  const files = FILES.slice(0, 3);
  const tar = packTree({ files }, { directory: FOLDER, mtime: MTIME });
  const stream = new Blob([tar.bytes]).stream().pipeThrough(new UntarStream());
  const found = await Array.fromAsync(
    stream,
    async ({ path, header, readable }) => ({
      path,
      mode: header.mode,
      text: readable && await new Response(readable).text(),
    }),
  );
  assertEquals(found, [
    { path: `${FOLDER}/`, mode: 0o755, text: undefined },
    { path: `${FOLDER}/Makefile`, mode: 0o644, text: "all:\n" },
    { path: `${FOLDER}/link`, mode: 0o777, text: undefined },
    { path: `${FOLDER}/preinstall`, mode: 0o755, text: "#!/bin/sh\n" },
  ]);
});

Deno.test("checkTarball() names the entry that differs", async (t) => {
  const tar = pack();
  const at = (path: string) => {
    const entry = tar.entries.find((e) => e.path === `${FOLDER}/${path}`);
    if (entry === undefined) throw new Error(path);
    return entry;
  };
  const rows = [
    ["content", at("block").content + 511, "differs in content", "E_CONTENT"],
    [
      "mode",
      at("preinstall").start + 103,
      "differs from the release in name, mode",
      "E_CONTENT",
    ],
    ["padding", at("preinstall").content + 100, "content", "E_CONTENT"],
  ] as const;
  checkTarball(tar.bytes.slice(), tar, "t");
  for (const [name, offset, problem, code] of rows) {
    await t.step(name, () => {
      const bytes = tar.bytes.slice();
      bytes[offset] = (bytes[offset] ?? 0) ^ 1;
      const error = assertThrows(
        () => checkTarball(bytes, tar, "t"),
        VerificationError,
        problem,
      );
      assertEquals(error.code, code);
    });
  }
  const longer = new Uint8Array(tar.bytes.length + 512);
  longer.set(tar.bytes);
  for (const other of [longer, tar.bytes.slice(0, -512), new Uint8Array()]) {
    const error = assertThrows(
      () => checkTarball(other, tar, "t"),
      VerificationError,
    );
    assertEquals(error.code, "E_SIZE");
  }
});

Deno.test("claimedVersion() takes the name of the first entry and nothing else", () => {
  assertEquals(claimedVersion(pack().bytes, "t"), "2.1.0.0");
  const hostile = ["", "../../", "aws-neuron-driver-/", "x-2.1/", "\u001b[2J/"]
    .concat(`${FOLDER}/x`, `x${FOLDER}/`, "aws-neuron-driver-undefined/");
  for (const name of hostile) {
    const bytes = new Uint8Array(512);
    bytes.set(new TextEncoder().encode(name));
    const error = assertThrows(
      () => claimedVersion(bytes, "t"),
      VerificationError,
    );
    assertEquals([error.code, error.found], ["E_FORMAT", JSON.stringify(name)]);
  }
  const error = assertThrows(
    () => claimedVersion(new Uint8Array(511), "t"),
    VerificationError,
  );
  assertEquals([error.code, error.found], ["E_FORMAT", "511 bytes"]);
});
