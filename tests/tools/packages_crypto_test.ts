// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects } from "@std/assert";
import { crypto } from "@std/crypto";
import { encodeHex } from "@std/encoding/hex";

const abc = new TextEncoder().encode("abc");

/** Digests of "abc": RFC 1321, FIPS 180-4 and FIPS 202 examples. */
const VECTORS = [
  ["MD5", "900150983cd24fb0d6963f7d28e17f72"],
  ["SHA-1", "a9993e364706816aba3e25717850c26c9cd0d89d"],
  ["SHA-224", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"],
  [
    "SHA-256",
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  ],
  [
    "SHA-384",
    "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163" +
    "1a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
  ],
  [
    "SHA-512",
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a" +
    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
  ],
  [
    "SHA3-256",
    "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532",
  ],
] as const;

async function* chunks() {
  yield abc.subarray(0, 1);
  yield new Uint8Array();
  yield abc.subarray(1);
}

Deno.test("crypto.subtle.digest() of known vectors", async (t) => {
  for (const [algorithm, expected] of VECTORS) {
    await t.step(algorithm, async () => {
      const { digest, digestSync } = crypto.subtle;
      const at = new Uint8Array([0, ...abc, 0]).subarray(1, 4);
      assertEquals(encodeHex(await digest(algorithm, abc)), expected);
      assertEquals(encodeHex(await digest(algorithm, at)), expected);
      assertEquals(encodeHex(await digest(algorithm, abc.buffer)), expected);
      assertEquals(encodeHex(await digest(algorithm, chunks())), expected);
      const stream = ReadableStream.from(chunks());
      assertEquals(encodeHex(await digest(algorithm, stream)), expected);
      const parts = [abc.subarray(0, 2), abc.subarray(2)];
      assertEquals(encodeHex(await digest(algorithm, parts)), expected);
      assertEquals(encodeHex(digestSync(algorithm, abc)), expected);
      assertEquals(encodeHex(digestSync(algorithm, parts)), expected);
    });
  }
});

Deno.test("crypto.subtle.digest() rejects with the error of its source", async () => {
  async function* broken() {
    yield abc;
    throw new RangeError("broken");
  }
  await assertRejects(() => crypto.subtle.digest("MD5", broken()), RangeError);
});
