// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The printer for terminals: notes without reStructuredText's marks, paragraphs
 * broken to a width. Pure.
 *
 * @module
 */

import { wrap } from "../wording.ts";
import { type Block, parseBlocks } from "./blocks.ts";
import { type Definitions, parseInline, readDefinitions } from "./inline.ts";

/** A line to print. */
export interface PlainLine {
  /** Without final blanks; empty for a blank line. */
  readonly text: string;
  readonly isHeading?: true;
}

/** Columns that literal blocks move to the right. */
const LITERAL_INDENT = 4;

/** Least columns of text, however deep it stands. */
const MIN_ROOM = 20;

const BLANK: PlainLine = { text: "" };

/**
 * Turns a section's text into lines for people.
 *
 * @param rst reStructuredText, as a page or a commit message has it
 * @param width columns to break paragraphs at; by default each is one line
 * @returns lines, never two blank ones in a row, none at the ends
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { plainText } from "./plain_text.ts";
 *
 * const lines = plainText("Bug Fixes\n^^^^^^^^^\n* Fixed ``ioctl()``");
 * assertEquals(lines.map(({ text }) => text), ["Bug Fixes", "- Fixed ioctl()"]);
 * ```
 */
export function plainText(
  rst: string,
  width: number = Infinity,
): PlainLine[] {
  const lines = rst.split("\n");
  const definitions = readDefinitions(lines);
  return tidied(printed(parseBlocks(lines), { definitions, width }));
}

interface Style {
  readonly definitions: Definitions;
  /** Columns of a line. */
  readonly width: number;
}

function printed(blocks: readonly Block[], style: Style): PlainLine[] {
  const out: PlainLine[] = [];
  let end = blocks[0]?.from ?? 0;
  for (const block of blocks) {
    if (block.from > end || isApart(block)) out.push(BLANK);
    for (const line of linesOf(block, style)) out.push(line);
    if (isApart(block) && block.kind !== "title") out.push(BLANK);
    end = block.to;
  }
  return out;
}

/** Whether a blank line stands before it, whatever the text has there. */
function isApart({ kind }: Block): boolean {
  return kind === "title" || kind === "directive" || kind === "literal" ||
    kind === "arrangement";
}

function linesOf(block: Block, style: Style): readonly PlainLine[] {
  switch (block.kind) {
    case "title":
      return [{ text: inlineText(block.text, style), isHeading: true }];
    case "paragraph":
      return wrap(inlineText(block.text, style).trim(), style.width)
        .map((text) => ({ text }));
    case "literal":
      return literal(block.lines);
    case "quote":
      return nested(block.blocks, style, 3);
    case "list":
      return block.items.flatMap((item, i) => {
        const mark = block.isOrdered ? item.mark : "-";
        const lines = nested(item.blocks, style, mark.length + 1);
        const [first = BLANK] = lines;
        const text = `${mark} ${first.text.trimStart()}`.trimEnd();
        const before = block.items[i - 1]?.blocks.at(-1);
        const isSpaced = before !== undefined &&
          (item.blocks[0]?.from ?? 0) > before.to;
        return [
          ...(isSpaced ? [BLANK] : []),
          { text },
          ...lines.slice(1),
        ];
      });
    case "directive":
      return block.title === undefined
        ? literal(block.lines)
        : [{ text: `${block.title}:` }, ...nested(block.blocks, style, 2)];
    case "arrangement":
    case "hidden":
      return [];
  }
}

function nested(
  blocks: readonly Block[],
  { definitions, width }: Style,
  indent: number,
): PlainLine[] {
  const inner = { definitions, width: Math.max(MIN_ROOM, width - indent) };
  return indented(tidied(printed(blocks, inner)), indent);
}

function indented(lines: readonly PlainLine[], indent: number): PlainLine[] {
  return lines.map((line) =>
    line.text === "" ? line : { ...line, text: " ".repeat(indent) + line.text }
  );
}

function literal(lines: readonly string[]): PlainLine[] {
  return indented(lines.map((text) => ({ text })), LITERAL_INDENT);
}

function inlineText(text: string, { definitions }: Style): string {
  return parseInline(text, definitions).map((span) => span.text).join("");
}

function tidied(lines: readonly PlainLine[]): PlainLine[] {
  const kept = lines.filter(({ text }, i) =>
    text !== "" || (i > 0 && lines[i - 1]?.text !== "")
  );
  while (kept.at(-1)?.text === "") kept.pop();
  return kept;
}
