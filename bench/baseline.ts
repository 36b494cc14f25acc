// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Recorded ratios of the short form, with which CI finds gross regressions.
 *
 * @module
 */

import { isMeasured, type Row } from "./row.ts";

/** Ratios by the keys of rows. */
export type Baseline = Readonly<Record<string, number>>;

/** How much worse than recorded counts as a regression. */
const GROSS = 2;

/**
 * Finds ratios that are much worse than was recorded. Rows without a record, and
 * records without a row, are not compared.
 *
 * @returns one line for each
 */
export function findRegressions(
  rows: readonly Row[],
  baseline: Baseline,
): string[] {
  return Object.entries(toBaseline(rows)).flatMap(([key, value]) => {
    const recorded = baseline[key];
    if (recorded === undefined || value <= recorded * GROSS) return [];
    return [`${key} is ${value}, recorded: ${recorded}`];
  });
}

/**
 * The ratios of a run, to be recorded. Milliseconds and bytes are left out: they
 * depend on the machine. Sorted, so that changes read well.
 */
export function toBaseline(rows: readonly Row[]): Baseline {
  return Object.fromEntries(
    rows.filter(isMeasured)
      .filter(({ kind }) => kind === "ratio")
      .map(({ key, value }) => [key, Number(value.toPrecision(3))] as const)
      .sort(([a], [b]) => a < b ? -1 : 1),
  );
}
