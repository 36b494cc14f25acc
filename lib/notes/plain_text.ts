// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Notes as a person reads them: without reStructuredText's marks, paragraphs
 * broken to a width. Pure. What is not understood stays as it is.
 *
 * @module
 */

import { messageText, readReferences } from "./message_text.ts";
import {
  blockEnd,
  explicitMarkup,
  indentOf,
  isListItem,
  isTransition,
  tableEnd,
  titleAt,
} from "./rst.ts";

/** A line to print. */
export interface PlainLine {
  readonly kind: "heading" | "text" | "blank";
  /** Without final blanks; empty for a blank line. */
  readonly text: string;
}

/** How lines are made. */
export interface PlainOptions {
  /** Columns to break paragraphs at; without it each is one line. */
  readonly width?: number;
}

/** Columns that literal blocks move to the right. */
const LITERAL_INDENT = 4;

/** Directives of which the name is worth a word. */
const ADMONITIONS = new Set([
  "attention",
  "caution",
  "danger",
  "error",
  "hint",
  "important",
  "note",
  "tip",
  "warning",
]);

const BLANK: PlainLine = { kind: "blank", text: "" };

/**
 * Turns a section's text into lines for people.
 *
 * @param rst reStructuredText, as a page or a commit message has it
 * @param options the width
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
  options: PlainOptions = {},
): PlainLine[] {
  const given = rst.split("\n");
  const lines = messageText(given, readReferences(given)).split("\n");
  const out: PlainLine[] = [];
  for (let i = 0; i < lines.length;) {
    const line = lines[i] ?? "";
    const title = titleAt(lines, i);
    const markup = explicitMarkup(line);
    const table = tableEnd(lines, i);
    if (title !== undefined) {
      out.push(BLANK, { kind: "heading", text: withoutMarks(title.text) });
      i += 2;
    } else if (markup?.kind === "directive") {
      const body = lines.slice(i + 1, blockEnd(lines, i));
      out.push(BLANK, ...directive(markup.name, line, body, options), BLANK);
      i += 1 + body.length;
    } else if (table !== undefined) {
      out.push(...literal(lines.slice(i, table)));
      i = table;
    } else if (line === "" || isTransition(line)) {
      out.push(BLANK);
      i += 1;
    } else {
      const end = paragraphEnd(lines, i);
      const text = lines.slice(i, end).map((part) => part.trim()).join(" ");
      out.push(...paragraph(text.replace(/::$/, ":"), indentOf(line), options));
      i = end;
      if (text.endsWith("::")) {
        const block = deeper(lines, i, indentOf(line));
        out.push(BLANK, ...literal(block), BLANK);
        i += block.length;
      }
    }
  }
  return tidied(out);
}

/** A paragraph goes on until a blank line, an item or something else. */
function paragraphEnd(lines: readonly string[], from: number): number {
  let end = from + 1;
  while (end < lines.length) {
    const line = lines[end] ?? "";
    if (line === "" || isListItem(line) || isTransition(line)) break;
    if (explicitMarkup(line) !== undefined) break;
    if (titleAt(lines, end) !== undefined) break;
    end += 1;
  }
  return end;
}

/** Lines from one on, as long as they are blank or deeper than an indent. */
function deeper(
  lines: readonly string[],
  from: number,
  indent: number,
): string[] {
  let end = from;
  while (
    end < lines.length &&
    ((lines[end] ?? "") === "" || indentOf(lines[end] ?? "") > indent)
  ) end += 1;
  return lines.slice(from, end);
}

function directive(
  name: string,
  line: string,
  body: readonly string[],
  options: PlainOptions,
): PlainLine[] {
  const indent = indentOf(line);
  const content = body.slice(fieldsEnd(body));
  const argument = line.slice(line.indexOf("::") + 2).trim();
  if (!ADMONITIONS.has(name)) return literal(content);
  const text = [argument, ...dedented(content)].join("\n");
  const word = name.charAt(0).toUpperCase() + name.slice(1);
  const { width } = options;
  const inner = plainText(text, {
    ...(width === undefined ? {} : { width: width - indent - 2 }),
  });
  return [
    { kind: "text", text: `${" ".repeat(indent)}${word}:` },
    ...inner.map((inside) =>
      inside.kind === "blank"
        ? inside
        : { ...inside, text: " ".repeat(indent + 2) + inside.text }
    ),
  ];
}

/** Options of a directive, such as `:linenos:`, come first. */
function fieldsEnd(body: readonly string[]): number {
  const end = body.findIndex((line) => !/^\s+:[\w-]+:/.test(line));
  return end < 0 ? body.length : end;
}

/** Lines without the indent that all of them have. */
function dedented(lines: readonly string[]): string[] {
  const margin = lines.filter((line) => line.trim() !== "")
    .reduce((least, line) => Math.min(least, indentOf(line)), Infinity);
  return lines.map((line) => line.slice(margin).trimEnd());
}

function literal(lines: readonly string[]): PlainLine[] {
  return dedented(lines).map((line) =>
    line === ""
      ? BLANK
      : { kind: "text", text: " ".repeat(LITERAL_INDENT) + line }
  );
}

/** An item hangs behind its mark, whichever mark it has. */
function paragraph(
  text: string,
  indent: number,
  { width }: PlainOptions,
): PlainLine[] {
  const [, bullet] = /^([*+-])\s/.exec(text) ?? [];
  const body = bullet === undefined ? text : `- ${text.slice(1).trim()}`;
  const [mark = ""] = /^(?:-|#\.|\d{1,4}\.)\s/.exec(body) ?? [];
  const margin = " ".repeat(indent);
  const hang = " ".repeat(mark.length);
  const room = width === undefined
    ? Infinity
    : Math.max(20, width - indent - mark.length);
  return broken(withoutMarks(body.slice(mark.length)), room)
    .map((line, i) => ({
      kind: "text",
      text: margin + (i === 0 ? mark : hang) + line,
    }));
}

function broken(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/ +/)) {
    if (line !== "" && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** Marks of inline markup, literals first: nothing in them is any. */
const INLINE =
  /``((?:[^`]|`(?!`))+)``|`([^`]+)`|\*\*([^*]+)\*\*|(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])|\\(\S)/g;

function withoutMarks(text: string): string {
  return text.replace(INLINE, (match, ...groups: unknown[]) => {
    const content = groups.slice(0, 5).find((group) => group !== undefined);
    return typeof content === "string" ? content : match;
  });
}

function tidied(lines: readonly PlainLine[]): PlainLine[] {
  const kept = lines.filter(({ kind }, i) =>
    kind !== "blank" || (i > 0 && lines[i - 1]?.kind !== "blank")
  );
  while (kept.at(-1)?.kind === "blank") kept.pop();
  return kept;
}
