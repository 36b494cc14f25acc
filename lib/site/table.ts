// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Tables. A narrow screen shows each row as a block of its own, where
 * `data-label` takes the place of a heading.
 *
 * @module
 */

import { type Html, markup } from "./html.ts";
import { scrolling } from "./page.ts";

/** What a table has. */
export interface Table {
  /** What it is, for those who do not see it: "Table of checks". */
  readonly label: string;
  /** What is above it, if anything is. */
  readonly caption?: string;
  /** Headings of the columns, in their order. */
  readonly columns: readonly string[];
  /** Headings of those with numbers, which are aligned right. */
  readonly numbers?: readonly string[];
  /** Rows, as `tr`. */
  readonly rows: readonly Html[];
}

/** A table in a box that scrolls sideways. */
export function table(
  { label, caption, columns, numbers = [], rows }: Table,
): Html {
  const headings = columns.map((name) =>
    numbers.includes(name)
      ? markup`<th scope="col" class="num">${name}</th>\n`
      : markup`<th scope="col">${name}</th>\n`
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
          ${rows}
        </tbody>
      </table>
    `,
  );
}
