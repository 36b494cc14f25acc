// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertLess, assertThrows } from "@std/assert";
import { VerificationError } from "../../lib/errors.ts";
import { Header } from "../../lib/rpm/header.ts";
import { readHeaderSize } from "../../lib/rpm/header_size.ts";
import { splitSections } from "../../lib/rpm/sections.ts";
import { utf8 } from "../fixtures/bytes.ts";
import {
  binary,
  buildHeader,
  type HeaderOptions,
  i18n,
  type IndexEntry,
  int16,
  int32,
  int64,
  string,
  strings,
  TYPE,
} from "../fixtures/header_builder.ts";
import { buildRpm } from "../fixtures/rpm_builder.ts";

const REGION = 63;

function header(...entries: IndexEntry[]): Header {
  const bytes = buildHeader(entries, { regionTag: REGION });
  return new Header(bytes, "main", "h");
}

function assertCode(code: string, act: () => unknown): void {
  const error = assertThrows(act, VerificationError);
  assertEquals(error.code, code, error.message);
  assertEquals(error.subject, "h");
}

Deno.test("Header reads every type", () => {
  const h = header(
    string(1000, "näme"),
    i18n(1004, "summary"),
    int16(1030, 1, 0xffff),
    int32(1006, 0xffffffff),
    int64(5008, 2n ** 53n - 1n),
    binary(1012, Uint8Array.of(1, 2)),
    strings(1117, "a", "", "c"),
    { tag: 1037, type: TYPE.INT8, count: 2, data: Uint8Array.of(7, 255) },
  );
  assertEquals(h.string(1000), "näme");
  assertEquals(h.string(1004), "summary");
  assertEquals(h.integers(1030), [1, 0xffff]);
  assertEquals(h.integer(1006), 0xffffffff);
  assertEquals(h.integer(5008), 2 ** 53 - 1);
  assertEquals(h.binary(1012), Uint8Array.of(1, 2));
  assertEquals(h.strings(1117), ["a", "", "c"]);
  assertEquals(h.integers(1037), [7, 255]);
  assertEquals(h.has(1000), true);
  assertEquals([...h.entries()].length, 8);
});

Deno.test("Header has nothing where a tag is absent", () => {
  const h = header(string(1000, "n"));
  assertEquals(h.has(1001), false);
  assertEquals(h.string(1001), undefined);
  assertEquals(h.strings(1001), undefined);
  assertEquals(h.integer(1001), undefined);
  assertEquals(h.integers(1001), undefined);
  assertEquals(h.binary(1001), undefined);
});

Deno.test("Header refuses a value of another type or count", () => {
  const h = header(
    string(1000, "n"),
    int32(1006, 1, 2),
    int64(5008, 2n ** 53n),
    strings(1117, "a", "b"),
  );
  assertCode("E_FORMAT", () => h.integer(1000));
  assertCode("E_FORMAT", () => h.binary(1000));
  assertCode("E_FORMAT", () => h.string(1006));
  assertCode("E_FORMAT", () => h.integer(1006));
  assertCode("E_FORMAT", () => h.integers(5008));
  assertCode("E_FORMAT", () => h.string(1117));
});

Deno.test("Header turns what is not UTF-8 into U+FFFD, and keeps the bytes", () => {
  const h = header(strings(1117, Uint8Array.of(0x61, 0xff)));
  assertEquals(h.strings(1117), ["a\ufffd"]);
  const raw = h.decodedStrings(1117, (bytes) => bytes);
  assertEquals(raw, [Uint8Array.of(0x61, 0xff)]);
});

Deno.test("Header refuses bytes after it", () => {
  const bytes = buildHeader([string(1000, "n")], { regionTag: REGION });
  const more = new Uint8Array(bytes.length + 1);
  more.set(bytes);
  assertCode("E_FORMAT", () => new Header(more, "main", "h"));
});

Deno.test("Header survives a byte changed anywhere", () => {
  const good = buildHeader(
    [string(1000, "n"), int32(1006, 1, 2, 3), strings(1117, "a", "b")],
    { regionTag: REGION },
  );
  for (let at = 0; at < good.length; at++) {
    for (const value of [0, 1, 0x7f, 0x80, 0xff]) {
      const bent = good.slice();
      bent[at] = value;
      try {
        const h = new Header(bent, "main", "h");
        for (const { tag, type } of h.entries()) {
          if (type === TYPE.INT32) h.integers(tag);
          if (type === TYPE.STRING_ARRAY) h.strings(tag);
        }
      } catch (error) {
        if (!(error instanceof VerificationError)) throw error;
      }
    }
  }
});

Deno.test("readHeaderSize() counts magic, index and data", () => {
  const bytes = buildHeader([string(1000, "n")], { regionTag: REGION });
  assertEquals(readHeaderSize(bytes, "main", "h"), {
    entries: 2,
    data: 18,
    total: bytes.length,
  });
});

/** Claims of rows B5 to B9 and their like, in files of a few kilobytes. */
const CLAIMS: readonly (readonly [string, HeaderOptions])[] = [
  ["2^31 - 1 entries", { indexCount: 0x7fffffff }],
  ["2^32 - 1 entries", { indexCount: 0xffffffff }],
  ["2^32 - 1 bytes", { dataSize: 0xffffffff }],
  ["all there may be of both", { indexCount: 32, dataSize: 64 * 1024 * 1024 }],
  ["2^28 bytes", { dataSize: 2 ** 28 - 1 }],
];

Deno.test("splitSections() allocates nothing by what a header claims", async (t) => {
  for (const [title, claim] of CLAIMS) {
    for (const which of ["signatureHeaderOptions", "headerOptions"] as const) {
      await t.step(`${which}: ${title}`, async () => {
        const bytes = await buildRpm({ [which]: claim });
        const before = Deno.memoryUsage();
        const error = assertThrows(
          () => splitSections(bytes, "h"),
          VerificationError,
        );
        const used = Deno.memoryUsage();
        assertEquals(["E_FORMAT", "E_LIMIT"].includes(error.code), true);
        assertLess(used.external - before.external, 1024 * 1024);
        assertLess(used.heapTotal - before.heapTotal, 8 * 1024 * 1024);
      });
    }
  }
});

Deno.test("Header allocates nothing by what an entry claims", async (t) => {
  const entries: readonly (readonly [string, Partial<IndexEntry>])[] = [
    ["2^32 - 1 numbers", { count: 0xffffffff }],
    ["2^30 numbers", { count: 2 ** 30 }],
    ["1,048,576 numbers", { count: 1_048_576 }],
    ["2^31 - 1 texts", { type: TYPE.STRING_ARRAY, count: 0x7fffffff }],
    ["2^31 - 1 bytes", { type: TYPE.BIN, count: 0x7fffffff }],
  ];
  for (const [title, claim] of entries) {
    await t.step(title, () => {
      const entry = { ...int32(1006, 1), ...claim };
      const before = Deno.memoryUsage().external;
      assertCode("E_FORMAT", () => header(entry));
      assertLess(Deno.memoryUsage().external - before, 1024 * 1024);
    });
  }
});

Deno.test("splitSections() returns where the main header is", async () => {
  const bytes = await buildRpm();
  const { headerRange, header, payload, headerAndPayload } = splitSections(
    bytes,
    "h",
  );
  assertEquals(headerRange.start % 8, 0);
  assertEquals(header.length, headerRange.end - headerRange.start);
  assertEquals(payload.length, bytes.length - headerRange.end);
  assertEquals(headerAndPayload.length, header.length + payload.length);
  assertCode("E_FORMAT", () => splitSections(utf8("short"), "h"));
});
