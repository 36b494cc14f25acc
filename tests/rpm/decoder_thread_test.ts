// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What a thread decompresses is what the caller's own thread would, byte for
// byte and error for error.

import { assert, assertEquals, assertRejects } from "@std/assert";
import { VerificationError } from "../../lib/errors.ts";
import { decompress } from "../../lib/rpm/compression.ts";
import {
  DecoderThread,
  type Decompress,
} from "../../lib/rpm/decoder_thread.ts";
import { concat, flip } from "../fixtures/bytes.ts";
import { compress, type Compression } from "../fixtures/compression.ts";
import { missing, skipNote } from "../fixtures/programs.ts";

/** Enough to make a thread start. */
const MUCH = 2 ** 30;
/** More than comes out ahead of its use. */
const LONG = 9_000_001;

const CONTENT = Uint8Array.from({ length: LONG }, (_, i) => i >> 8 ^ i * 7);

async function startThread(): Promise<DecoderThread> {
  const thread = new DecoderThread();
  thread.expect(MUCH);
  for (let i = 0; i < 2000 && !thread.isReady; i++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert(thread.isReady, "no thread has started");
  return thread;
}

async function unpack(
  by: Decompress,
  bytes: Uint8Array<ArrayBuffer>,
  compression: Compression,
  maxBytes: number = LONG,
): Promise<Uint8Array<ArrayBuffer>> {
  const options = { subject: "stream", maxBytes };
  return concat(...await Array.fromAsync(by(bytes, compression, options)));
}

/** What an error says, however it came here. */
function said({ code, message, problem, expected, found }: VerificationError) {
  return { code, message, problem, expected, found };
}

const noBzip2 = missing(["bzip2"]);

for (
  const compression of ["xz", "lzma", "zstd", "bzip2", "gzip", "none"] as const
) {
  const reason = compression === "bzip2" ? noBzip2 : undefined;
  Deno.test({
    name: `a thread decompresses ${compression}${skipNote(reason)}`,
    ignore: reason !== undefined,
    fn: async () => {
      using thread = await startThread();
      const bytes = await compress(CONTENT, compression);
      const own = bytes.slice();
      const outputs = await Promise.all([
        unpack(thread.decompress, bytes, compression),
        unpack(thread.decompress, bytes, compression),
      ]);
      for (const output of outputs) assertEquals(output, CONTENT);
      assertEquals(bytes, own); // the input is still the caller's
    },
  });
}

Deno.test("a thread keeps to the size that a .lzma names", async (t) => {
  using thread = await startThread();
  const bytes = await compress(CONTENT, "lzma");
  for (const size of [LONG, 300_000, 1]) {
    await t.step(`${size} bytes`, async () => {
      const sized = bytes.slice();
      new DataView(sized.buffer).setBigUint64(5, BigInt(size), true);
      const output = await unpack(thread.decompress, sized, "lzma");
      assertEquals(output, CONTENT.slice(0, size));
      assertEquals(output, await unpack(decompress, sized, "lzma"));
    });
  }
});

Deno.test("a thread refuses what the caller's own thread refuses", async (t) => {
  using thread = await startThread();
  const small = CONTENT.slice(0, 100_000);
  for (const compression of ["xz", "lzma", "zstd"] as const) {
    const good = await compress(small, compression);
    const inputs = {
      cut: good.slice(0, -20),
      changed: flip(good, good.length >> 1),
      empty: new Uint8Array(),
      "too long": await compress(CONTENT.slice(0, 200_000), compression),
    };
    for (const [name, input] of Object.entries(inputs)) {
      await t.step(`${compression}, ${name}`, async () => {
        const run = async (by: Decompress) => {
          try {
            return await unpack(by, input, compression, small.length);
          } catch (error) {
            assert(error instanceof VerificationError, String(error));
            return said(error);
          }
        };
        assertEquals(await run(thread.decompress), await run(decompress));
      });
    }
  }
  assertEquals(
    await unpack(thread.decompress, await compress(small, "xz"), "xz"),
    small,
  );
});

Deno.test("a thread can be left in the middle, and goes on with others", async () => {
  using thread = await startThread();
  const bytes = await compress(CONTENT, "zstd");
  const options = { subject: "stream", maxBytes: LONG };
  const idle = thread.decompress(bytes, "zstd", options);
  assertEquals((await idle.next()).done, false); // and nobody asks for more
  for await (const _ of thread.decompress(bytes, "zstd", options)) break;
  assertEquals(await unpack(thread.decompress, bytes, "zstd"), CONTENT);
  const rest = concat(...await Array.fromAsync(idle));
  assertEquals(rest, CONTENT.slice(-rest.length));
});

Deno.test("a thread that ends, ends what it was asked for", async () => {
  const thread = await startThread();
  const bytes = await compress(CONTENT, "zstd");
  const options = { subject: "stream", maxBytes: LONG };
  const running = thread.decompress(bytes, "zstd", options);
  assertEquals((await running.next()).done, false);
  const waiting = thread.decompress(bytes, "zstd", options).next();
  thread[Symbol.dispose]();
  await assertRejects(() => waiting, Error, "has ended");
  await assertRejects(() => Array.fromAsync(running), Error, "has ended");
  assertEquals(thread.isReady, false);
  assertEquals(await unpack(thread.decompress, bytes, "zstd"), CONTENT);
});

Deno.test({
  name:
    "a thread that may not read what it needs leaves it to the caller's own",
  permissions: { read: [new URL("../../lib", import.meta.url)] },
  fn: async () => {
    const small = CONTENT.slice(0, 1000);
    using thread = await startThread();
    const xz = await compress(small, "xz");
    // Its WebAssembly lies elsewhere; this thread may have loaded it before.
    const outcome = await unpack(thread.decompress, xz, "xz")
      .catch((error) => error);
    if (!(outcome instanceof Deno.errors.NotCapable)) {
      assertEquals(outcome, small);
    }
    assertEquals(thread.isReady, false);
    const zstd = await compress(small, "zstd");
    assertEquals(await unpack(thread.decompress, zstd, "zstd"), small);
  },
});

Deno.test({
  name: "no thread starts that would have to ask for a permission",
  permissions: { read: false },
  fn: async () => {
    using thread = new DecoderThread();
    thread.expect(MUCH);
    await new Promise((resolve) => setTimeout(resolve, 200));
    assertEquals(thread.isReady, false);
    const bytes = await compress(CONTENT, "zstd");
    assertEquals(await unpack(thread.decompress, bytes, "zstd"), CONTENT);
  },
});

Deno.test("no thread starts for little work, nor for one large input", async () => {
  using thread = new DecoderThread();
  thread.expect(1000);
  const bytes = await compress(CONTENT.slice(0, 1000), "zstd");
  assertEquals((await unpack(thread.decompress, bytes, "zstd")).length, 1000);
  await new Promise((resolve) => setTimeout(resolve, 200));
  assertEquals(thread.isReady, false);
});
