// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { findRegressions, toBaseline } from "../../bench/baseline.ts";
import type { Row } from "../../bench/row.ts";
import { formatReport, placeReport, type Report } from "../../bench/table.ts";

const ROWS: readonly Row[] = [
  {
    key: "verify/script",
    job: "verify",
    against: "rpm2cpio | cpio",
    kind: "ratio",
    ours: 150,
    theirs: 100,
    value: 1.5,
    goal: 1,
  },
  {
    key: "everyday/check",
    job: "check",
    against: "nothing",
    kind: "difference",
    ours: 70,
    theirs: 20,
    value: 51,
    goal: 60,
  },
  {
    key: "network/check",
    job: "check",
    against: "requests",
    kind: "round-trips",
    ours: 2,
    value: 2,
    goal: 2,
  },
  {
    key: "verify/memory",
    job: "verify",
    against: "peak of memory",
    kind: "memory",
    ours: 140e6,
    value: 140e6,
  },
  {
    key: "nothing-new/curl",
    job: "nothing new",
    against: "curl",
    skipped: "curl not installed",
  },
];

const REPORT: Report = {
  date: "2026-11-21",
  machine: { hardware: "2 × CPU", system: "linux", programs: ["git 2.39"] },
  program: "compiled",
  vendor: "generated packages",
  rounds: 5,
  short: true,
  rows: ROWS,
};

Deno.test("formatReport() shows goals, what was missed, and what was not measured", () => {
  const text = formatReport(REPORT);
  assertStringIncludes(text, "- medians of 5 rounds, short form\n");
  assertStringIncludes(text, "| 150 ms | 100 ms | 1.50   | ≤ 1.00   | missed");
  assertStringIncludes(text, "| 70 ms  | 20 ms  | +51 ms | ≤ +60 ms | met");
  assertStringIncludes(text, "| 2      |        |        | ≤ 2      | met");
  assertStringIncludes(text, "| 140 MB |");
  assertStringIncludes(text, "| not measured: curl not installed |");
});

Deno.test("formatReport() gives each row as many cells as the head", () => {
  const lines = formatReport(REPORT).split("\n").filter((line) =>
    line.startsWith("|")
  );
  const counts = lines.map((line) => line.split(/(?<!\\)\|/).length);
  assertEquals(counts, lines.map(() => 9));
  assertStringIncludes(lines[2] ?? "", "rpm2cpio \\| cpio");
});

Deno.test("placeReport() replaces the table and nothing else", async () => {
  const path = new URL("../../docs/performance.md", import.meta.url);
  const page = await Deno.readTextFile(path);
  const once = placeReport(page, REPORT);
  assertStringIncludes(once, formatReport(REPORT));
  assertEquals(placeReport(once, REPORT), once);
  const [before] = page.split("<!-- deno-fmt-ignore-start");
  const after = page.split("deno-fmt-ignore-end -->")[1];
  assertEquals(once.startsWith(before ?? "?"), true);
  assertEquals(once.endsWith(after ?? "?"), true);
  assertThrows(() => placeReport("nothing", REPORT), Error, "no place");
});

Deno.test("findRegressions() names what is more than twice the record", () => {
  assertEquals(findRegressions(ROWS, { "verify/script": 0.75 }), []);
  assertEquals(findRegressions(ROWS, { "verify/script": 0.7 }), [
    "verify/script is 1.5, recorded: 0.7",
  ]);
});

Deno.test("findRegressions() leaves bytes and milliseconds alone", () => {
  const recorded = { "verify/memory": 1, "everyday/check": 1 };
  assertEquals(findRegressions(ROWS, recorded), []);
});

Deno.test("findRegressions() ignores what was not recorded or not measured", () => {
  assertEquals(findRegressions(ROWS, { "nothing-new/curl": 1, "old": 1 }), []);
});

Deno.test("toBaseline() records ratios, by key", () => {
  assertEquals(toBaseline(ROWS), { "verify/script": 1.5 });
});
