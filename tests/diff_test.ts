// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Diffs, compared with git's: git apply turns the old file and our diff into
// the new file, and our diff has about as few lines as git's own.

import { assert, assertEquals } from "@std/assert";
import { diffFile, formatHunks } from "../lib/diff.ts";
import { long } from "./fixtures/long.ts";
import { needs, runProgram } from "./fixtures/programs.ts";

function lines(
  diff: { hunks: ReturnType<typeof diffFile>["hunks"] },
): string[] {
  return formatHunks(diff.hunks);
}

function diff(before: string, after: string) {
  const encoder = new TextEncoder();
  return diffFile(encoder.encode(before), encoder.encode(after));
}

Deno.test("diffFile() shows what changed with three lines around it", () => {
  const old = Array.from({ length: 20 }, (_, i) => `line ${i + 1}\n`);
  const fresh = old.with(4, "five\n").toSpliced(15, 1);
  const { added, removed, ...rest } = diff(old.join(""), fresh.join(""));
  assertEquals([added, removed], [1, 2]);
  assertEquals(lines(rest), [
    "@@ -2,7 +2,7 @@",
    " line 2",
    " line 3",
    " line 4",
    "-line 5",
    "+five",
    " line 6",
    " line 7",
    " line 8",
    "@@ -13,7 +13,6 @@",
    " line 13",
    " line 14",
    " line 15",
    "-line 16",
    " line 17",
    " line 18",
    " line 19",
  ]);
});

Deno.test("diffFile() knows empty files, missing line feeds and binaries", () => {
  assertEquals(lines(diff("", "")), []);
  assertEquals(lines(diff("a\n", "a\n")), []);
  assertEquals(lines(diff("", "a\n")), ["@@ -0,0 +1 @@", "+a"]);
  assertEquals(lines(diff("a\n", "")), ["@@ -1 +0,0 @@", "-a"]);
  assertEquals(lines(diff("a\n", "a")), [
    "@@ -1 +1 @@",
    "-a",
    "+a",
    "\\ No newline at end of file",
  ]);
  assertEquals(diff("a\0b", "a").omitted, "not text");
});

/** A stream of numbers below 1 that is the same each time. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

/** Two texts with few different lines, so that most are there many times. */
function samples(seed: number): [string, string] {
  const random = numbers(seed);
  const next = (bound: number) => Math.floor(random.next().value * bound);
  const line = () => `${"abcdefgh"[next(8)]}${next(4) === 0 ? next(99) : ""}\n`;
  const old = Array.from({ length: next(60) }, line);
  const fresh = old.flatMap((text) => {
    const choice = next(10);
    return choice === 0 ? [] : choice === 1 ? [line(), text] : [text];
  });
  const cut = (text: string) => next(4) === 0 ? text.slice(0, -1) : text;
  return [cut(old.join("")), cut(fresh.join(""))];
}

Deno.test({
  ...needs("git").for("git apply makes the new file of ours"),
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      let [patch, count] = ["", 0];
      for (let seed = 1; seed <= 200; seed++) {
        const [before, after] = samples(seed);
        if (before === after) continue;
        const name = `f${seed}`;
        await Deno.writeTextFile(`${folder}/${name}`, before);
        await Deno.writeTextFile(`${folder}/${name}.after`, after);
        patch += [
          `diff --git a/${name} b/${name}`,
          `--- a/${name}`,
          `+++ b/${name}`,
          ...lines(diff(before, after)),
          "",
        ].join("\n");
        count += 1;
      }
      assert(count > 150);
      await runProgram("git", ["apply", "--whitespace=nowarn", "-"], {
        cwd: folder,
        stdin: new TextEncoder().encode(patch),
        env: { GIT_CEILING_DIRECTORIES: folder },
      });
      for (let seed = 1; seed <= 200; seed++) {
        const [before, after] = samples(seed);
        if (before === after) continue;
        assertEquals(await Deno.readTextFile(`${folder}/f${seed}`), after);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test(
  long("diffFile() is bounded in time, whatever it is given"),
  async (t) => {
    const repeated = (lines: number, line: (i: number) => string) =>
      Array.from({ length: lines }, (_, i) => line(i)).join("");
    const rows:
      readonly (readonly [string, string, string, string | undefined])[] = [
        [
          "nothing in common",
          repeated(20_000, (i) => `x ${i % 50}\n`),
          repeated(20_000, (i) => `y ${i % 50}\n`),
          "too large to show",
        ],
        [
          "everything many times",
          repeated(24_000, (i) => `${(i * i) % 3}\n`),
          repeated(24_000, (i) => `${(i * i * i) % 5 % 3}\n`),
          "too large to show",
        ],
        [
          "too many lines",
          repeated(60_000, () => "x\n"),
          "x\n",
          "too large to show",
        ],
        ["too long a line", "x".repeat(5_000_000), "x", "too large to show"],
        ["a new file", "", repeated(40_000, (i) => `${i}\n`), undefined],
        ["a file that goes", repeated(40_000, (i) => `${i}\n`), "", undefined],
        [
          "one line among many",
          repeated(20_000, () => "x\n"),
          repeated(20_000, () => "x\n").replace("x", "y"),
          undefined,
        ],
      ];
    for (const [title, before, after, omitted] of rows) {
      await t.step(title, () => {
        const { added, removed, hunks, omitted: reason } = diff(before, after);
        assertEquals(reason, omitted);
        assertEquals(hunks.length > 0, omitted === undefined);
        assert(added + removed > 0);
      });
    }
  },
);
