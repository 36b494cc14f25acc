// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The decoders against the programs that write these formats: whatever the
 * size, what comes out is what went in, and never a byte more than allowed.
 *
 * @module
 */

import {
  assert,
  assertEquals,
  assertNotEquals,
  assertRejects,
} from "@std/assert";
import { type VerificationCode, VerificationError } from "../../lib/errors.ts";
import {
  type Compression,
  decompress,
  detectCompression,
} from "../../lib/rpm/compression.ts";
import { type Bytes, concat, flip, utf8 } from "../fixtures/bytes.ts";
import { compress } from "../fixtures/compression.ts";
import { long } from "../fixtures/long.ts";
import { needs, type Program, runProgram } from "../fixtures/programs.ts";

/** What is found wrong with a stream that something follows. */
const MORE = "more bytes after its end";

const NOISE = makeNoise(3_000_000);

function makeNoise(length: number): Bytes {
  let state = 1;
  return Uint8Array.from({ length }, (_, index) => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return index % 5 === 0 ? state >> 16 : index & 0x1f;
  });
}

/** Bytes with some order and some noise, the same each time. */
function sample(length: number): Bytes {
  return NOISE.slice(0, length);
}

/** Decompresses into one piece. */
async function unpack(
  bytes: Uint8Array<ArrayBuffer>,
  compression: Compression,
  { maxBytes = Infinity, concatenated = false } = {},
): Promise<Bytes> {
  const chunks: Uint8Array[] = [];
  const options = { maxBytes, subject: "stream", concatenated };
  for await (const chunk of decompress(bytes, compression, options)) {
    chunks.push(chunk);
  }
  return concat(...chunks);
}

/** @returns what the error says it found */
async function assertRefused(
  code: VerificationCode,
  bytes: Uint8Array<ArrayBuffer>,
  compression: Compression,
): Promise<string | undefined> {
  const error = await assertRejects(
    () => unpack(bytes, compression, { maxBytes: 64 * 1024 * 1024 }),
    VerificationError,
  );
  assertEquals(error.code, code, error.message);
  assertEquals(error.subject, "stream");
  return error.found;
}

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

/** A zstd frame of RLE blocks: four bytes each, 128 KiB each once unpacked. */
function zstdOfRuns(blocks: number): Bytes {
  const length = 128 * 1024;
  const block = (last: boolean) => {
    const head = length << 3 | 1 << 1 | (last ? 1 : 0);
    return Uint8Array.of(head & 0xff, head >> 8 & 0xff, head >> 16 & 0xff, 0);
  };
  return concat(
    Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 7 << 3), // window of 128 KiB
    ...Array.from({ length: blocks }, (_, i) => block(i === blocks - 1)),
  );
}

Deno.test("decompress() counts zstd block by block", async () => {
  const bytes = zstdOfRuns(8000); // 32 KB that stand for 1000 MiB
  let most = 0;
  const { rss } = Deno.memoryUsage();
  const chunks = decompress(bytes, "zstd", {
    maxBytes: 1024 * 1024,
    subject: "stream",
  });
  const error = await assertRejects(async () => {
    for await (const chunk of chunks) most += chunk.length;
  }, VerificationError);
  assertEquals(error.code, "E_BOMB");
  assertEquals(most, 1024 * 1024);
  const grown = Deno.memoryUsage().rss - rss;
  assert(grown < 256 * 1024 * 1024, `${grown} bytes`);
});

Deno.test("decompress() bounds a zstd frame by its window, or without one by its size", async (t) => {
  const size = (bytes: number, value: bigint) => {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, value, true);
    return new Uint8Array(view.buffer, 0, bytes);
  };
  const most = 128n * 1024n * 1024n;
  const rows = [
    ["a window", 0, Uint8Array.of(17 << 3), undefined],
    ["an eighth more", 0, Uint8Array.of(17 << 3 | 1), "E_LIMIT"],
    ["at the bound", 0xa0, size(4, most), undefined],
    ["of 4 bytes", 0xa0, size(4, most + 1n), "E_LIMIT"],
    ["of 8 bytes", 0xe0, size(8, 2n ** 40n), "E_LIMIT"],
    ["behind a dictionary's id", 0xa3, size(8, 2n ** 62n), "E_LIMIT"],
  ] as const;
  for (const [title, descriptor, fields, code] of rows) {
    await t.step(title, async () => {
      const head = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, descriptor);
      const bytes = concat(head, fields, Uint8Array.of(1, 0, 0));
      if (code !== undefined) await assertRefused(code, bytes, "zstd");
      else assertEquals((await unpack(bytes, "zstd")).length, 0);
    });
  }
});

Deno.test("decompress() bounds the number of zstd frames", async () => {
  const empty = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 17 << 3, 1, 0, 0);
  const frames = (count: number) =>
    concat(...Array.from({ length: count }, () => empty));
  assertEquals((await unpack(frames(1000), "zstd")).length, 0);
  await assertRefused("E_LIMIT", frames(1001), "zstd");
});

Deno.test("decompress() passes over zstd frames without content", async () => {
  const frame = await compress(sample(1000), "zstd");
  const skipped = Uint8Array.of(0x5f, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3);
  const bytes = concat(skipped, frame, skipped, skipped, frame, skipped);
  const twice = concat(sample(1000), sample(1000));
  assertEquals(await unpack(bytes, "zstd"), twice);
  for (const cut of [1, 3, 4, skipped.length - 1]) {
    await assertRefused("E_FORMAT", bytes.slice(0, -cut), "zstd");
  }
});

Deno.test("decompress() refuses a zstd block of a kind that is none", async () => {
  const head = [0x28, 0xb5, 0x2f, 0xfd, 0, 17 << 3];
  await unpack(Uint8Array.of(...head, 1, 0, 0), "zstd");
  const found = await assertRefused(
    "E_FORMAT",
    Uint8Array.of(...head, 7, 0, 0),
    "zstd",
  );
  assertNotEquals(found, undefined);
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
