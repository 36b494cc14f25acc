// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { plainText } from "../../lib/notes/plain_text.ts";
import { long } from "../fixtures/long.ts";

/** reStructuredText, and the lines that people get. */
const ROWS: readonly (readonly [string, string, readonly string[]])[] = [
  ["a heading and an item", "Fixes\n^^^^^\n* A", ["Fixes", "- A"]],
  ["inline marks", "A ``b_c`` **d** *e* `f` \\*", ["A b_c d e f *"]],
  ["nothing within literals", "``**a** \\ *b*``", ["**a** \\ *b*"]],
  ["no marks", "2 * 3 * 4, a*b*c, *, **", ["2 * 3 * 4, a*b*c, *, **"]],
  ["roles and links", "See :ref:`x <y>` and `z <https://a>`_.", [
    "See x and z.",
  ]],
  ["a paragraph of two lines", "one\ntwo\n\nthree", ["one two", "", "three"]],
  ["an item of two lines", "* one\n  two\n* three", ["- one two", "- three"]],
  ["nested lists", "* a\n\n  * b\n  * c\n\n* d", [
    "- a",
    "",
    "  - b",
    "  - c",
    "",
    "- d",
  ]],
  ["numbered items", "1. a\n2. b", ["1. a", "2. b"]],
  [
    "a note",
    "A\n\n.. note::\n\n   Mind ``b``\n   and c.\n\nD",
    ["A", "", "Note:", "  Mind b and c.", "", "D"],
  ],
  ["a note on one line", ".. note:: Mind b.", ["Note:", "  Mind b."]],
  [
    "a code block",
    "So\n\n.. code-block:: sh\n   :linenos:\n\n   a **b**\n     c\n\nD",
    ["So", "", "    a **b**", "      c", "", "D"],
  ],
  ["a literal block", "So::\n\n   a  b\n\nD", ["So:", "", "    a  b", "", "D"]],
  ["a table", "== ==\na  b\n== ==\n", ["    == ==", "    a  b", "    == =="]],
  ["a transition", "A\n\n----\n\nB", ["A", "", "B"]],
  ["comments and labels", ".. _a:\n\n.. b\n\nC", ["C"]],
  ["nothing", "", []],
];

Deno.test("plainText()", async (t) => {
  for (const [title, rst, expected] of ROWS) {
    await t.step(title, () => {
      assertEquals(plainText(rst).map(({ text }) => text), expected);
    });
  }
});

Deno.test("plainText() breaks lines at a width, and hangs items", () => {
  const text = "* one two three four five six\n\n  * seven eight nine ten\n";
  assertEquals(plainText(text, 24).map(({ text }) => text), [
    "- one two three four",
    "  five six",
    "",
    "  - seven eight nine ten",
  ]);
  const word = "x".repeat(50);
  assertEquals(plainText(word, 24).map(({ text }) => text), [word]);
});

// Where each start looks for its end up to the last character, this would not
// end before the deadline of a step.
Deno.test(long("plainText() goes through hostile text once"), async (t) => {
  for (const piece of ["`", "*a", "``a ", ".. note::\n", "a::\n\n ", "  *"]) {
    await t.step(JSON.stringify(piece), () => {
      const text = piece.repeat(1_000_000 / piece.length);
      const lines = plainText(text, 80).map(({ text }) => text);
      assertEquals(lines.join("\n").length <= 2 * text.length, true);
    });
  }
});
