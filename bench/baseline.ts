// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Recorded values, against which a run tells a gross regression.
 *
 * @module
 */

import { isMeasured, type Row } from "./row.ts";

/** Values by the keys of rows: ratios, milliseconds or bytes. */
export type Baseline = Readonly<Record<string, number>>;

/** How much worse than recorded counts as a regression. */
export const GROSS = 2;

/**
 * Finds ratios that are much worse than was recorded; milliseconds and bytes
 * are not the same on every machine. Rows without a record, and records without
 * a row, are none.
 *
 * @returns one line for each
 */
export function findRegressions(
  rows: readonly Row[],
  baseline: Baseline,
): string[] {
  return rows.filter(isMeasured).flatMap(({ key, kind, value }) => {
    if (kind !== "ratio") return [];
    const recorded = baseline[key];
    if (recorded === undefined || value <= recorded * GROSS) return [];
    return [`${key} is ${rounded(value)}, recorded: ${rounded(recorded)}`];
  });
}

/** The values of a run, to be recorded. Sorted, so that changes read well. */
export function toBaseline(rows: readonly Row[]): Baseline {
  return Object.fromEntries(
    rows.filter(isMeasured)
      .map(({ key, value }) => [key, rounded(value)] as const)
      .sort(([a], [b]) => a < b ? -1 : 1),
  );
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
