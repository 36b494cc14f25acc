// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertMatch } from "@std/assert";
import { collectNotes } from "../../lib/notes/collect.ts";
import { parseDkmsIndex } from "../../lib/notes/dkms_index.ts";
import { matchNotes } from "../../lib/notes/match.ts";
import { noData, readData } from "../fixtures/snapshot.ts";
import { skipNote } from "../fixtures/programs.ts";

const SKIPPED = noData();
const bytes = (text: string) => new TextEncoder().encode(text);
const PAGE = "Neuron Driver release [2.1]\n----\n\nDate: 1\n\n* A\n\n\n" +
  "Neuron Driver release [2.19.xx.0]\n---\nDate: xx\n" +
  "Neuron Driver release [2.1]\n----\nagain\n";

Deno.test("parseDkmsIndex() takes what is between headings", () => {
  assertEquals(parseDkmsIndex(PAGE), [
    { version: "2.1", text: "Date: 1\n\n* A" },
  ]);
  assertEquals(parseDkmsIndex("nothing here\n"), []);
  assertEquals(parseDkmsIndex("Neuron Driver release [1.0]"), [
    { version: "1.0", text: "" },
  ]);
});

Deno.test({
  name: `parseDkmsIndex() reads the vendor's real page${skipNote(SKIPPED)}`,
  ignore: SKIPPED !== undefined,
  fn: async () => {
    const page = await readData(
      "snapshots/2025-07-06/release-notes-runtime-aws-neuronx-dkms.rst",
    );
    const sections = parseDkmsIndex(new TextDecoder().decode(page));
    assertEquals(sections.length, 29);
    assertEquals(sections[0]?.version, "2.22.2.0");
    assertEquals(sections.at(-1)?.version, "2.1");
  },
});

Deno.test("matchNotes() matches exactly, and the first page wins", () => {
  const page = (source: string, ...versions: string[]) => ({
    source,
    sections: versions.map((version) => ({ version, text: source })),
  });
  const pages = [page("a", "2.1", "2.6.26.0"), page("b", "2.1", "2.6.33.0")];
  assertEquals(matchNotes("2.1", pages)?.source, "a");
  assertEquals(matchNotes("2.6.33.0", pages)?.source, "b");
  for (const version of ["2.1.5.0", "2", "2.6.3.0"]) {
    assertEquals(matchNotes(version, pages), undefined, version);
  }
});

Deno.test("collectNotes() warns of a source that fails and goes on", async (t) => {
  const sources = {
    archived: bytes(PAGE),
    archiveName: "old.rst",
    urls: ["https://notes.example/page.rst"],
    files: [],
  };
  const rows: [string, () => Promise<Uint8Array<ArrayBuffer>>, RegExp][] = [
    ["404", () => Promise.reject(new Error("status 404")), /page\.rst.*404/],
    [
      "not UTF-8",
      () => Promise.resolve(new Uint8Array([0xff, 0xfe, 0])),
      /page\.rst left out/,
    ],
    [
      "no version in it",
      () => Promise.resolve(bytes("<html>Moved</html>")),
      /names no version/,
    ],
    [
      "50 MB",
      () => Promise.resolve(new Uint8Array(50_000_000).fill(0x41)),
      /more than 8388608 bytes/,
    ],
  ];
  for (const [title, read, warning] of rows) {
    await t.step(title, async () => {
      const access = { download: read, readFile: read };
      const collected = await collectNotes(access, sources);
      assertEquals(collected.pages.map(({ source }) => source), ["old.rst"]);
      assertEquals(collected.toArchive, undefined);
      assertEquals(collected.warnings.length, 1);
      assertMatch(collected.warnings[0] ?? "", warning);
    });
  }
  await t.step("a good page comes before the archived one", async () => {
    const read = () => Promise.resolve(bytes(PAGE));
    const access = { download: read, readFile: read };
    const collected = await collectNotes(access, sources);
    assertEquals(collected.pages.length, 1);
    assertEquals(collected.toArchive, bytes(PAGE));
    assertEquals(collected.warnings, []);
  });
});
