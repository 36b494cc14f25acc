// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects } from "@std/assert";
import { VerificationError } from "../../lib/errors.ts";
import { type CpioEntry, readCpio } from "../../lib/rpm/cpio.ts";
import { type FileEntry, maxArchiveSize } from "../../lib/rpm/file_list.ts";
import { type Bytes, utf8 } from "../fixtures/bytes.ts";
import { buildCpio } from "../fixtures/cpio_builder.ts";
import { needs, runProgram } from "../fixtures/programs.ts";

const ENTRIES = [
  { name: "./a", mode: 0o100644, ino: 1, data: utf8("one\n") },
  { name: "./folder", mode: 0o040755, ino: 2, nlink: 2 },
  { name: "./folder/b", mode: 0o100755, ino: 3, data: utf8("12345") },
  { name: "./link", mode: 0o120777, ino: 4, data: utf8("folder/b") },
  { name: "./größe", mode: 0o100600, ino: 5 },
];

/** An archive in chunks of one length. */
async function* chunked(
  bytes: Bytes,
  length: number,
): AsyncGenerator<Bytes> {
  for (let at = 0; at < bytes.length; at += length) {
    yield bytes.slice(at, at + length);
  }
}

async function read(bytes: Bytes, length = 65536): Promise<CpioEntry[]> {
  return await Array.fromAsync(readCpio(chunked(bytes, length), "archive"));
}

Deno.test("readCpio() reads entries, whatever the chunks", async (t) => {
  const archive = buildCpio(ENTRIES);
  for (const length of [1, 2, 3, 5, 109, 110, 111, 113, 128, 4096]) {
    await t.step(`${length} bytes`, async () => {
      assertEquals(
        await read(archive, length),
        ENTRIES.map(({ name, mode, data = new Uint8Array() }) => ({
          name,
          mode,
          content: data,
        })),
      );
    });
  }
});

Deno.test("readCpio() refuses an archive that is cut anywhere", async () => {
  const archive = buildCpio(ENTRIES);
  for (let length = 0; length < archive.length; length++) {
    const error = await assertRejects(
      () => read(archive.slice(0, length)),
      VerificationError,
    );
    assertEquals(error.code, "E_FORMAT");
    assertEquals(error.subject, "archive");
  }
});

Deno.test("readCpio() survives a byte changed anywhere", async () => {
  const archive = buildCpio(ENTRIES);
  for (let at = 0; at < archive.length; at++) {
    for (const value of [0, 0x30, 0x46, 0x80, 0xff]) {
      const bent = archive.slice();
      bent[at] = value;
      try {
        await read(bent);
      } catch (error) {
        if (!(error instanceof VerificationError)) throw error;
        assertEquals(error.code, "E_FORMAT");
      }
    }
  }
});

Deno.test("readCpio() cancels its source when its reader stops", async () => {
  let closed = false;
  async function* source(): AsyncGenerator<Bytes> {
    try {
      yield buildCpio(ENTRIES);
      yield new Uint8Array(1);
    } finally {
      closed = true;
    }
  }
  for await (const _ of readCpio(source(), "archive")) break;
  assertEquals(closed, true);
});

const cpioTools = needs("cpio");

Deno.test({
  ...cpioTools.for("readCpio() reads what cpio writes, but for its padding"),
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(`${folder}/file`, "content\n");
      await Deno.mkdir(`${folder}/sub`);
      await Deno.symlink("file", `${folder}/link`);
      const { stdout } = await runProgram(
        "cpio",
        ["--create", "--format=newc", "--quiet"],
        { stdin: utf8("./file\n./sub\n./link\n"), cwd: folder },
      );
      const end = new TextDecoder().decode(stdout).indexOf("TRAILER!!!") + 10;
      const archive = stdout.slice(0, Math.ceil((end + 1) / 4) * 4);
      const entries = await read(archive);
      assertEquals(
        entries.map(({ name, content }) => [
          name,
          new TextDecoder().decode(content),
        ]),
        [["file", "content\n"], ["sub", ""], ["link", "file"]],
      );
      // It fills up to 512 bytes with zeros; rpm never does.
      const error = await assertRejects(() => read(stdout), VerificationError);
      assertEquals(error.code, "E_FORMAT");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("maxArchiveSize() is the length of the archive", () => {
  const listed = (path: string, mode: number, size: number): FileEntry => ({
    ...{ path, mode, size, identity: path },
    ...{ digest: "", linkTo: "", ghost: false },
  });
  const [a, folder, b, link, empty] = ENTRIES.map(({ name, mode, data }) =>
    listed(name.slice(1), mode, data?.length ?? 0)
  );
  if (!a || !folder || !b || !link || !empty) throw new Error("five entries");
  const hard = { ...b, path: "/hard", identity: b.identity };
  const files = [
    ...[a, { ...folder, size: 4096 }, b, { ...link, identity: a.identity }],
    ...[empty, hard, { ...a, path: "/ghost", size: 1000, ghost: true }],
  ];
  const links = { name: "./hard", mode: b.mode, ino: 3 }; // data is in b
  assertEquals(maxArchiveSize(files), buildCpio([...ENTRIES, links]).length);
});
