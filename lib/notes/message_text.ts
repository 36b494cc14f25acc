// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A section of notes as a commit message tells it: reStructuredText that needs
 * no page around it. Pure. What happens, and nothing else:
 *
 * - Labels, link targets, substitution definitions and comments go, with the
 *   blank lines behind them.
 * - The category "Compatibility Support Table" goes.
 * - A role or link becomes its text, a substitution what it stands for.
 * - Blanks at the ends of lines go, blank lines and transitions at the ends of
 *   the text.
 *
 * Literals, literal blocks and tables stay as they are.
 *
 * @module
 */

import {
  blockEnd,
  explicitMarkup,
  indentOf,
  isListItem,
  isTransition,
  MAX_DEFINITION,
  tableEnd,
  titleAt,
} from "./rst.ts";

/** What a page defines for all of its text. */
export interface PageReferences {
  /** Texts of substitutions by name. */
  readonly substitutions: ReadonlyMap<string, string>;
  /** Names of labels and link targets. */
  readonly targets: ReadonlySet<string>;
}

/**
 * Collects what a page defines.
 *
 * @param lines the whole page
 */
export function readReferences(lines: readonly string[]): PageReferences {
  const substitutions = new Map<string, string>();
  const targets = new Set<string>();
  for (const line of lines) {
    const markup = explicitMarkup(line);
    if (markup?.kind === "target") targets.add(markup.name);
    if (
      markup?.kind === "substitution" && markup.text.length <= MAX_DEFINITION
    ) {
      substitutions.set(markup.name, markup.text);
    }
  }
  return { substitutions, targets };
}

/** Directives whose content is no reStructuredText, or not to be touched. */
const LITERAL_DIRECTIVES = new Set([
  "code",
  "code-block",
  "csv-table",
  "math",
  "parsed-literal",
  "program-output",
  "raw",
  "sourcecode",
]);

/** A category of tables: nothing in it tells what changed. */
const LEFT_OUT = /^Compatibility (?:Support )?Table$/i;

/**
 * Makes a section's text independent of its page.
 *
 * @param lines the section, without its heading
 * @param references what the page defines
 * @returns reStructuredText without outer blank lines, maybe empty
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { messageText, readReferences } from "./message_text.ts";
 *
 * const page = [".. New things.", "", "* See :ref:`the guide <guide>`. "];
 * assertEquals(messageText(page, readReferences(page)), "* See the guide.");
 * ```
 */
export function messageText(
  lines: readonly string[],
  references: PageReferences,
): string {
  const out: string[] = [];
  let paragraph: string[] = [];
  // One by one: a call takes only so many arguments.
  const add = (more: readonly string[]) => {
    for (const line of more) out.push(line);
  };
  const flush = () => {
    if (paragraph.length > 0) {
      add(plainInline(paragraph.join("\n"), references).split("\n"));
    }
    paragraph = [];
  };
  const copy = (from: number, end: number) => {
    flush();
    add(lines.slice(from, end).map((line) => line.trimEnd()));
  };
  for (let i = 0; i < lines.length;) {
    const line = (lines[i] ?? "").trimEnd();
    const markup = explicitMarkup(line);
    const title = titleAt(lines, i);
    const table = tableEnd(lines, i);
    if (markup?.kind === "directive") {
      const end = LITERAL_DIRECTIVES.has(markup.name)
        ? blockEnd(lines, i)
        : i + 1;
      copy(i, end);
      i = end;
    } else if (markup !== undefined && markup.kind !== "footnote") {
      flush();
      // Two dots alone have no content.
      i = skipBlank(lines, line.trim() === ".." ? i + 1 : blockEnd(lines, i));
    } else if (title?.underline === "^" && LEFT_OUT.test(title.text)) {
      flush();
      i = nextTitle(lines, i + 2);
    } else if (title !== undefined) {
      flush();
      paragraph.push(line);
      copy(i + 1, i + 2);
      i += 2;
    } else if (table !== undefined) {
      copy(i, table);
      i = table;
    } else if (line === "") {
      copy(i, i + 1);
      i += 1;
    } else {
      if (isListItem(line)) flush();
      paragraph.push(line);
      i += 1;
      if (line.endsWith("::") && (lines[i] ?? "").trim() === "") {
        const end = literalEnd(lines, i, indentOf(paragraph[0] ?? ""));
        copy(i, end);
        i = end;
      }
    }
  }
  flush();
  return trimmed(out).join("\n");
}

function skipBlank(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length && (lines[at] ?? "").trim() === "") at += 1;
  return at;
}

function nextTitle(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length && titleAt(lines, at) === undefined) at += 1;
  return at;
}

/** The end of a literal block: deeper than the paragraph that announces it. */
function literalEnd(
  lines: readonly string[],
  from: number,
  indent: number,
): number {
  let end = from;
  for (let i = from; i < lines.length; i++) {
    const line = lines[i] ?? "";
    if (line.trim() === "") continue;
    if (indentOf(line) <= indent) break;
    end = i + 1;
  }
  return end;
}

/** Without blank lines and transitions at both ends. */
function trimmed(lines: readonly string[]): readonly string[] {
  const isContent = (line: string, i: number) =>
    line !== "" &&
    !(isTransition(line) && titleAt(lines, i - 1) === undefined);
  const first = lines.findIndex(isContent);
  const last = lines.findLastIndex(isContent);
  return first < 0 ? [] : lines.slice(first, last + 1);
}

/**
 * Inline markup, the literals first so that nothing in them is taken for any.
 * Lengths are bounded where a run could otherwise be tried from each of its
 * characters.
 */
const INLINE = new RegExp(
  [
    "(?<literal>``(?:[^`]|`(?!`))+``)",
    "(?<!\\w):[A-Za-z][\\w.+:-]{0,40}:`(?<role>[^`]+)`",
    "`(?<link>[^`]+)`__?(?!\\w)",
    "\\|(?<name>[^|\\s](?:[^|]*[^|\\s])?)\\|_{0,2}",
    "(?<![\\w`])(?<word>[A-Za-z0-9](?:[\\w.-]{0,80}[A-Za-z0-9])?)__?(?!\\w)",
  ].join("|"),
  "g",
);

function plainInline(text: string, references: PageReferences): string {
  const { substitutions, targets } = references;
  return text.replace(INLINE, (match, ...rest) => {
    const groups: Readonly<Record<string, string | undefined>> = rest.at(-1);
    const { role, link, name, word } = groups;
    const titled = role ?? link;
    if (titled !== undefined) return withoutTarget(titled);
    if (name !== undefined) return substitutions.get(name) ?? match;
    return word !== undefined && targets.has(word) ? word : match;
  });
}

/** `text <target>` → `text`; a target alone is all the text there is. */
function withoutTarget(text: string): string {
  const at = text.lastIndexOf("<");
  if (at < 0 || !text.endsWith(">")) return text;
  return at === 0 ? text.slice(1, -1) : text.slice(0, at).trimEnd();
}
