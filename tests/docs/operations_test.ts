// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The maintainer's page names the codes that the program has.

import { assert, assertEquals } from "@std/assert";
import { EXIT } from "../../lib/cli/exit.ts";
import { VERIFICATION_CODES } from "../../lib/errors.ts";

const root = new URL("../../", import.meta.url);
const text = await Deno.readTextFile(new URL("docs/operations.md", root));

/** Cells of the table below a heading, without its head. */
function tableBelow(heading: string): string[][] {
  const [, section = ""] = text.split(`\n${heading}\n`);
  return section.split(/\n#/)[0]?.split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.split(" | ").map((c) => c.replaceAll(/^\| | \|$/g, "")))
    .map((cells) => cells.map((cell) => cell.trim()))
    .filter(([first]) => !/^(code|-+)$/.test(first ?? "")) ?? [];
}

Deno.test("operations.md has a row for every verification code", () => {
  const rows = tableBelow("### Codes of exit code 3");
  assertEquals(
    rows.map(([code = ""]) => code.replaceAll("`", "")),
    Object.keys(VERIFICATION_CODES),
  );
  for (const cells of rows) {
    assertEquals(cells.length, 3);
    assert(cells.every((cell) => cell !== ""));
  }
});

Deno.test("operations.md has a row for every exit code", () => {
  const rows = tableBelow("### Exit codes");
  assertEquals(rows.map(([code]) => Number(code)), Object.values(EXIT));
});

/** The first cells below the one that heads a table of a section. */
function column(heading: string, head: string): string[] {
  const cells = tableBelow(heading).map(([cell = ""]) => cell);
  return cells.slice(cells.indexOf(head) + 1);
}

Deno.test("operations.md quotes what the program says", async (t) => {
  const texts = await Deno.readTextFile(new URL("tests/texts.txt", root));
  const quotes = [
    ...column("## What a week looks like", "warning"),
    ...column("### Alarms about upstream", "what it says"),
    ...[...text.matchAll(/^- _[^:]*_[,:]/gm)].flatMap(([item]) =>
      [...item.matchAll(/_([^_]+)_/g)].map(([, quote = ""]) => quote)
    ),
  ];
  assert(quotes.length > 20);
  for (const quote of quotes) {
    await t.step(quote, () => {
      for (const part of quote.split(/;|…/)) {
        assert(texts.includes(part.trim()));
      }
    });
  }
});
