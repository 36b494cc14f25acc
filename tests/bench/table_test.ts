// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertStringIncludes } from "@std/assert";
import { findRegressions, toBaseline } from "../../bench/baseline.ts";
import type { Row } from "../../bench/row.ts";
import { formatReport } from "../../bench/table.ts";

const ROWS: readonly Row[] = [
  {
    key: "verify/rpmkeys",
    job: "verify",
    against: "rpmkeys",
    kind: "ratio",
    ours: 150,
    theirs: 100,
    value: 1.5,
    goal: 1,
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

Deno.test("formatReport() shows goals, what was missed, and what was skipped", () => {
  const text = formatReport({
    date: "2026-11-21",
    machine: { hardware: "2 × CPU", system: "linux", programs: ["git 2.39"] },
    program: "compiled",
    vendor: "generated packages",
    rounds: 5,
    short: true,
    rows: ROWS,
  });
  assertStringIncludes(text, "Medians of 5 rounds, short form\n");
  assertStringIncludes(text, "| 150 ms | 100 ms | 1.50  | ≤ 1.00 | missed");
  assertStringIncludes(text, "| 140 MB |");
  assertStringIncludes(text, "| skipped: curl not installed |");
});

Deno.test("findRegressions() tells what is more than twice the record", () => {
  assertEquals(findRegressions(ROWS, { "verify/rpmkeys": 0.75 }), []);
  assertEquals(findRegressions(ROWS, { "verify/rpmkeys": 0.7 }), [
    "verify/rpmkeys is 1.5, recorded: 0.7",
  ]);
});

Deno.test("findRegressions() leaves bytes and milliseconds alone", () => {
  assertEquals(findRegressions(ROWS, { "verify/memory": 1 }), []);
});

Deno.test("findRegressions() passes over what was not recorded or not measured", () => {
  assertEquals(findRegressions(ROWS, { "nothing-new/curl": 1, "old": 1 }), []);
});

Deno.test("toBaseline() records what was measured, by key", () => {
  assertEquals(toBaseline(ROWS), {
    "verify/memory": 140_000_000,
    "verify/rpmkeys": 1.5,
  });
});
