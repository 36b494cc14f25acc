// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The decoders against the programs that write these formats: whatever the
 * size, what comes out is what went in, and never a byte more than allowed.
 *
 * @module
 */

import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { VerificationError } from "../../lib/errors.ts";
import {
  type Compression,
  decompress,
  detectCompression,
} from "../../lib/rpm/compression.ts";
import { type Bytes, concat, flip, utf8 } from "../fixtures/bytes.ts";
import { compress } from "../fixtures/compression.ts";
import { long } from "../fixtures/long.ts";
import { needs, type Program, runProgram } from "../fixtures/programs.ts";
import { assertRefused, MORE, NOISE, sample, unpack } from "./unpacking.ts";

/** A program that writes a format. */
interface Writer {
  readonly name: string;
  readonly compression: Compression;
  readonly program: Program;
  readonly args: readonly string[];
}

const WRITERS: readonly Writer[] = [
  { name: "gzip -9", compression: "gzip", program: "gzip", args: ["-9n"] },
  { name: "bzip2 -9", compression: "bzip2", program: "bzip2", args: ["-9"] },
  { name: "bzip2 -1", compression: "bzip2", program: "bzip2", args: ["-1"] },
  {
    name: "lzma",
    compression: "lzma",
    program: "xz",
    args: ["--format=lzma", "-2"],
  },
  { name: "xz -2", compression: "xz", program: "xz", args: ["-2"] },
  {
    name: "xz, SHA-256",
    compression: "xz",
    program: "xz",
    args: ["-6", "--check=sha256"],
  },
  {
    name: "xz, blocks of 100,000 bytes",
    compression: "xz",
    program: "xz",
    args: ["-0", "--block-size=100000"],
  },
  {
    name: "xz, several filters",
    compression: "xz",
    program: "xz",
    args: ["--x86", "--delta=dist=4", "--lzma2=preset=1"],
  },
  { name: "zstd -3", compression: "zstd", program: "zstd", args: ["-q", "-3"] },
  {
    name: "zstd -15 without checksum",
    compression: "zstd",
    program: "zstd",
    args: ["-q", "-15", "--no-check"],
  },
  {
    name: "zstd --long=27",
    compression: "zstd",
    program: "zstd",
    args: ["-q", "-1", "--long=27"],
  },
];

/** Sizes around those of the decoders' blocks. */
const SIZES = [0, 1, 262_143, 262_144, 262_145, 3_000_000] as const;

async function write(writer: Writer, content: Bytes): Promise<Bytes> {
  const args = [...writer.args, "-c"];
  return (await runProgram(writer.program, args, { stdin: content })).stdout;
}

for (const writer of WRITERS) {
  const { name, compression, program } = writer;
  const tools = needs(program);
  Deno.test({
    ...long(tools.for(`decompress() reads what ${name} writes`)),
    async fn(t) {
      for (const size of SIZES) {
        const fn = async () => {
          const content = sample(size);
          const bytes = await write(writer, content);
          assertEquals(detectCompression(bytes), compression);
          assertEquals(
            await unpack(bytes, compression, { maxBytes: size }),
            content,
          );
          if (size === 0) return;
          const error = await assertRejects(
            () => unpack(bytes, compression, { maxBytes: size - 1 }),
            VerificationError,
          );
          assertEquals(error.code, "E_BOMB");
        };
        await t.step({ ...long(`${size} bytes`, size > 1_000_000), fn });
      }
      if (compression === "lzma") return; // its end cannot be found
      await t.step("twice", async () => {
        const content = sample(600_000);
        const bytes = await write(writer, content);
        const twice = concat(bytes, bytes);
        const found = await unpack(twice, compression, { concatenated: true });
        assertEquals(found, concat(content, content));
      });
    },
  });

  Deno.test({
    ...tools.for(`decompress() refuses ${name}, cut or followed by something`),
    async fn(t) {
      const content = sample(300_000);
      const bytes = await write(writer, content);
      // What was cut off a .lzma file may carry no data; then nothing shows the
      // cut.
      const cuts = compression === "lzma"
        ? [0, 1, 5, 12]
        : [0, 1, 5, 12, 17, 99, bytes.length >> 1, bytes.length - 1];
      for (const length of cuts) {
        await t.step(`cut to ${length} bytes`, async () => {
          const cut = bytes.slice(0, length);
          const found = await assertRefused("E_FORMAT", cut, compression);
          assertNotEquals(found, MORE);
        });
      }
      if (compression === "lzma") return;
      for (const more of [new Uint8Array(1), utf8("more"), bytes]) {
        await t.step(`followed by ${more.length} bytes`, async () => {
          const both = concat(bytes, more);
          // A zstd file is any number of frames.
          if (compression === "zstd" && more === bytes) {
            assertEquals(await unpack(both, "zstd"), concat(content, content));
          } else {
            const found = await assertRefused("E_FORMAT", both, compression);
            assertEquals(found, MORE);
          }
        });
      }
    },
  });
}

