// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// README names what there is: every command, option, exit code and package.

import { assert, assertEquals } from "@std/assert";
import { EXIT } from "../lib/cli/exit.ts";
import { withTables } from "../tools/readme.ts";

const root = new URL("../", import.meta.url);
const readme = await Deno.readTextFile(new URL("README.md", root));
const manifest = JSON.parse(
  await Deno.readTextFile(new URL("deno.json", root)),
);

/** Text without what only the formatter decides. */
function folded(text: string): string {
  return text.replace(/ +/g, " ").replace(/-+ \|/g, "- |");
}

Deno.test("README's tables are those of the command line", () => {
  assertEquals(folded(readme), folded(withTables(readme)));
});

Deno.test("README names every exit code", () => {
  for (const code of Object.values(EXIT)) {
    assert(readme.match(new RegExp(`\\| ${code} |\\b${code}:`)), String(code));
  }
});

Deno.test("README gives a reason for every package", () => {
  for (const name of Object.keys(manifest.imports)) {
    assert(readme.match(new RegExp(`^\\|[^|]*${name}[ ,|].*\\|`, "m")), name);
  }
});

Deno.test("README names every task", () => {
  const named = [...readme.matchAll(/`deno task ([\w:]+)`/g)].map(([, t]) => t);
  for (const task of named) {
    assert(task !== undefined && task in manifest.tasks);
  }
  const inner = ["source"]; // what the others are made with
  const missing = Object.keys(manifest.tasks)
    .filter((task) => !named.includes(task) && !inner.includes(task));
  assertEquals(missing, ["bench"].filter((task) => missing.includes(task)));
});
