// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Makes text from upstream harmless: it may try to forge a line of a commit
 * message or to move a terminal's cursor.
 *
 * @module
 */

import { formatTime } from "./time.ts";

/**
 * Control characters but for tab and line feed, what reorders text, and what
 * cannot be seen.
 */
const HARMFUL = /(?![\t\n])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

const LINE_BREAKS = /[\r\n\u2028\u2029]+/g;

/**
 * Makes text fit for one line: line breaks and tabs become spaces, control
 * characters, those that reorder text and invisible ones are dropped.
 *
 * @param text any text
 * @returns one line, without spaces at its ends
 */
export function singleLine(text: string): string {
  return text.replace(LINE_BREAKS, " ").replaceAll("\t", " ")
    .replace(HARMFUL, "").trim();
}

/**
 * Makes text of several lines harmless: control characters other than tab and
 * line feed, those that reorder text and invisible ones are dropped.
 *
 * @param text any text
 * @returns lines that end with a line feed alone
 */
export function plainLines(text: string): string {
  return text.replace(/\r\n?|[\u2028\u2029]/g, "\n").replace(HARMFUL, "");
}

/**
 * A JSON document in which nothing moves a terminal's cursor, reorders text or
 * is invisible: JSON itself escapes the control characters below U+0020 alone.
 *
 * @param document what `JSON.stringify` takes; each `Date` in it is printed as
 * {@linkcode formatTime} does
 * @returns lines, without a line feed at the end
 */
export function printableJson(document: object): string {
  return JSON.stringify(document, withTimes, 2).replace(
    HARMFUL,
    (found) =>
      found.split("").map((unit) =>
        `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`
      ).join(""),
  );
}

/** `JSON.stringify` calls it with a `Date` already turned into text. */
function withTimes(
  this: Readonly<Record<string, unknown>>,
  key: string,
  value: unknown,
): unknown {
  const member = this[key];
  return member instanceof Date ? formatTime(member) : value;
}

/**
 * A name with everything that cannot be seen, or that stands for something
 * else, as `\u{…}`: no two names look the same.
 *
 * @param name a ref, a path, a field: anybody may have made it up
 */
export function printableName(name: string): string {
  return name.replace(
    /[\p{C}\p{Z}\p{M}]/gu,
    (found) =>
      found === " " ? found : `\\u{${found.codePointAt(0)?.toString(16)}}`,
  );
}
