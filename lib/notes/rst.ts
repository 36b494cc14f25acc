// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Where the parts of a reStructuredText page begin and end, line by line:
 * titles, explicit markup, simple tables. Lines count from 0.
 *
 * Follows the "reStructuredText Markup Specification" of docutils, except that a
 * title's underline may be shorter than the title, as on the real pages.
 *
 * @module
 */

/** A section's title. It takes two lines: text and underline. */
export interface Title {
  readonly text: string;
  /** On the pages: `=` page, `-` release, `~` component, `^` category. */
  readonly underline: string;
}

const UNDERLINE = /^(?:={3,}|-{3,}|~{3,}|\^{3,})\s*$/;
const LIST_ITEM = /^\s*(?:[*+-]|#\.|\d{1,4}\.)\s/;

/**
 * The title that begins at a line. A row of `----` below a blank line or a
 * list item is a transition, not an underline.
 *
 * @param lines the page
 * @param at a line
 */
export function titleAt(
  lines: readonly string[],
  at: number,
): Title | undefined {
  const text = lines[at] ?? "";
  const rule = lines[at + 1] ?? "";
  if (!UNDERLINE.test(rule) || UNDERLINE.test(text)) return undefined;
  if (/^(?:\s|$|\.\.(?:\s|$)|\|)/.test(text) || LIST_ITEM.test(text)) {
    return undefined;
  }
  return { text: text.trim(), underline: rule.charAt(0) };
}

/** Whether a line is a transition, given that it is not a title's underline. */
export function isTransition(line: string): boolean {
  return UNDERLINE.test(line);
}

/** Whether an item of a list begins at a line. */
export function isListItem(line: string): boolean {
  return LIST_ITEM.test(line);
}

/** Columns before the text of a line. */
export function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/**
 * Where lines end that are blank or deeper than an indent.
 *
 * @param lines without spaces at their ends
 * @param from the first of them
 * @param indent columns
 * @returns the line after the last one that is not blank; `from` if there is none
 */
export function deeperEnd(
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

/**
 * Most characters of what a substitution stands for, or of a target's address:
 * a page of 256 KiB that names a longer one everywhere would become gigabytes.
 * The real ones have 70.
 */
export const MAX_DEFINITION = 300;

/** What a line with two dots begins. */
export type ExplicitMarkup =
  | { readonly kind: "comment" }
  /** A label, with a URL or without. */
  | { readonly kind: "target"; readonly name: string }
  /** `.. |name| replace:: text`; the text is empty for other directives. */
  | {
    readonly kind: "substitution";
    readonly name: string;
    readonly text: string;
  }
  | { readonly kind: "directive"; readonly name: string }
  | { readonly kind: "footnote" };

/**
 * Reads the first line of explicit markup.
 *
 * @param line any line
 * @returns undefined where it is none
 */
export function explicitMarkup(line: string): ExplicitMarkup | undefined {
  const [, rest] = /^\s*\.\.(?:\s+(\S.*))?$/.exec(line.trimEnd()) ?? [];
  if (rest === undefined) {
    return line.trim() === ".." ? { kind: "comment" } : undefined;
  }
  const target = /^_(?:`([^`]{1,200})`|([^:]{1,200})):(?:\s|$)/.exec(rest);
  if (target !== null || rest.startsWith("__:")) {
    return { kind: "target", name: target?.[1] ?? target?.[2] ?? "" };
  }
  const substitution = /^\|([^|]{1,200})\|\s+([\w-]{1,80})::(.*)$/.exec(rest);
  if (substitution !== null) {
    const [, name = "", directive, text = ""] = substitution;
    return {
      kind: "substitution",
      name,
      text: directive === "replace" ? text.trim() : "",
    };
  }
  if (/^\[[^\]]+\](?:\s|$)/.test(rest)) return { kind: "footnote" };
  const [, directive] = /^([\w:+.-]{1,80}?)::(?:\s|$)/.exec(rest) ?? [];
  return directive === undefined
    ? { kind: "comment" }
    : { kind: "directive", name: directive };
}

/** Lines of a table, far more than any has. */
const MAX_TABLE = 200;

const TABLE_BORDER = /^\s*=+(?: +=+)+\s*$/;

/**
 * The end of a simple table that a border begins.
 *
 * @param lines the page
 * @param at a line
 * @returns the line after its last border; undefined where no table begins
 */
export function tableEnd(
  lines: readonly string[],
  at: number,
): number | undefined {
  if (!TABLE_BORDER.test(lines[at] ?? "")) return undefined;
  for (let i = at + 1; i < Math.min(lines.length, at + MAX_TABLE); i++) {
    if (titleAt(lines, i) !== undefined) return undefined;
    if (!TABLE_BORDER.test(lines[i] ?? "")) continue;
    if ((lines[i + 1] ?? "").trim() === "") return i + 1;
  }
  return undefined;
}
