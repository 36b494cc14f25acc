// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects } from "@std/assert";
import { TarStream, type TarStreamInput, UntarStream } from "@std/tar";
import { TarStream as StandIn } from "../../tools/npm/tar.ts";

const options = { mtime: 1_700_000_000, mode: 0o640, uname: "root" };
const deep = "d".repeat(50) + "/" + "e".repeat(60) + "/" + "f".repeat(90);

function file(path: string, text: string): TarStreamInput {
  const bytes = new TextEncoder().encode(text);
  return {
    type: "file",
    path,
    size: bytes.length,
    readable: ReadableStream.from([bytes]),
    options: { ...options },
  };
}

function inputs(): TarStreamInput[] {
  return [
    { type: "directory", path: "src/", options: { mtime: 0 } },
    file("src/empty", ""),
    file("src/ä.c", "x".repeat(513)),
    file("src/block", "y".repeat(1_024)),
    file(deep, "deep"),
    {
      type: "symlink",
      path: "src/link",
      linkname: "../a",
      options: { mtime: 1 },
    },
  ];
}

async function archive(
  entries: Iterable<TarStreamInput>,
  tar: TransformStream<TarStreamInput, Uint8Array> = new TarStream(),
): Promise<Uint8Array<ArrayBuffer>> {
  const stream = ReadableStream.from(entries).pipeThrough(tar);
  const chunks = await Array.fromAsync(
    stream,
    (chunk) => new Uint8Array(chunk),
  );
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function read(bytes: Uint8Array<ArrayBuffer>) {
  const stream = new Blob([bytes]).stream().pipeThrough(new UntarStream());
  return Array.fromAsync(stream, async ({ path, header, readable }) => ({
    path,
    typeflag: header.typeflag,
    linkname: header.linkname,
    mode: header.mode,
    mtime: header.mtime,
    text: readable && await new Response(readable).text(),
  }));
}

Deno.test("UntarStream reads what TarStream wrote", async () => {
  const common = { typeflag: "0", linkname: "", mode: 0o640 };
  const { mtime } = options;
  assertEquals(await read(await archive(inputs())), [
    {
      path: "src/",
      typeflag: "5",
      linkname: "",
      mode: 0o755,
      mtime: 0,
      text: undefined,
    },
    { ...common, path: "src/empty", mtime, text: "" },
    { ...common, path: "src/ä.c", mtime, text: "x".repeat(513) },
    { ...common, path: "src/block", mtime, text: "y".repeat(1_024) },
    { ...common, path: deep, mtime, text: "deep" },
    {
      path: "src/link",
      typeflag: "2",
      linkname: "../a",
      mode: 0o777,
      mtime: 1,
      text: undefined,
    },
  ]);
});

Deno.test("TarStream writes the same bytes from both package sources", async () => {
  assertEquals(await archive(inputs()), await archive(inputs(), new StandIn()));
});

Deno.test("TarStream splits long paths as ustar asks", async (t) => {
  const rows = [
    ["one byte too much without a slash", "a".repeat(101), false],
    ["100 bytes", "a".repeat(100), true],
    ["shortest prefix", "a/".repeat(60) + "b", true],
    ["longest path", "p".repeat(155) + "/" + "n".repeat(99), true],
    ["prefix too long", "p".repeat(156) + "/" + "n".repeat(50), false],
    ["over 256 bytes", "ab/".repeat(90), false],
  ] as const;
  for (const [name, path, fits] of rows) {
    await t.step(name, async () => {
      if (fits) {
        const bytes = await archive([file(path, "x")]);
        assertEquals((await read(bytes)).map((entry) => entry.path), [path]);
        assertEquals(bytes, await archive([file(path, "x")], new StandIn()));
      } else {
        await assertRejects(() => archive([file(path, "x")]), Error);
        await assertRejects(() => archive([file(path, "x")], new StandIn()));
      }
    });
  }
});

Deno.test("TarStream rejects content whose size differs from the promised one", async () => {
  const input = { ...file("a", "abc"), size: 4 };
  await assertRejects(() => archive([input]), RangeError);
});

Deno.test("UntarStream rejects a wrong header checksum", async () => {
  const bytes = await archive([file("a", "abc")]);
  bytes[0] = 0x62;
  await assertRejects(() => read(bytes), Error);
});

Deno.test("UntarStream rejects a truncated archive", async () => {
  const bytes = await archive([file("a", "y".repeat(1_024))]);
  await assertRejects(() => read(bytes.slice(0, 1_024)), Error);
});
