// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * How much of what can go wrong is tried: all of it by `deno task faults`, which
 * CI runs, and a sample by `deno task test`.
 *
 * @module
 */

/** Whether all is tried. */
export const ALL: boolean = Deno.env.get("NEURON_PUBLISH_FAULTS") === "all";

/** Milliseconds for a test of many trials, of which each has its own minute. */
export const DEADLINE: number = ALL ? 1_200_000 : 300_000;

/**
 * The points to try: all of them, or one of each name.
 *
 * @param nameOf the step that a point is in, such as the command of git
 */
export function sample<T>(
  points: readonly T[],
  nameOf: (point: T) => string,
): readonly T[] {
  if (ALL) return points;
  // The last of each name: the first calls of git are before any work.
  return [...new Map(points.map((point) => [nameOf(point), point])).values()];
}

/**
 * Evenly spread values from 0 to a bound, without it: all of them, or fewer.
 *
 * @param count how many there are in all, and how many in a sample
 */
export function spread(
  count: { readonly all: number; readonly sample: number },
  bound: number,
): number[] {
  const length = ALL ? count.all : count.sample;
  return Array.from({ length }, (_, i) => Math.round(i * bound / length));
}
