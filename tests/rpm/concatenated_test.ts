// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Several streams, one after the other (J11): read in metadata, refused in a
// payload, and within the same bounds as one.

import { assertEquals, assertRejects } from "@std/assert";
import { VerificationError } from "../../lib/errors.ts";
import { type Compression, decompress } from "../../lib/rpm/compression.ts";
import { type Bytes, concat, flip, utf8 } from "../fixtures/bytes.ts";
import { compress } from "../fixtures/compression.ts";
import { needs } from "../fixtures/programs.ts";

const PARTS = [
  utf8("first\n".repeat(50_000)),
  utf8(""),
  crypto.getRandomValues(new Uint8Array(60_000)),
  utf8("last\n"),
];

async function unpack(
  bytes: Bytes,
  compression: Compression,
  { concatenated = true, maxBytes = 1e7 } = {},
): Promise<Bytes> {
  const options = { maxBytes, subject: "stream", concatenated };
  return concat(
    ...await Array.fromAsync(decompress(bytes, compression, options)),
  );
}

async function assertRefused(
  code: string,
  bytes: Bytes,
  compression: Compression,
  options = {},
): Promise<void> {
  const error = await assertRejects(
    () => unpack(bytes, compression, options),
    VerificationError,
  );
  assertEquals(error.code, code, error.message);
}

for (const compression of ["gzip", "xz", "bzip2"] as const) {
  const tools = needs(...(compression === "bzip2" ? ["bzip2"] as const : []));
  Deno.test({
    ...tools.for(`decompress() reads several streams of ${compression}`),
    fn: async (t) => {
      const streams = await Promise.all(
        PARTS.map((part) => compress(part, compression)),
      );
      const all = concat(...streams);
      const size = concat(...PARTS).length;
      await t.step("in metadata", async () => {
        assertEquals(await unpack(all, compression), concat(...PARTS));
        for (const stream of streams) {
          await unpack(stream, compression);
        }
      });
      await t.step("no byte more than allowed", async () => {
        assertEquals(
          (await unpack(all, compression, { maxBytes: size })).length,
          size,
        );
        await assertRefused("E_BOMB", all, compression, { maxBytes: size - 1 });
      });
      await t.step("and nothing else after them", async () => {
        for (
          const junk of [
            "x",
            "BZh9",
            "\x1f\x8b",
            "PK\x03\x04",
            "\0\0\0x",
            "\0\0x",
          ]
        ) {
          await assertRefused("E_FORMAT", concat(all, utf8(junk)), compression);
        }
      });
      await t.step("none that is cut or broken", async () => {
        const [first = all, , noise = all] = streams;
        await assertRefused("E_FORMAT", all.slice(0, -3), compression);
        await assertRefused(
          "E_FORMAT",
          concat(first.slice(0, -3), noise),
          compression,
        );
        await assertRefused(
          "E_FORMAT",
          concat(first, flip(noise, noise.length >> 1)),
          compression,
        );
        await assertRefused("E_FORMAT", utf8(""), compression);
      });
      await t.step("not in a payload", async () => {
        await assertRefused("E_FORMAT", all, compression, {
          concatenated: false,
        });
      });
    },
  });
}

Deno.test("decompress() knows the padding of .xz files", async () => {
  const [first, last] = await Promise.all(
    ["first", "last"].map((text) => compress(utf8(text), "xz")),
  );
  if (first === undefined || last === undefined) throw new Error("no streams");
  const zeros = (count: number) => new Uint8Array(count);
  const padded = concat(first, zeros(8), last, zeros(4));
  assertEquals(await unpack(padded, "xz"), utf8("firstlast"));
  for (const count of [1, 2, 3, 5]) {
    await assertRefused("E_FORMAT", concat(first, zeros(count), last), "xz");
  }
});

Deno.test("decompress() finds the end of .xz streams of each check", async () => {
  const checks = ["none", "crc32", "crc64", "sha256"] as const;
  const streams = await Promise.all(
    checks.map((xzCheck) => compress(utf8(xzCheck), "xz", { xzCheck })),
  );
  const found = await unpack(concat(...streams, ...streams), "xz");
  assertEquals(found, utf8(checks.join("").repeat(2)));
});

Deno.test("decompress() bounds the number of streams", async () => {
  const empty = await compress(utf8(""), "xz");
  const many = concat(...Array.from({ length: 4097 }, () => empty));
  await assertRefused("E_LIMIT", many, "xz");
  const most = many.subarray(empty.length);
  assertEquals((await unpack(most, "xz")).length, 0);
});
