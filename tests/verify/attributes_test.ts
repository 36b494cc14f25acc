// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { changingAttributes } from "../../lib/verify/attributes.ts";

/** A `.gitattributes`, and what of it changes a checkout. */
const ROWS: readonly (readonly [string, string, readonly string[]])[] = [
  ["nothing", "", []],
  ["no conversion", "src/** -text\n*.c !eol diff linguist-vendored\n", []],
  [
    "how a diff marks spaces, packs and pages show it",
    "* whitespace=trailing-space -whitespace -delta gitlab-language=c\n",
    [],
  ],
  ["names that start or end like those", "* -texts x-text diff=c !a=b\n", [
    "-texts",
    "x-text",
    "diff=c",
    "!a=b",
  ]],
  ["hidden from a diff", "archive/** binary !eol -diff\n", [
    "binary",
    "-diff",
  ]],
  ["a comment", "  # *.c text\n", []],
  ["a pattern with the name", "text diff\neol=lf !merge\n", []],
  ["another encoding", "*.c working-tree-encoding=UTF-7\n", [
    "working-tree-encoding=UTF-7",
  ]],
  ["each once", "*.c text eol=crlf\r\n*.h\ttext\r\n", ["text", "eol=crlf"]],
  ["a pattern in quotes", '"a \\" b" ident filter=x', ["ident", "filter=x"]],
  ["a macro", "[attr]odd export-subst\n* odd\n", [
    "export-subst",
    "odd",
  ]],
  ["a line without an end", "* export-ignore", ["export-ignore"]],
];

Deno.test("changingAttributes() lists what changes a checkout", async (t) => {
  for (const [name, text, expected] of ROWS) {
    await t.step(name, () => assertEquals(changingAttributes(text), expected));
  }
});
