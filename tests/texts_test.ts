// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Every text of lib/ on one page, tests/texts.txt, for a reviewer to read: all
 * strings of two words or more, wherever they stand, so that no list of them
 * can be out of date. `…` stands for a value.
 *
 * `deno task texts` writes the page; the test compares it.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { filesBelow } from "../tools/folder.ts";

const root = new URL("../", import.meta.url).pathname;
const page = `${root}tests/texts.txt`;

/** Words that native readers stumble over; see CONTRIBUTING.md. */
const BANNED =
  /\b(anew|whoever|hears?|whence|wherein|thereof|hereby|lest|albeit)\b|does not hold|is told|for want of|own accord/i;

/** Two words, the first of letters. */
const IS_TEXT = /[a-z]{2,} [a-z…]/i;

/** The text of an expression; undefined where it has none. */
function textOf(node: Deno.lint.Node): string | undefined {
  switch (node.type) {
    case "Literal":
      return typeof node.value === "string" ? node.value : undefined;
    case "TemplateLiteral":
      return node.quasis.map(({ cooked }, i) => {
        const value = node.expressions[i];
        return cooked + (value === undefined ? "" : textOf(value) ?? "…");
      }).join("");
    case "BinaryExpression": {
      const parts = [textOf(node.left), textOf(node.right)];
      return node.operator === "+" && parts.some((text) => text !== undefined)
        ? parts.map((text) => text ?? "…").join("")
        : undefined;
    }
    default:
      return undefined;
  }
}

/** Whether an expression around this one has its text, too. */
function isPart({ parent }: { readonly parent: Deno.lint.Node }): boolean {
  return textOf(parent) !== undefined;
}

/** Indented lines, without characters that an editor hides. */
function visible(text: string): string {
  return text.replaceAll("\n", "\n  ").replaceAll(
    /[^\P{C}\n]/gu,
    (c) => `\\u{${c.codePointAt(0)?.toString(16)}}`,
  );
}

/** The texts of one file, in the file's order. */
function textsIn(name: string, source: string): string[] {
  const texts: string[] = [];
  const visit = (
    node:
      | Deno.lint.StringLiteral
      | Deno.lint.TemplateLiteral
      | Deno.lint.BinaryExpression,
  ) => {
    const text = textOf(node);
    if (text !== undefined && IS_TEXT.test(text) && !isPart(node)) {
      texts.push(text);
    }
  };
  Deno.lint.runPlugin(
    {
      name: "texts",
      rules: {
        texts: {
          create: () => ({
            Literal: (node) => {
              if (typeof node.value === "string") visit(node);
            },
            TemplateLiteral: visit,
            BinaryExpression: visit,
          }),
        },
      },
    },
    name,
    source,
  );
  return texts;
}

Deno.test("texts.txt has every text of lib/", async () => {
  const files = await Array.fromAsync(filesBelow(`${root}lib`));
  const sections = await Promise.all(
    files.filter((path) => path.endsWith(".ts")).sort().map(async (path) => {
      const name = path.slice(root.length);
      const texts = textsIn(name, await Deno.readTextFile(path));
      return texts.length === 0 ? "" : [
        name,
        ...texts.map((text) => `  ${visible(text.trim())}`),
        "",
      ].join("\n");
    }),
  );
  const found = sections.filter((text) => text !== "").join("\n");
  if (Deno.env.get("NEURON_PUBLISH_TEXTS") === "write") {
    await Deno.writeTextFile(page, found);
  }
  assertEquals(
    await Deno.readTextFile(page),
    found,
    "a text has changed: run deno task texts, and read the difference",
  );
});

Deno.test("nothing that people read has a banned word", async () => {
  const paths = [`${root}README.md`, `${root}CHANGELOG.md`];
  for (const room of ["lib", "docs", "tools"]) {
    for await (const path of filesBelow(`${root}${room}`)) {
      if (/\.(ts|md)$/.test(path)) paths.push(path);
    }
  }
  const found = await Promise.all(paths.map(async (path) => {
    const lines = (await Deno.readTextFile(path)).split("\n");
    return lines.flatMap((line, i) =>
      BANNED.test(line) ? [`${path.slice(root.length)}:${i + 1}: ${line}`] : []
    );
  }));
  assertEquals(found.flat(), []);
});
