// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Each check has a test in which it is not ok: a check that cannot fail proves
// nothing. The rows of the tests beside this one name checks as "failed CODE",
// "unknown CODE" or "note CODE".

import { assert, assertEquals } from "@std/assert";
import { filesBelow } from "../../tools/folder.ts";
import { CHECKS } from "../../lib/verify/check_codes.ts";

/** Checks that are never failed, by what they are instead. */
const MILDER: Readonly<Record<string, string>> = {
  attributes: "note",
  "before-first": "note",
  history: "note",
  "message-origin": "note",
  objects: "unknown",
  "tip-files": "note",
  "tip-metadata": "note",
  worktree: "unknown",
};

Deno.test("each check fails in a test", async () => {
  const root = new URL(".", import.meta.url).pathname;
  const asserted = new Set<string>();
  for await (const file of filesBelow(root)) {
    const text = await Deno.readTextFile(file);
    for (
      const [, status, code] of text.matchAll(
        /["` ](failed|unknown|note) ([a-z]+(?:-[a-z]+)*)\b/g,
      )
    ) asserted.add(`${status} ${code}`);
  }
  assert(asserted.size > 30);
  const missing = Object.keys(CHECKS).filter((code) =>
    !asserted.has(`${MILDER[code] ?? "failed"} ${code}`)
  );
  assertEquals(missing, []);
});

Deno.test("a check that is called milder is failed nowhere", async () => {
  const root = new URL("../../lib/verify/", import.meta.url).pathname;
  const failed = new Set<string>();
  for await (const file of filesBelow(root)) {
    const text = await Deno.readTextFile(file);
    for (const [, code] of text.matchAll(/\.fail\(\s*"([a-z-]+)"/g)) {
      if (code !== undefined) failed.add(code);
    }
  }
  assert(failed.size > 10);
  assertEquals(Object.keys(MILDER).filter((code) => failed.has(code)), []);
});
