// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import {
  type Ambiguity,
  matchNotes,
  nearVersions,
} from "../../lib/notes/match.ts";
import {
  isNotesVersion,
  type NotesPage,
  parseNotesDate,
  releaseDateIn,
} from "../../lib/notes/page.ts";
import type { NotesFormat } from "../../lib/profile.ts";

const page = (format: NotesFormat, ...versions: string[]): NotesPage => ({
  source: format,
  format,
  sections: versions.map((version) => ({
    spelled: version.replace("!", ""),
    rst: version.endsWith("!") ? "" : `* ${version}`,
  })),
});

const OLD = page("dkms-index", "2.22.2.0", "2.6.26.0", "2.1");
const NEW = page("components", "2.30.2", "2.29", "2.22.2.0", "2.26.5.0");
const PREV = page("per-release", "2.24.13.0", "2.24.7.0", "2.29.0.0");

const KNOWN = ["2.1.5.0", "2.10.11.0", "2.6.33.0", "2.22.2.0", "2.24.7.0"]
  .concat("2.29.0.0", "2.30.2.0", "2.26.5.0");

/** Version, the match for a message, the match for a reader. */
const ROWS: readonly (readonly [string, string, string])[] = [
  ["2.22.2.0", "dkms-index exact", "dkms-index exact"],
  ["2.26.5.0", "components exact", "components exact"],
  ["2.24.7.0", "per-release exact", "per-release exact"],
  ["2.30.2.0", "components prefix", "components prefix"],
  // Exact in a page of less trust comes before a prefix in one of more.
  ["2.29.0.0", "per-release exact", "per-release exact"],
  // As the predecessor's messages.
  ["2.1.5.0", "none", "dkms-index prefix"],
  // Never by nearness, and a prefix ends at a dot.
  ["2.6.33.0", "none", "none"],
  ["2.10.11.0", "none", "none"],
  ["2.24.13", "none", "none"],
  // As the page spells it.
  ["2.29", "components exact", "components exact"],
  // A package that is not known.
  ["2.30.2.1", "none", "none"],
  ["2.1.6.0", "none", "none"],
];

Deno.test("matchNotes()", async (t) => {
  const pages = [PREV, NEW, OLD]; // the formats' order counts, not this one
  const found = (version: string, purpose: "message" | "reading") => {
    const notes = matchNotes(version, pages, { known: KNOWN, purpose });
    return notes === undefined ? "none" : `${notes.source} ${notes.rule}`;
  };
  for (const [version, message, reading] of ROWS) {
    await t.step(version, () => {
      assertEquals(found(version, "message"), message);
      assertEquals(found(version, "reading"), reading);
    });
  }
});

Deno.test("matchNotes() takes none where two could be meant, and says so", () => {
  const known = ["2.29.0.0", "2.29.1.0"];
  const reported: Ambiguity[] = [];
  const options = {
    known,
    purpose: "message",
    onAmbiguous: (ambiguity: Ambiguity) => reported.push(ambiguity),
  } as const;
  for (const version of known) {
    assertEquals(matchNotes(version, [NEW], options), undefined);
  }
  const ambiguity = { source: "components", spelled: "2.29", versions: known };
  assertEquals(reported, [ambiguity, ambiguity]);
});

Deno.test("matchNotes() leaves a spelling to the package that has it", () => {
  const options = { known: ["2.29", "2.29.0.0"], purpose: "message" } as const;
  assertEquals(matchNotes("2.29", [NEW], options)?.rule, "exact");
  assertEquals(matchNotes("2.29.0.0", [NEW], options), undefined);
});

Deno.test("matchNotes() passes over sections that say nothing", () => {
  const pages = [
    page("dkms-index", "2.29.0.0!"),
    page("components", "2.29!", "2.29.0"),
  ];
  const options = { known: ["2.29.0.0"], purpose: "message" } as const;
  const found = matchNotes("2.29.0.0", pages, options);
  assertEquals([found?.rule, found?.rst], ["prefix", "* 2.29.0"]);
});

Deno.test("matchNotes() keeps the order of pages of one format", () => {
  const pages = ["a", "b"].map((source) => ({ ...NEW, source }));
  const options = { known: ["2.29.0.0"], purpose: "message" } as const;
  assertEquals(matchNotes("2.29.0.0", pages, options)?.source, "a");
});

Deno.test("nearVersions() names those of the same series", () => {
  const near = (version: string) => nearVersions(version, [NEW, PREV, OLD]);
  assertEquals(near("2.6.33.0"), ["2.6.26.0"]);
  assertEquals(near("2.24.1.0"), ["2.24.13.0", "2.24.7.0"]);
  assertEquals(near("9.9.9.9"), []);
});

Deno.test("isNotesVersion() refuses placeholders", () => {
  const rows = [
    ["2.22.2.0", true],
    ["2", true],
    ["2.19.xx.0", false],
    ["", false],
    ["2..1", false],
    ["v2.1", false],
    ["1".repeat(65), false],
  ] as const;
  for (const [text, is] of rows) assertEquals(isNotesVersion(text), is, text);
});

Deno.test("parseNotesDate() reads the pages' dates", () => {
  const rows = [
    ["08/17/2026", "2026-08-17"],
    ["6/4/2025 ", "2025-06-04"],
    ["September 18, 2025", "2025-09-18"],
    ["xx/xx/2025", undefined],
    ["02/30/2025", undefined],
    ["13/01/2025", undefined],
    ["Brumaire 18, 2025", undefined],
    ["August 32, 2026", undefined],
    ["00/17/2026", undefined],
    ["08/00/2026", undefined],
    ["12/99/2025", undefined],
    ["on 08/17/2026", undefined],
    ["08/17/20260", undefined],
    ["on August 17, 2026", undefined],
    ["August 17, 2026, at noon", undefined],
    ["", undefined],
  ] as const;
  for (const [text, date] of rows) assertEquals(parseNotesDate(text), date);
});

Deno.test("releaseDateIn() takes a line that says nothing else", () => {
  const rows = [
    ["Date of release: 08/17/2026", "08/17/2026"],
    ["  **Date of release**: August 17, 2026 ", "August 17, 2026"],
    ["**date of release:** x", "x"],
    ["* See Date of release: x", undefined],
    ["Date of release:", undefined],
  ] as const;
  for (const [line, date] of rows) assertEquals(releaseDateIn(line), date);
});
