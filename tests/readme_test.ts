// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The pages for people name what there is: every command, option, exit code,
// package and task.

import { assert, assertEquals } from "@std/assert";
import { EXIT } from "../lib/cli/exit.ts";
import { commandsPage } from "../tools/commands.ts";

const root = new URL("../", import.meta.url);
const read = (path: string) => Deno.readTextFile(new URL(path, root));
const [readme, contributing, commands] = await Promise.all([
  read("README.md"),
  read("CONTRIBUTING.md"),
  read("docs/commands.md"),
]);
const architecture = await read("ARCHITECTURE.md");
const manifest = JSON.parse(await read("deno.json"));

/** Text without what only the formatter decides. */
function folded(text: string): string {
  return text.replace(/\s+/g, " ");
}

Deno.test("docs/commands.md is what `deno task commands` writes", () => {
  assertEquals(folded(commands), folded(commandsPage()));
});

Deno.test("docs/commands.md names every exit code", () => {
  for (const code of Object.values(EXIT)) {
    assert(commands.match(new RegExp(`\\b${code}\\b`)), String(code));
  }
});

Deno.test("README's first screen fits 25 lines", () => {
  const start = readme.indexOf("# neuron-publish");
  const end = readme.indexOf("\n## ");
  const lines = readme.slice(start, end).trimEnd().split("\n");
  assert(lines.length <= 25, `${lines.length} lines`);
});

Deno.test("README links to every page of docs/", async () => {
  for await (const { name } of Deno.readDir(new URL("docs", root))) {
    if (name.endsWith(".md")) assert(readme.includes(`(docs/${name})`), name);
  }
});

Deno.test("README gives a reason for every package", () => {
  for (const name of Object.keys(manifest.imports)) {
    assert(readme.match(new RegExp(`^\\|[^|]*${name}[ ,|].*\\|`, "m")), name);
  }
});

Deno.test("ARCHITECTURE names what is there", async () => {
  const paths = architecture.matchAll(/`((?:lib|tests)\/[\w/.]*)`/g);
  for (const [, path = ""] of paths) await Deno.stat(new URL(path, root));
  const functions = [...architecture.matchAll(/`(\w+)\(\)` in `([\w/.]+)`/g)];
  assert(functions.length > 1);
  for (const [, name = "", path = ""] of functions) {
    const text = await read(path);
    assert(text.includes(`function ${name}(`), `${path} has no ${name}()`);
  }
});

Deno.test("CONTRIBUTING names every task", () => {
  const named = [...contributing.matchAll(/`deno task ([\w:]+)`/g)]
    .map(([, task]) => task);
  for (const task of named) {
    assert(task !== undefined && task in manifest.tasks, task);
  }
  const inner = ["source"]; // what the others are made with
  const missing = Object.keys(manifest.tasks)
    .filter((task) => !named.includes(task) && !inner.includes(task));
  assertEquals(missing, []);
});
