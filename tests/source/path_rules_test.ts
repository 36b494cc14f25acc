// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The rules one by one; through packages they are tested in tests/rpm/cases.
 *
 * @module
 */

import { assertEquals, assertThrows } from "@std/assert";
import { VerificationError } from "../../lib/errors.ts";
import {
  checkLinkTarget,
  checkTreePaths,
} from "../../lib/source/path_rules.ts";
import { long } from "../fixtures/long.ts";
import { needs, runProgram } from "../fixtures/programs.ts";

function isRefused(act: () => void): boolean {
  try {
    act();
    return false;
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error;
    assertEquals(error.code, "E_PATH");
    assertEquals(error.subject, "s");
    return true;
  }
}

Deno.test("checkLinkTarget() keeps links inside", async (t) => {
  const good = [
    ["a", "b"],
    ["a", "./b"],
    ["a", "."],
    ["a", "b/c/"],
    ["a/b", ".."],
    ["a/b", "../c"],
    ["a/b/c", "../../d"],
    ["a/b/c", ".././../d"],
    ["a", "größe"],
    ["a", "with space"],
  ] as const;
  const bad = [
    ["a", ""],
    ["a", "/"],
    ["a", "/b"],
    ["a", ".."],
    ["a", "../b"],
    ["a", "./../b"],
    ["a/b", "../../c"],
    ["a/b", "c/../../../d"],
    ["a/b", "c/.."], // through a link, that is not where it seems
    ["a", "b\\c"],
    ["a", "C:b"],
    ["a", "b\nc"],
    ["a", "b\u202ec"],
  ] as const;
  for (const [path, target] of good) {
    await t.step(`${path} -> ${target}`, () => {
      assertEquals(isRefused(() => checkLinkTarget(path, target, "s")), false);
    });
  }
  for (const [path, target] of bad) {
    await t.step(`not ${path} -> ${JSON.stringify(target)}`, () => {
      assertEquals(isRefused(() => checkLinkTarget(path, target, "s")), true);
    });
  }
});

Deno.test("checkTreePaths() names the other path of a collision", () => {
  const error = assertThrows(
    () => checkTreePaths(["share/a.c", "Share/b.c"], "s"),
    VerificationError,
  );
  assertEquals(error.problem, 'has a path that some systems take for "share"');
  assertEquals(error.found, '"Share/b.c"');
});

Deno.test("checkTreePaths() distinguishes directories from files", () => {
  checkTreePaths(["a/b"], "s", { directories: ["a", "c", "c/d"] });
  assertEquals(isRefused(() => checkTreePaths(["a", "a/b"], "s")), true);
  assertEquals(
    isRefused(() => checkTreePaths(["a"], "s", { directories: ["a/b"] })),
    true,
  );
  assertEquals(
    isRefused(() => checkTreePaths(["a"], "s", { directories: ["A"] })),
    true,
  );
});

// Comparing each with each would not end before the test's deadline.
Deno.test(long("checkTreePaths() goes through many paths once"), () => {
  const paths = Array.from({ length: 300_000 }, (_, i) => `d${i % 99}/f${i}.c`);
  checkTreePaths(paths, "s");
  assertEquals(
    isRefused(() => checkTreePaths([...paths, "D0/F0.c"], "s")),
    true,
  );
});

/** Names around `.git` that git itself judges, as it checks a tree out. */
const NAMES = [
  ".git",
  ".GIT",
  ".Git",
  "git~1",
  "GIT~1",
  ".git ",
  ".git.",
  ".git . .",
  ".git::$INDEX_ALLOCATION",
  ".git:stream",
  ".g\u200cit",
  ".gi\u200dt",
  "\u200e.git",
  ".git\u206a",
  ".git\ufeff",
  ".\u202agit",
  "x.git",
  ".gitx",
  ".gitignore",
  ".gitattributes",
  "git",
  "git~",
  "git~10",
  "a",
];

const tools = needs("git");

Deno.test({
  ...tools.for("checkTreePaths() refuses every name that git refuses"),
  async fn(t) {
    const directory = await Deno.makeTempDir();
    try {
      const config = [
        ["-c", "core.protectHFS=true"],
        ["-c", "core.protectNTFS=true"],
      ].flat();
      const git = (args: readonly string[], stdin?: Uint8Array) =>
        runProgram("git", ["-C", directory, ...config, ...args], {
          check: false,
          ...(stdin === undefined ? {} : { stdin }),
        });
      await git(["init", "--quiet"]);
      const { text } = await git(
        ["hash-object", "-w", "--stdin"],
        new Uint8Array(),
      );
      for (const name of NAMES) {
        await t.step(JSON.stringify(name), async () => {
          const { code } = await git([
            "update-index",
            "--add",
            "--cacheinfo",
            `100644,${text.trim()},sub/${name}`,
          ]);
          const refused = isRefused(() => checkTreePaths([`sub/${name}`], "s"));
          // We refuse more than git does, never less.
          if (code !== 0) assertEquals(refused, true);
          if (!refused) assertEquals(code, 0);
        });
      }
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});
