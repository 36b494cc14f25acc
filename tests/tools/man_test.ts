// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assert, assertEquals } from "@std/assert";
import { SPECS } from "../../lib/cli/commands.ts";
import { EXIT } from "../../lib/cli/exit.ts";
import { OUTPUT_OPTIONS } from "../../lib/cli/options.ts";
import { formatManPage } from "../../tools/man.ts";
import { needs, runProgram } from "../fixtures/programs.ts";

const page = formatManPage({ version: "1.2.3", date: "2026-01-31" });

Deno.test("formatManPage() names every command, option and exit code", () => {
  const text = page.replaceAll("\\-", "-").replaceAll(/\\f[BIR]/g, "");
  for (const { name, options } of SPECS) {
    const start = text.indexOf(`\n.SS "${name}"\n`);
    assert(start >= 0, name);
    const end = text.indexOf("\n.S", start + 1);
    const section = text.slice(start, end);
    for (const { name: long } of options) {
      assert(section.includes(`--${long}`), `${name} ${long}`);
    }
  }
  for (const option of OUTPUT_OPTIONS) {
    assert(text.includes(`--${option.name}\n`), option.name);
  }
  for (const code of Object.values(EXIT)) {
    assert(text.includes(`\n.TP\n${code}\n`), String(code));
  }
});

Deno.test("formatManPage() lets no text pass for a macro", () => {
  const macros = new Set(
    page.split("\n").filter((line) => /^[.']/.test(line))
      .map((line) => line.split(" ")[0]),
  );
  const known = [
    '.\\"',
    ".TH",
    ".SH",
    ".SS",
    ".TP",
    ".PP",
    ".EX",
    ".EE",
    ".BR",
  ];
  assertEquals([...macros].filter((name = "") => !known.includes(name)), []);
});

const tools = needs("mandoc");
Deno.test({
  ...tools.for("formatManPage() satisfies mandoc"),
  fn: async () => {
    const stdin = new TextEncoder().encode(page);
    const args = ["-T", "lint", "-W", "warning"];
    const { text } = await runProgram("mandoc", args, { stdin, check: false });
    assertEquals(text, "");
  },
});

Deno.test({
  ...tools.for("formatManPage() fits 80 columns"),
  fn: async () => {
    const stdin = new TextEncoder().encode(page);
    const args = ["-T", "utf8", "-O", "width=80"];
    const { text } = await runProgram("mandoc", args, { stdin });
    // Bold and underlined letters are overstruck.
    const lines = text.replaceAll(/.[\b]/g, "").split("\n");
    assertEquals(lines.filter((line) => line.length > 80), []);
    assert(lines.length > 100);
  },
});
