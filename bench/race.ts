// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Times contenders side by side: whatever else the machine does meanwhile hits
 * all of them, and ratios stay what they are.
 *
 * @module
 */

import type { Measurement } from "./row.ts";

/** One way to do a job. */
export interface Contender {
  /** Makes ready for one run. Not timed. */
  readonly prepare?: () => Promise<unknown>;
  /** Does the job. Timed. */
  readonly run: () => Promise<unknown>;
}

/**
 * Runs all contenders in each round, back and forth, after one round that does
 * not count: it fills caches.
 *
 * @param rounds rounds that count
 * @param contenders what to run
 * @returns milliseconds of each contender, by round
 */
export async function race(
  rounds: number,
  contenders: readonly Contender[],
): Promise<number[][]> {
  const times = contenders.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    const order = [...contenders.entries()];
    for (const [i, { prepare, run }] of round % 2 ? order : order.reverse()) {
      await prepare?.();
      const start = performance.now();
      await run();
      if (round >= 0) times[i]?.push(performance.now() - start);
    }
  }
  return times;
}

/** What a row says beside its numbers. */
export type Labels = Pick<Measurement, "key" | "job" | "against" | "goal">;

/**
 * Our time as a multiple of the other's.
 *
 * @param labels the row's words and goal
 * @param ours milliseconds by round
 * @param theirs the same of the other
 */
export function ratio(
  labels: Labels,
  ours: readonly number[],
  theirs: readonly number[],
): Measurement {
  const value = median(ours.map((time, i) => time / (theirs[i] ?? NaN)));
  return {
    ...labels,
    kind: "ratio",
    ours: median(ours),
    theirs: median(theirs),
    value,
  };
}

/** What ours takes longer than the other, in milliseconds. */
export function difference(
  labels: Labels,
  ours: readonly number[],
  theirs: readonly number[],
): Measurement {
  const value = median(ours.map((time, i) => time - (theirs[i] ?? NaN)));
  return {
    ...labels,
    kind: "difference",
    ours: median(ours),
    theirs: median(theirs),
    value,
  };
}

/** A peak of resident memory, in bytes. */
export function memory(labels: Labels, peak: number): Measurement {
  return { ...labels, kind: "memory", ours: peak, value: peak };
}

/**
 * The middle one of some numbers; between two, their mean.
 *
 * @param values at least one
 */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.ceil((sorted.length - 1) / 2)],
  ];
  return ((low ?? NaN) + (high ?? NaN)) / 2;
}