const xzTools = needs("xz");

Deno.test({
  ...xzTools.for("decompress() takes a .lzma that was cut for a shorter one"),
  async fn() {
    const args = ["--format=lzma", "-c"];
    const content = sample(300_000);
    const { stdout } = await runProgram("xz", args, { stdin: content });
    const found = await unpack(stdout.slice(0, stdout.length >> 1), "lzma");
    assertEquals(found, content.slice(0, found.length));
  },
});

Deno.test("decompress() detects a cut .lzma that names its size", async () => {
  const bytes = await compress(sample(1000), "lzma");
  assertEquals(await unpack(bytes, "lzma"), sample(1000));
  await assertRefused("E_FORMAT", bytes.slice(0, 500), "lzma");
});

Deno.test("decompress() stops where a .lzma says that it ends", async () => {
  const bytes = await compress(sample(600_000), "lzma");
  new DataView(bytes.buffer).setBigUint64(5, 5000n, true);
  const options = { maxBytes: Infinity, subject: "stream" };
  const chunks = await Array.fromAsync(decompress(bytes, "lzma", options));
  assertEquals(chunks, [sample(5000)]);
});

Deno.test({
  ...needs("xz", "zstd").for("decompress() bounds windows and dictionaries"),
  async fn(t) {
    const content = sample(200_000);
    const run = async (program: Program, args: readonly string[]) =>
      (await runProgram(program, [...args, "-c"], { stdin: content })).stdout;
    await t.step("xz, 128 MiB", async () => {
      const bytes = await run("xz", ["--lzma2=preset=0,dict=128MiB"]);
      assertEquals(await unpack(bytes, "xz"), content);
    });
    await t.step("xz, 192 MiB", async () => {
      const bytes = await run("xz", ["--lzma2=preset=0,dict=192MiB"]);
      await assertRefused("E_LIMIT", bytes, "xz");
    });
    // What stands before the dictionary's size, in the block and in its header.
    const shapes: Readonly<Record<string, readonly string[]>> = {
      "in the second block": ["-T1", "-0", "--block-size=100000"],
      "behind the block's sizes": ["-T2", "-0", "--block-size=100000"],
      "behind other filters": ["--x86", "--delta=dist=4", "--lzma2=preset=1"],
    };
    for (const [title, args] of Object.entries(shapes)) {
      await t.step(`xz, 4 GiB ${title}`, async () => {
        const bytes = await run("xz", args);
        const filter = [0x21, 1, bytes[bytes.indexOf(0x21, 12) + 2] ?? 0];
        const start = [...bytes.keys()].findLast((at) =>
          filter.every((byte, i) =>
            bytes[at + i] === byte
          )
        ) ?? 0;
        bytes[start + 2] = 40;
        await assertRefused("E_LIMIT", bytes, "xz");
      });
    }
    await t.step("lzma, 192 MiB", async () => {
      const args = ["--format=lzma", "--lzma1=preset=0,dict=192MiB"];
      await assertRefused("E_LIMIT", await run("xz", args), "lzma");
    });
    await t.step("zstd, 256 MiB", async () => {
      const args = ["-q", "-1", "--long=28"];
      await assertRefused("E_LIMIT", await run("zstd", args), "zstd");
    });
  },
});

