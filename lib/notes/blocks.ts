// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The one parser of the notes' reStructuredText: a text becomes blocks, which
 * the printers of messages, of terminals and of pages share. Pure. It never
 * fails: what it does not know is a paragraph.
 *
 * Unlike docutils, an item begins a list with no blank line before it, too: the
 * vendor's pages are written so.
 *
 * @module
 */

import {
  deeperEnd,
  explicitMarkup,
  indentOf,
  isListItem,
  isTransition,
  tableEnd,
  titleAt,
} from "./rst.ts";

/** A piece of a text, and the lines that it takes. */
export type Block = {
  /** First line in the text, from 0. */
  readonly from: number;
  /** The line after its last one. */
  readonly to: number;
} & Content;

type Content =
  | {
    readonly kind: "title";
    readonly text: string;
    /** Whether it is the title of a category, underlined with `^`. */
    readonly isCategory: boolean;
  }
  /** A text without line breaks; `::` at its end is `:`. */
  | { readonly kind: "paragraph"; readonly text: string }
  /** Lines without their common indent, printed as they are: a table, too. */
  | { readonly kind: "literal"; readonly lines: readonly string[] }
  | {
    readonly kind: "list";
    readonly isOrdered: boolean;
    readonly items: readonly Item[];
  }
  | { readonly kind: "quote"; readonly blocks: readonly Block[] }
  | {
    readonly kind: "directive";
    /** `Note`, `Warning` and the like, for people to read. */
    readonly title: string | undefined;
    /** The content as lines, and as blocks with what follows the name. */
    readonly lines: readonly string[];
    readonly blocks: readonly Block[];
  }
  /** Arranges a page: a transition, a table of contents, an image. */
  | { readonly kind: "arrangement" }
  /** Comments, labels and definitions, which say nothing where they stand. */
  | { readonly kind: "hidden" };

/** An item of a list. */
export interface Item {
  /** `*`, `1.` */
  readonly mark: string;
  readonly blocks: readonly Block[];
}

/** Blocks in blocks, far deeper than in any page; what is deeper is literal. */
const MAX_DEPTH = 8;

const ADMONITION =
  /^(?:attention|caution|danger|error|hint|important|note|tip|warning)$/;

const ARRANGING = /^(?:contents|toctree|meta|image|figure|highlight|include)$/;

/** Directives whose content is not reStructuredText. */
const LITERAL =
  /^(?:code|code-block|csv-table|math|parsed-literal|program-output|raw|sourcecode)$/;

/**
 * Parses a text.
 *
 * @param lines the text, attacker-controlled
 * @returns its blocks in order; blank lines are between them
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseBlocks } from "./blocks.ts";
 *
 * assertEquals(parseBlocks(["One", "two.", "", "----"]), [
 *   { kind: "paragraph", text: "One two.", from: 0, to: 2 },
 *   { kind: "arrangement", from: 3, to: 4 },
 * ]);
 * ```
 */
export function parseBlocks(lines: readonly string[]): Block[] {
  const clean = lines.map((line) =>
    line.replaceAll("\t", "        ").trimEnd()
  );
  return blocksOf({ lines: clean, start: 0, depth: 0 });
}

/** Lines that are parsed: of the whole text, or of a block without its indent. */
interface Part {
  readonly lines: readonly string[];
  /** The text's line that is the first of these. */
  readonly start: number;
  /** Blocks around this part. */
  readonly depth: number;
}

function blocksOf(part: Part): Block[] {
  const { lines, start, depth } = part;
  const blocks: Block[] = [];
  const add = (content: Content, from: number, to: number) => {
    blocks.push({ ...content, from: start + from, to: start + to });
  };
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? "";
    if (line === "") {
      at += 1;
    } else if (depth >= MAX_DEPTH) {
      add(literal(lines.slice(at)), at, lines.length);
      break;
    } else if (isParagraph(lines, at)) {
      const end = paragraphEnd(lines, at);
      const text = joined(lines.slice(at, end));
      if (text !== "::") {
        add({ kind: "paragraph", text: text.replace(/ ?::$/, ":") }, at, end);
      }
      // Two colons announce a literal block.
      const next = text.endsWith("::")
        ? deeperEnd(lines, end, indentOf(line))
        : end;
      if (next > end) add(literal(lines.slice(end, next)), end, next);
      at = next;
    } else {
      const [content, end] = contentAt(part, at);
      add(content, at, end);
      at = end;
    }
  }
  return blocks;
}

