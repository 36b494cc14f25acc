// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import {
  compareEvr,
  compareVersions,
  formatEvr,
} from "../../lib/rpm/version.ts";
import { needs, runProgram } from "../fixtures/programs.ts";

/** Pairs and how rpm orders them, in words of our own after its test suite. */
const ROWS: readonly (readonly [string, "<" | "=" | ">", string])[] = [
  ["", "=", ""],
  ["1.0", "=", "1.0"],
  ["1.0", "<", "2.0"],
  ["2.0", ">", "1.0"],
  ["2.0.1", "=", "2.0.1"],
  ["2.0", "<", "2.0.1"],
  ["2.0.1", "<", "2.0.1a"],
  ["5.5p1", "<", "5.5p2"],
  ["5.5p1", "<", "5.5p10"],
  ["10xyz", "<", "10.1xyz"],
  ["xyz10", "<", "xyz10.1"],
  ["xyz.4", "=", "xyz.4"],
  ["xyz.4", "<", "8"],
  ["xyz.4", "<", "2"],
  ["5.5p2", "<", "5.6p1"],
  ["5.6p1", "<", "6.5p1"],
  ["6.0.rc1", ">", "6.0"],
  ["10b2", ">", "10a1"],
  ["10a2", "<", "10b2"],
  ["1.0aa", "=", "1.0aa"],
  ["1.0a", "<", "1.0aa"],
  ["10.0001", "=", "10.1"],
  ["10.0001", "<", "10.0039"],
  ["4.999.9", "<", "5.0"],
  ["20101121", "<", "20101122"],
  ["2_0", "=", "2.0"],
  ["2.0", "=", "2_0"],
  ["a", "=", "a"],
  ["a+", "=", "a_"],
  ["+a", "=", "_a"],
  ["+", "=", "_"],
  ["1.0~rc1", "<", "1.0"],
  ["1.0~rc1", "<", "1.0~rc2"],
  ["1.0~rc1~git123", "<", "1.0~rc1"],
  ["1.0^", ">", "1.0"],
  ["1.0^git1", "<", "1.0^git2"],
  ["1.0^git1", "<", "1.01"],
  ["1.0^20160101", "<", "1.0.1"],
  ["1.0^20160101^git1", ">", "1.0^20160101"],
  ["1.0~rc1^git1", ">", "1.0~rc1"],
  ["1.0^git1~pre", "<", "1.0^git1"],
  ["1.0~", "<", "1.0"],
  ["1.0~", "<", "1.0^"],
  ["1b.fc17", "=", "1b.fc17"],
  ["1b.fc17", "<", "1.fc17"],
  ["1g.fc17", ">", "1.fc17"],
  ["é", "=", ""], // other characters separate, no more
  ["1é2", "=", "1.2"],
  ["0", "<", "1"],
  ["0000", "=", "0"],
  ["18446744073709551616", ">", "18446744073709551615"], // over 2^64
  ["2.10.11.0", ">", "2.9.4.0"],
  ["1.1", "<", "1.2.3.0"],
];

const SIGN = { "<": -1, "=": 0, ">": 1 } as const;

Deno.test("compareVersions() orders as rpm does", async (t) => {
  for (const [a, order, b] of ROWS) {
    await t.step(`${JSON.stringify(a)} ${order} ${JSON.stringify(b)}`, () => {
      assertEquals(Math.sign(compareVersions(a, b)), SIGN[order]);
      assertEquals(Math.sign(compareVersions(b, a)), 0 - SIGN[order]);
    });
  }
});

/** Versions made of the parts that matter, the same in every run. */
function* generated(count: number): Generator<readonly [string, string]> {
  const parts = ["0", "1", "01", "10", "a", "b", "Z", "rc", "~", "^", ".", "_"];
  let state = 7;
  const next = (bound: number) => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return (state >> 8) % bound;
  };
  const version = () =>
    Array.from({ length: next(7) }, () => parts[next(parts.length)] ?? "")
      .join("");
  for (let i = 0; i < count; i++) {
    const one = version();
    // Half of the pairs differ in the end only.
    yield [one, next(2) ? version() : one.slice(0, next(one.length + 1))];
  }
}

const tools = needs("rpm");

Deno.test({
  ...tools.for("compareVersions() agrees with rpm on 2,000 pairs"),
  async fn() {
    const pairs = [
      ...ROWS.map(([a, , b]) => [a, b] as const),
      ...generated(2000),
    ].filter(([a, b]) => a !== "" && b !== ""); // which rpm does not compare
    // One run of rpm for all: each pair is a call of its embedded Lua.
    const calls = pairs.map(([a, b]) =>
      `print(rpm.vercmp(${JSON.stringify(a)},${JSON.stringify(b)}) .. "\\n")`
    ).join(" ");
    const file = await Deno.makeTempFile({ suffix: ".lua" });
    try {
      await Deno.writeTextFile(file, calls);
      const { text } = await runProgram("rpm", [
        "--eval",
        `%{lua: dofile("${file}")}`,
      ]);
      const answers = text.trim().split(/\s+/).map(Number);
      assertEquals(answers.length, pairs.length);
      for (const [i, [a, b]] of pairs.entries()) {
        assertEquals(
          Math.sign(compareVersions(a, b)),
          answers[i],
          `${JSON.stringify(a)} and ${JSON.stringify(b)}`,
        );
      }
    } finally {
      await Deno.remove(file);
    }
  },
});

Deno.test("compareVersions() is an order", () => {
  const versions = [...generated(60)].map(([a]) => a);
  for (const a of versions) {
    for (const b of versions) {
      const ab = Math.sign(compareVersions(a, b));
      assertEquals(Math.sign(compareVersions(b, a)), 0 - ab);
      for (const c of versions) {
        if (ab <= 0 && compareVersions(b, c) <= 0) {
          assertEquals(compareVersions(a, c) <= 0, true, `${a} ${b} ${c}`);
        }
      }
    }
  }
});

Deno.test("compareEvr() compares epoch, version, release", () => {
  const evr = (epoch: number, version: string, release: string) => ({
    epoch,
    version,
    release,
  });
  const rows = [
    [evr(0, "2", "1"), evr(1, "1", "1"), -1],
    [evr(0, "2", "1"), evr(0, "1", "9"), 1],
    [evr(0, "1", "2"), evr(0, "1", "10"), -1],
    [evr(0, "1.0", "dkms"), evr(0, "1_0", "dkms"), 0],
  ] as const;
  for (const [a, b, order] of rows) {
    assertEquals(Math.sign(compareEvr(a, b)), order);
  }
});

Deno.test("formatEvr() writes an epoch only where there is one", () => {
  const evr = { epoch: 0, version: "2.22.2.0", release: "dkms" };
  assertEquals(formatEvr(evr), "2.22.2.0-dkms");
  assertEquals(formatEvr({ ...evr, epoch: 1 }), "1:2.22.2.0-dkms");
});