Deno.test("decompress() reads no longer index of .xz than there is", async () => {
  const empty = await compress(new Uint8Array(), "xz");
  const endless = [0, ...new Array(8).fill(0xff), 0x7f]; // 2^63 - 1 blocks
  const bytes = concat(empty.slice(0, 12), Uint8Array.from(endless), empty);
  await assertRefused("E_FORMAT", bytes, "xz");
});

/** A copy in a buffer that can be made smaller, perhaps between other bytes. */
function resizable(bytes: Bytes, { before = 0, after = 0 } = {}): Bytes {
  const size = before + bytes.length + after;
  const buffer = new ArrayBuffer(size, { maxByteLength: size });
  const copy = new Uint8Array(buffer, before, bytes.length);
  copy.set(bytes);
  return copy;
}

Deno.test("decompress() gives its input up where it may, and where it can", async (t) => {
  const small = sample(99);
  const xz = await compress(small, "xz");
  const large = concat(NOISE, NOISE); // more than is moved at once
  const rows: Readonly<Record<string, [Bytes, Compression, Bytes, number]>> = {
    "xz": [resizable(await compress(large, "xz")), "xz", large, 0],
    "xz behind others": [resizable(xz, { before: 7 }), "xz", small, 7],
    "xz before others": [
      resizable(xz, { after: 7 }),
      "xz",
      small,
      xz.length + 7,
    ],
    "xz of a fixed size": [xz, "xz", small, xz.length],
    // What zipMember() puts elsewhere stays.
    "lzma": [resizable(await compress(small, "lzma")), "lzma", small, 13],
  };
  for (const [name, [bytes, format, content, left]] of Object.entries(rows)) {
    await t.step(name, async () => {
      const options = { maxBytes: Infinity, subject: "stream", consume: true };
      const found = await Array.fromAsync(decompress(bytes, format, options));
      assertEquals(concat(...found), content);
      assertEquals(bytes.buffer.byteLength, left);
    });
  }
  const kept = resizable(xz);
  assertEquals(await unpack(kept, "xz"), small);
  assertEquals(kept, xz);
});

Deno.test("decompress() survives a bit changed anywhere", async (t) => {
  const content = sample(500);
  for (const compression of ["gzip", "bzip2", "lzma", "xz", "zstd"] as const) {
    const tools = needs(...(compression === "bzip2" ? ["bzip2"] as const : []));
    await t.step({
      ...tools.for(`${compression}`),
      async fn() {
        const good = await compress(content, compression);
        for (let at = 0; at < good.length; at++) {
          try {
            await unpack(flip(good, at, 1 << (at % 8)), compression, {
              maxBytes: 4096,
            });
          } catch (error) {
            if (!(error instanceof VerificationError)) throw error;
          }
        }
        assertEquals(await unpack(good, compression), content);
      },
    });
  }
});

Deno.test("detectCompression() goes by the first bytes", () => {
  const rows: readonly (readonly [readonly number[], Compression])[] = [
    [[0x1f, 0x8b, 8], "gzip"],
    [[0x42, 0x5a, 0x68, 0x39], "bzip2"],
    [[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], "xz"],
    [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "none"],
    [[0x28, 0xb5, 0x2f, 0xfd], "zstd"],
    [[0x5d, 0, 0, 0x80], "lzma"],
    [[0x30, 0x37, 0x30, 0x37, 0x30, 0x31], "none"],
    [[0x1f, 0x8c], "none"],
    [[0x42, 0x5a, 0x69], "none"],
    [[0x28, 0xb5, 0x2f, 0xfe], "none"],
    [[0x5d, 0, 1], "none"],
    [[], "none"],
  ];
  for (const [head, expected] of rows) {
    assertEquals(detectCompression(Uint8Array.from(head)), expected);
  }
});