/** Parses a block that is no paragraph; returns it and the line after it. */
function contentAt(part: Part, at: number): [Content, number] {
  const { lines } = part;
  const title = titleAt(lines, at);
  if (title !== undefined) {
    const { text, underline } = title;
    return [{ kind: "title", text, isCategory: underline === "^" }, at + 2];
  }
  const table = tableEnd(lines, at);
  if (table !== undefined) {
    return [literal(lines.slice(at, table)), table];
  }
  const line = lines[at] ?? "";
  if (explicitMarkup(line) !== undefined) return explicitAt(part, at);
  if (isTransition(line)) return [{ kind: "arrangement" }, at + 1];
  if (isListItem(line)) return listAt(part, at);
  const end = deeperEnd(lines, at, 0);
  const blocks = inner(part, at, dedented(lines.slice(at, end)));
  return [{ kind: "quote", blocks }, end];
}

function inner(part: Part, at: number, lines: readonly string[]): Block[] {
  const { start, depth } = part;
  return blocksOf({ lines, start: start + at, depth: depth + 1 });
}

function isParagraph(lines: readonly string[], at: number): boolean {
  return !isBreak(lines, at) && indentOf(lines[at] ?? "") === 0;
}

/** Whether a paragraph ends before a line. */
function isBreak(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? "";
  return line === "" || isListItem(line) || isTransition(line) ||
    explicitMarkup(line) !== undefined || titleAt(lines, at) !== undefined ||
    tableEnd(lines, at) !== undefined;
}

function paragraphEnd(lines: readonly string[], at: number): number {
  let end = at + 1;
  while (end < lines.length && !isBreak(lines, end)) end += 1;
  return end;
}

const MARK = /^\s*([*+-]|#\.|\d{1,4}\.)\s+/;

/** Items with the same indent and the same kind of mark, blank lines or not. */
function listAt(part: Part, from: number): [Content, number] {
  const { lines } = part;
  const indent = indentOf(lines[from] ?? "");
  const isOrdered = !/^\s*[*+-]/.test(lines[from] ?? "");
  const items: Item[] = [];
  let [at, last] = [from, from];
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
    const [before = "", mark = ""] = MARK.exec(line) ?? [];
    const [first = "", ...rest] = lines.slice(at, end);
    const content = [first.slice(before.length), ...dedented(rest)];
    items.push({ mark, blocks: inner(part, at, content) });
    [at, last] = [end, end];
  }
  return [{ kind: "list", isOrdered, items }, last];
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

/** Directives, footnotes, comments, definitions. */
function explicitAt(part: Part, at: number): [Content, number] {
  const { lines } = part;
  const line = lines[at] ?? "";
  const markup = explicitMarkup(line);
  if (line.trim() === "..") return [{ kind: "hidden" }, at + 1]; // has no content
  const end = deeperEnd(lines, at + 1, indentOf(line));
  if (markup?.kind === "footnote") {
    const text = joined(lines.slice(at, end)).slice(2).trim();
    return [{ kind: "paragraph", text }, end];
  }
  if (markup?.kind !== "directive") return [{ kind: "hidden" }, end];
  const { name } = markup;
  if (ARRANGING.test(name)) return [{ kind: "arrangement" }, end];
  const body = lines.slice(at + 1, end);
  const options = body.findIndex((option) => !/^\s+:[\w-]+:/.test(option));
  const content = dedented(
    body.map((option, i) => options < 0 || i < options ? "" : option),
  );
  const argument = line.slice(line.indexOf("::") + 2).trim();
  return [{
    kind: "directive",
    title: ADMONITION.test(name)
      ? name.charAt(0).toUpperCase() + name.slice(1)
      : undefined,
    lines: trimmed(content),
    blocks: LITERAL.test(name) ? [] : inner(part, at, [argument, ...content]),
  }, end];
}

function literal(lines: readonly string[]): Content {
  return { kind: "literal", lines: trimmed(dedented(lines)) };
}

/** Lines without the indent that all of them have. */
function dedented(lines: readonly string[]): string[] {
  const margin = lines.filter((line) => line !== "")
    .reduce((least, line) => Math.min(least, indentOf(line)), Infinity);
  return lines.map((line) => line.slice(margin));
}

/** Lines without blank ones at both ends. */
function trimmed(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line !== "");
  const last = lines.findLastIndex((line) => line !== "");
  return first < 0 ? [] : lines.slice(first, last + 1);
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => line.trim()).join(" ");
}
