// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The printer for commit messages: reStructuredText that needs no page around
 * it. Pure. What changes, and nothing else:
 *
 * - Labels, link targets, substitution definitions and comments go, with the
 *   blank lines below them.
 * - The category "Compatibility Support Table" goes.
 * - A role or link becomes its text, a substitution what it stands for.
 * - Blanks at the ends of lines go, blank lines and transitions at the ends of
 *   the text.
 *
 * @module
 */

import { type Block, parseBlocks } from "./blocks.ts";
import { type Definitions, parseInline } from "./inline.ts";
import { isTransition, titleAt } from "./rst.ts";

/** A category of tables: nothing in it says what changed. */
const LEFT_OUT = /^Compatibility (?:Support )?Table$/i;

/**
 * Makes a section's text independent of its page.
 *
 * @param lines the section, without its heading
 * @param definitions what the page defines
 * @returns reStructuredText without outer blank lines, maybe empty
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readDefinitions } from "./inline.ts";
 * import { messageText } from "./message_text.ts";
 *
 * const page = [".. New things.", "", "* See :ref:`the guide <guide>`. "];
 * assertEquals(messageText(page, readDefinitions(page)), "* See the guide.");
 * ```
 */
export function messageText(
  lines: readonly string[],
  definitions: Definitions,
): string {
  const out = lines.map((line) => line.trimEnd());
  const shown: (string | undefined)[] = [...out];
  const remove = (from: number, to: number) => {
    let end = to;
    while (out[end] === "") end += 1;
    shown.fill(undefined, from, end);
  };
  const print = (blocks: readonly Block[]) => {
    for (const block of blocks) {
      const { kind, from, to } = block;
      if (kind === "hidden") remove(from, to);
      else if (kind === "list") block.items.forEach((i) => print(i.blocks));
      else if (kind === "quote" || kind === "directive") print(block.blocks);
      else if (kind === "paragraph") printLines(from, to);
      else if (kind === "title") printLines(from, from + 1);
    }
  };
  const printLines = (from: number, to: number) => {
    const text = parseInline(out.slice(from, to).join("\n"), definitions)
      .map(({ alone }) => alone).join("");
    // The text may have more or fewer lines than before.
    shown.fill(undefined, from, to);
    shown[from] = text;
  };
  const blocks = parseBlocks(lines);
  print(blocks);
  for (const [i, block] of blocks.entries()) {
    if (block.kind !== "title" || !block.isCategory) continue;
    if (!LEFT_OUT.test(block.text)) continue;
    const next = blocks.slice(i + 1).find(({ kind }) => kind === "title");
    shown.fill(undefined, block.from, next?.from ?? lines.length);
  }
  const kept = shown.filter((line) => line !== undefined).join("\n");
  return trimmed(kept.split("\n")).join("\n");
}

/** Without blank lines and transitions at both ends. */
function trimmed(lines: readonly string[]): readonly string[] {
  const isContent = (line: string, i: number) =>
    line !== "" &&
    !(isTransition(line) && titleAt(lines, i - 1) === undefined);
  const first = lines.findIndex(isContent);
  const last = lines.findLastIndex(isContent);
  return lines.slice(first, last + 1); // none from -1 to 0
}
