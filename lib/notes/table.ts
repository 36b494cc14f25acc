// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The cells of reStructuredText's simple tables. Pure.
 *
 * @module
 */

/** Rows of cells. */
export type Rows = readonly (readonly string[])[];

/** A table. */
export interface Table {
  /** Rows above the second border, where there are any. */
  readonly head: Rows;
  readonly body: Rows;
}

/** Most columns of a table, far more than any has. */
const MAX_COLUMNS = 50;

/**
 * Takes a table apart. Columns are where its first border has them; the last
 * one takes the rest of the line. A line whose first cell is empty continues the
 * row above it.
 *
 * @param lines from the first border to the last one
 */
export function parseTable(lines: readonly string[]): Table {
  const columns = [...(lines[0] ?? "").matchAll(/=+/g)]
    .map(({ index }) => index).slice(0, MAX_COLUMNS);
  const second = lines.findIndex((line, i) => i > 0 && isBorder(line));
  const hasHead = second > 0 && second < lines.length - 1;
  return {
    head: hasHead ? rowsOf(lines.slice(1, second), columns) : [],
    body: rowsOf(lines.slice(hasHead ? second : 1), columns),
  };
}

function isBorder(line: string): boolean {
  return /^[\s=]+$/.test(line);
}

function rowsOf(lines: readonly string[], columns: readonly number[]): Rows {
  const rows: string[][] = [];
  for (const line of lines) {
    if (line === "" || isBorder(line)) continue;
    const cells = columns.map((start, i) =>
      line.slice(start, columns[i + 1]).trim()
    );
    const last = rows.at(-1);
    if (cells[0] === "" && last !== undefined) {
      rows[rows.length - 1] = last.map((text, i) =>
        `${text} ${cells[i] ?? ""}`.trim()
      );
    } else rows.push(cells);
  }
  return rows;
}
