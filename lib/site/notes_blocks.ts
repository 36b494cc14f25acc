// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Notes as markup, from their reStructuredText: titles, lists in lists,
 * paragraphs, literal blocks, simple tables, admonitions. Every line that is
 * not a comment or a definition is on the page, understood or not.
 *
 * Unlike docutils, an item begins a list with no blank line before it, too: the
 * vendor's pages are written so.
 *
 * @module
 */

import {
  blockEnd,
  explicitMarkup,
  indentOf,
  isListItem,
  isTransition,
  tableEnd,
  titleAt,
} from "../notes/rst.ts";
import { type Html, markup } from "./html.ts";
import {
  type Definitions,
  inlineMarkup,
  readDefinitions,
} from "./notes_inline.ts";
import { simpleTable } from "./notes_table.ts";

/** Lists in lists, far deeper than any page has. */
const MAX_DEPTH = 8;

const ADMONITION =
  /^(?:attention|caution|danger|error|hint|important|note|tip|warning)$/;

/** Directives that arrange a page and have nothing to read. */
const ARRANGING = /^(?:contents|toctree|meta|image|figure|highlight|include)$/;

/**
 * Writes notes.
 *
 * @param rst a section's text, attacker-controlled
 */
export function notesMarkup(rst: string): Html[] {
  const lines = rst.split("\n").map((line) =>
    line.replaceAll("\t", "        ").trimEnd()
  );
  return blocks(lines, { definitions: readDefinitions(lines), depth: 0 });
}

interface Context {
  readonly definitions: Definitions;
  /** Blocks around this one. */
  readonly depth: number;
}

function blocks(lines: readonly string[], context: Context): Html[] {
  const out: Html[] = [];
  for (let i = 0; i < lines.length;) {
    const [block, next] = blockAt(lines, i, context);
    if (block !== undefined) out.push(block);
    i = next;
  }
  return out;
}

/** The block that begins at a line, and the line behind it. */
function blockAt(
  lines: readonly string[],
  at: number,
  context: Context,
): [block: Html | undefined, next: number] {
  const line = lines[at] ?? "";
  if (line === "") return [undefined, at + 1];
  if (context.depth >= MAX_DEPTH) {
    return [literal(lines.slice(at)), lines.length];
  }
  const title = titleAt(lines, at);
  if (title !== undefined) {
    const text = inlineMarkup(title.text, context.definitions);
    return [markup`<h3>${text}</h3>\n`, at + 2];
  }
  const table = tableEnd(lines, at);
  if (table !== undefined) {
    return [simpleTable(lines.slice(at, table), context.definitions), table];
  }
  if (explicitMarkup(line) !== undefined) return explicit(lines, at, context);
  if (isTransition(line)) return [undefined, at + 1];
  if (isListItem(line)) return list(lines, at, context);
  if (indentOf(line) > 0) {
    const end = quoteEnd(lines, at);
    const inner = deeper(context, dedented(lines.slice(at, end)));
    return [markup`<blockquote>${inner}</blockquote>\n`, end];
  }
  return paragraph(lines, at, context);
}

function deeper(context: Context, lines: readonly string[]): Html[] {
  return blocks(lines, { ...context, depth: context.depth + 1 });
}

/** Goes on until a blank line or the beginning of something else. */
function paragraph(
  lines: readonly string[],
  at: number,
  { definitions }: Context,
): [Html, number] {
  let end = at + 1;
  while (end < lines.length && !isBreak(lines, end)) end += 1;
  const text = lines.slice(at, end).map((line) => line.trim()).join(" ");
  const written = inlineMarkup(text.replace(/ ?::$/, ":"), definitions);
  const shown = text === "::" ? markup`` : markup`<p>${written}</p>\n`;
  if (!text.endsWith("::")) return [shown, end];
  const indent = indentOf(lines[at] ?? "");
  const next = literalEnd(lines, end, indent);
  return [markup`${shown}${literal(lines.slice(end, next))}`, next];
}

function isBreak(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? "";
  return line === "" || isListItem(line) || isTransition(line) ||
    explicitMarkup(line) !== undefined || titleAt(lines, at) !== undefined ||
    tableEnd(lines, at) !== undefined;
}

