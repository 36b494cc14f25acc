// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Times contenders in turns: other load on the machine slows all of them, so
 * their ratios stay the same.
 *
 * @module
 */

import type { Measurement, Row } from "./row.ts";

/** One way to do a job. */
export interface Contender {
  /** Prepares one run. Not timed. */
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

/** Another way to do a job, which may not be possible here. */
export interface Rival {
  readonly labels: Labels;
  /** "rpmkeys not installed"; undefined where it is possible. */
  readonly missing: string | undefined;
  /** Prepares it; only called where it is possible. */
  readonly contender: () => Contender | Promise<Contender>;
}

/**
 * Compares our way with others in one race.
 *
 * @returns a row for each of the others
 */
export async function compare(
  rounds: number,
  us: Contender,
  rivals: readonly Rival[],
): Promise<Row[]> {
  const possible = rivals.filter(({ missing }) => missing === undefined);
  const contenders = [us];
  for (const { contender } of possible) contenders.push(await contender());
  const [ours = [], ...theirs] = await race(rounds, contenders);
  return rivals.map((rival): Row => {
    const { labels, missing } = rival;
    const { key, job, against } = labels;
    return missing === undefined
      ? ratio(labels, ours, theirs[possible.indexOf(rival)] ?? [])
      : { key, job, against, skipped: missing };
  });
}

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

/** How much longer ours takes than the other, in milliseconds. */
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

/** One number that is compared with nothing but its goal. */
export function alone(
  labels: Labels & { readonly kind: "memory" | "duration" | "round-trips" },
  value: number,
): Measurement {
  return { ...labels, ours: value, value };
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
