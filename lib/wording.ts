// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * How text for people is put together: counts, fingerprints, columns, lines of
 * a width. Pure.
 *
 * @module
 */

/** "1 release", "2 releases". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** "a, b and 2 more": the first names, the others by number. */
export function listNames(names: readonly string[], most = 10): string {
  const more = names.length - most;
  return names.slice(0, most).join(", ") +
    (more > 0 ? ` and ${more} more` : "");
}

/** A fingerprint in groups of four digits, as gpg shows it. */
export function grouped(fingerprint: string): string {
  return fingerprint.replaceAll(/(.{4})(?=.)/g, "$1 ");
}

/** The length of the longest text; 0 where there is none. */
export function longest(texts: readonly string[]): number {
  return texts.reduce((length, text) => Math.max(length, text.length), 0);
}

/**
 * Pads cells, so that each column is as wide as its longest cell.
 *
 * @param rows rows with the same number of cells
 */
export function aligned(rows: readonly (readonly string[])[]): string[][] {
  const widths = (rows[0] ?? []).map((_, column) =>
    longest(rows.map((row) => row[column] ?? ""))
  );
  return rows.map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0))
  );
}

/**
 * Breaks text into lines. Only a word that is longer than a line makes one wider.
 *
 * @param text words; spaces before the first one stay
 * @param width characters of a line
 * @param first characters of the first line, which may stay empty if it is
 * shorter than the others
 */
export function wrap(text: string, width: number, first = width): string[] {
  const lines = [""];
  for (const word of text.match(/^\s*\S+|\S+/g) ?? []) {
    const line = lines.at(-1) ?? "";
    const room = lines.length === 1 ? first : width;
    const joined = line === "" ? word : `${line} ${word}`;
    if (joined.length <= room || line === "" && room >= width) {
      lines[lines.length - 1] = joined;
    } else lines.push(word.trimStart());
  }
  return lines;
}
