// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Which points of a run something goes wrong at: all of them, or in a quick run
 * one of each step.
 *
 * @module
 */

import { IS_QUICK } from "../fixtures/long.ts";

/** Milliseconds for a test of many trials, of which each has its own minute. */
export const DEADLINE = 1_200_000;

/**
 * The points to try: all of them, or one of each name.
 *
 * @param nameOf the step that a point is in, such as the command of git
 */
export function sample<T>(
  points: readonly T[],
  nameOf: (point: T) => string,
): readonly T[] {
  if (!IS_QUICK) return points;
  // The last of each name: the first calls of git are before any work.
  return [...new Map(points.map((point) => [nameOf(point), point])).values()];
}

/** Evenly spread values from 0 to a bound, without it. */
export function spread(length: number, bound: number): number[] {
  return Array.from({ length }, (_, i) => Math.round(i * bound / length));
}
