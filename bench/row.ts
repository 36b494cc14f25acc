// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What the benchmarks' table is made of: one comparison a row.
 *
 * @module
 */

/** What a row's value is, and so what its goal bounds. */
export type Kind =
  | "ratio" // our time, divided by the other's
  | "difference" // our time less the other's, milliseconds
  | "duration" // our time, milliseconds
  | "round-trips" // of requests that wait for each other
  | "memory"; // our peak of resident memory, bytes

/** One comparison that was made. */
export interface Measurement {
  /** Names the row in the recorded ratios: "publish/script". */
  readonly key: string;
  /** The job, for the reader. */
  readonly job: string;
  /** What it is compared with, for the reader. */
  readonly against: string;
  readonly kind: Kind;
  /** Ours: the median in milliseconds, round trips, or most bytes. */
  readonly ours: number;
  /** The other's median in milliseconds; absent where nothing is timed beside. */
  readonly theirs?: number;
  /** Median of the ratios or differences of each round, else `ours`. */
  readonly value: number;
  /** The most that `value` should be; absent where there is no goal. */
  readonly goal?: number;
}

/** One comparison that could not be made. */
export interface Skipped extends Pick<Measurement, "key" | "job" | "against"> {
  /** "rpmkeys not installed", "failed: …". */
  readonly skipped: string;
}

/** A row of the table. */
export type Row = Measurement | Skipped;

/** Whether a comparison was made. */
export function isMeasured(row: Row): row is Measurement {
  return !("skipped" in row);
}

/** Whether a row is as good as it should be; undefined without a goal. */
export function meetsGoal({ value, goal }: Measurement): boolean | undefined {
  return goal === undefined ? undefined : value <= goal;
}
