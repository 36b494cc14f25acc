// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The maintainer's pages name the codes and commands that the program has.

import { assert, assertEquals } from "@std/assert";
import { parseCommandLine } from "../../lib/cli/args.ts";
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

/** What headings of a page are linked as. */
function anchorsOf(page: string): string[] {
  return [...page.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
    title.toLowerCase().replaceAll(/[^a-z0-9 -]/g, "").replaceAll(" ", "-")
  );
}

for (const name of ["operations.md", "publishing.md"]) {
  const page = await Deno.readTextFile(new URL(`docs/${name}`, root));

  Deno.test(`${name} gives commands that the program understands`, async (t) => {
    const blocks = [...page.matchAll(/```sh\n([^]*?)```/g)]
      .map(([, block = ""]) => block.replaceAll(/\\\n\s*/g, ""));
    const commands = blocks.flatMap((block) => block.split("\n"))
      .map((line) => line.trim())
      .filter((line) => line.startsWith("neuron-publish "));
    assert(commands.length >= 3);
    for (const command of commands) {
      await t.step(command, () => {
        parseCommandLine(command.split(/\s+/).slice(1));
      });
    }
  });

  Deno.test(`${name} links to what is there`, async (t) => {
    const links = [...page.matchAll(/\]\(([^)\s]+)\)|^\[\w+\]: (\S+)$/gm)]
      .map(([, inline, reference]) => inline ?? reference ?? "");
    for (const link of new Set(links)) {
      await t.step(link, async () => {
        if (link.startsWith("https://")) return;
        const [path = "", anchor] = link.split("#");
        const target = path === ""
          ? page
          : await Deno.readTextFile(new URL(`docs/${path}`, root));
        if (anchor !== undefined) assert(anchorsOf(target).includes(anchor));
      });
    }
  });
}