function literalEnd(
  lines: readonly string[],
  from: number,
  indent: number,
): number {
  let end = from;
  for (let i = from; i < lines.length; i++) {
    const line = lines[i] ?? "";
    if (line === "") continue;
    if (indentOf(line) <= indent) break;
    end = i + 1;
  }
  return end;
}

function quoteEnd(lines: readonly string[], at: number): number {
  return literalEnd(lines, at, 0);
}

const MARK = /^(?<indent>\s*)(?<mark>[*+-]|#\.|\d{1,4}\.)\s+/;

/** Items with the same indent and the same kind of mark, blank lines or not. */
function list(
  lines: readonly string[],
  from: number,
  context: Context,
): [Html, number] {
  const indent = indentOf(lines[from] ?? "");
  const isOrdered = !/^\s*[*+-]/.test(lines[from] ?? "");
  const items: Html[] = [];
  let at = from;
  while (at < lines.length) {
    const line = lines[at] ?? "";
    if (line === "") {
      at += 1;
      continue;
    }
    const isOurs = isListItem(line) && indentOf(line) === indent &&
      isOrdered === !/^\s*[*+-]/.test(line);
    if (!isOurs) break;
    const end = itemEnd(lines, at, indent);
    const width = MARK.exec(line)?.[0].length ?? indent;
    const [first = "", ...rest] = lines.slice(at, end);
    const content = [first.slice(width), ...dedented(rest)];
    items.push(markup`<li>${deeper(context, content)}</li>\n`);
    at = end;
  }
  const shown = isOrdered
    ? markup`<ol>${items}</ol>\n`
    : markup`<ul>${items}</ul>\n`;
  return [shown, at];
}

/** Deeper lines, and those that go on without a blank line before them. */
function itemEnd(
  lines: readonly string[],
  at: number,
  indent: number,
): number {
  let end = at + 1;
  for (let i = at + 1; i < lines.length; i++) {
    const line = lines[i] ?? "";
    if (line === "") continue;
    const isDeeper = indentOf(line) > indent;
    if (!isDeeper && (i > end || isBreak(lines, i))) break;
    end = i + 1;
  }
  return end;
}

/** Directives and footnotes; comments and definitions are nothing to read. */
function explicit(
  lines: readonly string[],
  at: number,
  context: Context,
): [Html | undefined, number] {
  const line = lines[at] ?? "";
  const kind = explicitMarkup(line);
  const end = blockEnd(lines, at);
  const body = lines.slice(at + 1, end);
  if (kind?.kind === "footnote") {
    const text = [line, ...body].map((part) => part.trim()).join(" ").slice(2);
    const shown = inlineMarkup(text.trim(), context.definitions);
    return [markup`<p>${shown}</p>\n`, end];
  }
  // Two dots alone have no content.
  if (line.trim() === "..") return [undefined, at + 1];
  if (kind?.kind !== "directive") return [undefined, end];
  if (ARRANGING.test(kind.name)) return [undefined, end];
  const options = body.findIndex((option) => !/^\s+:[\w-]+:/.test(option));
  const content = dedented(options < 0 ? [] : body.slice(options));
  if (!ADMONITION.test(kind.name)) {
    return [content.every((l) => l === "") ? undefined : literal(content), end];
  }
  const argument = line.slice(line.indexOf("::") + 2).trim();
  const word = kind.name.charAt(0).toUpperCase() + kind.name.slice(1);
  const inner = deeper(context, [argument, ...content]);
  return [
    markup`<blockquote><p><strong>${word}</strong></p>\n${inner}</blockquote>\n`,
    end,
  ];
}

/** Lines without the indent that all of them have. */
function dedented(lines: readonly string[]): string[] {
  const margin = lines.filter((line) => line !== "")
    .reduce((least, line) => Math.min(least, indentOf(line)), Infinity);
  return lines.map((line) => line.slice(margin));
}

function literal(lines: readonly string[]): Html {
  const text = dedented(lines).join("\n").replace(/^\n+|\n+$/g, "");
  return text === "" ? markup`` : markup`<pre class="wrap">${text}</pre>\n`;
}
