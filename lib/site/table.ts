// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Tables. A narrow screen shows each row as a block of its own, where
 * `data-label` takes the place of a heading.
 *
 * @module
 */

import { type Html, joined, markup, type Part } from "./html.ts";
import { scrolling } from "./page.ts";

/** A column: its heading, and how its cells look. */
export interface Column {
  readonly name: string;
  /** Its cells name their rows. */
  readonly isHeading?: true;
  /** Class of its cells; `num` aligns numbers right, and the heading with them. */
  readonly style?: "num" | "nowrap" | "path";
  /** What stands before a cell on a narrow screen. */
  readonly label?: string;
}

/** What a table has. */
export interface Table {
  /** What it is, for those who do not see it: "Table of checks". */
  readonly label: string;
  /** What is above it, if anything is. */
  readonly caption?: string;
  readonly columns: readonly Column[];
  /** Cells; where a row has fewer than there are columns, the last one is wider. */
  readonly rows: readonly (readonly Part[])[];
  /** What a link to a row names. */
  readonly rowId?: (index: number) => string;
}

/** A table in a box that scrolls sideways. */
export function table({ label, caption, columns, rows, rowId }: Table): Html {
  const headings = columns.map(({ name, style }) =>
    style === "num"
      ? markup`<th scope="col" class="num">${name}</th>\n`
      : markup`<th scope="col">${name}</th>\n`
  );
  const body = rows.map((cells, i) =>
    markup`
      <tr${rowId && markup` id="${rowId(i)}"`}>
        ${
      joined(
        cells.map((content, k) => {
          const isLast = k === cells.length - 1;
          return cell(columns.slice(k, isLast ? undefined : k + 1), content);
        }),
        "\n        ",
      )
    }
      </tr>
    `
  );
  return scrolling(
    label,
    markup`
      <table class="stack">
        ${caption === undefined ? "" : markup`<caption>${caption}</caption>`}
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

/** A cell that takes one column or several, and looks like the first. */
function cell(columns: readonly Column[], content: Part): Html {
  const { isHeading, style, label } = columns[0] ?? {};
  const attributes = [
    columns.length > 1 ? markup` colspan="${columns.length}"` : "",
    style && markup` class="${style}"`,
    label && markup` data-label="${label}"`,
  ];
  return isHeading
    ? markup`<th scope="row"${attributes}>${content}</th>`
    : markup`<td${attributes}>${content}</td>`;
}
