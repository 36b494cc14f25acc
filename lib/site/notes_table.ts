// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Simple tables of reStructuredText as markup.
 *
 * @module
 */

import { type Html, markup } from "./html.ts";
import { scrolling } from "./page.ts";

/** Most columns of a table, far more than any has. */
const MAX_COLUMNS = 50;

/**
 * Writes a table. Columns are where its first border has them; the last one
 * takes the rest of the line. A line without a first column goes on with the
 * row before it.
 *
 * @param lines from the first border to the last one
 * @param inline writes a cell's text
 */
export function notesTable(
  lines: readonly string[],
  inline: (text: string) => Html,
): Html {
  const isBorder = (line: string) => /^[\s=]+$/.test(line);
  const columns = [...(lines[0] ?? "").matchAll(/=+/g)]
    .map(({ index }) => index).slice(0, MAX_COLUMNS);
  const second = lines.findIndex((line, i) => i > 0 && isBorder(line));
  const hasHead = second > 0 && second < lines.length - 1;
  const rowsOf = (part: readonly string[]) => {
    const rows: string[][] = [];
    for (const line of part) {
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
  };
  const head = hasHead ? rowsOf(lines.slice(1, second)) : [];
  const body = rowsOf(lines.slice(hasHead ? second : 1));
  const cells = (row: readonly string[], isHead: boolean) =>
    row.map((text) => {
      const shown = inline(text);
      return isHead && text !== ""
        ? markup`<th scope="col">${shown}</th>`
        : markup`<td>${shown}</td>`;
    });
  const row = (isHead: boolean) => (texts: readonly string[]) =>
    markup`<tr>${cells(texts, isHead)}</tr>\n`;
  const headRows = head.map(row(true));
  return scrolling(
    `Table: ${head[0]?.join(", ") ?? body[0]?.join(", ") ?? "empty"}`,
    markup`<table>${hasHead ? markup`<thead>${headRows}</thead>` : ""}<tbody>${
      body.map(row(false))
    }</tbody></table>`,
  );
}
