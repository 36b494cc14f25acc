// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Bytes that come in pieces. The runtime reads each piece into 64 KiB, so that
// keeping pieces of a single byte would need 65,536 times the memory. Here all
// pieces are cut from one block, which is written over: one that is kept changes.

import { assertEquals } from "@std/assert";
import { Joiner } from "../lib/concat.ts";
import { readAll } from "../lib/git/streams.ts";
import { createDownload } from "../lib/http.ts";

const EXPECTED = Uint8Array.from({ length: 1_000 }, (_, i) => i % 251);

/** Gives the expected bytes, one by one, all in the same block. */
function singleBytes(): ReadableStream<Uint8Array<ArrayBuffer>> {
  const block = new Uint8Array(65_536);
  let i = 0;
  return new ReadableStream({
    pull(controller) {
      const byte = EXPECTED[i++];
      if (byte === undefined) return controller.close();
      block[0] = byte;
      controller.enqueue(block.subarray(0, 1));
    },
  }, { highWaterMark: 0 });
}

Deno.test("no piece of what is read from outside is kept", async (t) => {
  const download = createDownload({
    transport: () => Promise.resolve(new Response(singleBytes())),
  });
  const rows: Readonly<Record<string, () => Promise<unknown>>> = {
    "a download": () => download("https://a.example/", { maxBytes: 5_000 }),
    "a download of known size": () =>
      download("https://a.example/", { maxBytes: 5_000, size: 1_000 }),
    "what git prints": () => readAll(singleBytes(), 5_000),
    "what git prints, up to the bound": () => readAll(singleBytes(), 1_000),
  };
  for (const [name, read] of Object.entries(rows)) {
    await t.step(name, async () => assertEquals(await read(), EXPECTED));
  }
  await t.step("what git prints, beyond the bound", async () => {
    assertEquals(await readAll(singleBytes(), 999), undefined);
  });
});

Deno.test("Joiner makes no block that is larger than its limit", () => {
  for (const limit of [0, 1, 5, 6, 1_000]) {
    const joiner = new Joiner(limit);
    const whole = EXPECTED.subarray(0, limit);
    for (let at = 0; at < limit; at += 5) {
      joiner.add(whole.subarray(at, Math.min(at + 5, limit)));
    }
    assertEquals(joiner.length, limit);
    assertEquals(joiner.join(), whole);
    assertEquals(joiner.join().buffer.byteLength, limit);
  }
});
