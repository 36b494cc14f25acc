// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Frames and blocks of zstd, of which a package may have any number.

import {
  assert,
  assertEquals,
  assertNotEquals,
  assertRejects,
} from "@std/assert";
import { VerificationError } from "../../lib/errors.ts";
import { decompress } from "../../lib/rpm/compression.ts";
import { type Bytes, concat } from "../fixtures/bytes.ts";
import { compress } from "../fixtures/compression.ts";
import { assertRefused, sample, unpack } from "./unpacking.ts";

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
