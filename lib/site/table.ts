// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Tables. A narrow screen shows each row as a block of its own, where
 * `data-label` takes the place of a heading.
 *
 * @module
 */

import { type Html, markup, type Part } from "./html.ts";
import { scrolling } from "./page.ts";

/** A column with more than a heading. */
export interface Column {
  /** The heading. */
  readonly name: string;
  /** Class of its cells; `num` aligns numbers right, and the heading with them. */
  readonly style?: "num" | "nowrap" | "path";
  /** What stands before a cell on a narrow screen. */
  readonly label?: string;
}

/** What a table has. */
export interface Table {
  /** Its name for screen readers: "Table of checks". */
  readonly label: string;
  /** The text above it. */
  readonly caption?: string;
  /** Each column's heading, or its heading and more. */
  readonly columns: readonly (string | Column)[];
  /** Whether the first cell of a row says what the row is about. */
  readonly hasNames?: boolean;
  /** Cells, one for each column. */
  readonly rows: readonly (readonly Part[])[];
  /** The id of a row, for links. */
  readonly rowId?: (index: number) => string;
}

/** A table in a box that scrolls sideways. */
export function table(
  { label, caption, columns: given, hasNames = true, rows, rowId }: Table,
): Html {
  const columns = given.map((column): Column =>
    typeof column === "string" ? { name: column } : column
  );
  const headings = columns.map(({ name, style }) =>
    markup`<th scope="col"${
      style === "num" && markup` class="num"`
    }>${name}</th>\n`
  );
  const body = rows.map((cells, i) => {
    const content = cells.map((cell, k) => {
      const attributes = attributesOf(columns[k]);
      return hasNames && k === 0
        ? markup`<th scope="row"${attributes}>${cell}</th>\n`
        : markup`<td${attributes}>${cell}</td>\n`;
    });
    return markup`<tr${rowId && markup` id="${rowId(i)}"`}>${content}</tr>\n`;
  });
  return scrolling(
    label,
    markup`
      <table class="stack">
        ${caption && markup`<caption>${caption}</caption>`}
        <thead>
          <tr>
            ${headings}
          </tr>
        </thead>
        <tbody>
          ${body}
        </tbody>
      </table>
    `,
  );
}

function attributesOf({ style, label }: Partial<Column> = {}): Part {
  return [
    style && markup` class="${style}"`,
    label && markup` data-label="${label}"`,
  ];
}
