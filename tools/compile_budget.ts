// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What an executable may weigh, and how long it may take to start.
 *
 * @module
 */

/** What was measured. Sizes in bytes, times in milliseconds. */
export interface Measurements {
  /** Size of the executable. */
  readonly size: number;
  /** Size of an executable that holds an empty module: the runtime. */
  readonly emptySize: number;
  /** Least time of `--version`. */
  readonly version: number;
  /** Least time of the empty executable. */
  readonly empty: number;
  /** Least time of `check` against a server on loopback. */
  readonly check: number;
}

/** A bound, and whether it holds. */
export interface Budget {
  /** "size: 102.5 MB, runtime 97.8 MB + 6 MB allowed" */
  readonly line: string;
  readonly holds: boolean;
}

/** Bytes that the program may add to the runtime. */
const OWN_SIZE = 6_500_000;

/**
 * How many times the start of an empty program `--version` may take. It takes
 * about 1.45 times as long; the rest is for a machine that is shared.
 */
const START_RATIO = 2;

/** Milliseconds that `check` may take on top of the start. */
const CHECK_TIME = 250;

/** Compares measurements with their bounds. Pure. */
export function judge(measured: Measurements): Budget[] {
  const { size, emptySize, version, empty, check } = measured;
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  const ms = (time: number) => `${time.toFixed(0)} ms`;
  return [
    {
      line: `size: ${mb(size)}, which is the runtime and ` +
        `${mb(size - emptySize)}; allowed ${mb(OWN_SIZE)}`,
      holds: size - emptySize <= OWN_SIZE,
    },
    {
      line: `--version: ${ms(version)}, which is ` +
        `${(version / empty).toFixed(2)} times an empty program; ` +
        `allowed ${START_RATIO} times`,
      holds: version <= START_RATIO * empty,
    },
    {
      line: `check on loopback: ${ms(check)}, which is the start and ` +
        `${ms(check - version)}; allowed ${ms(CHECK_TIME)}`,
      holds: check - version <= CHECK_TIME,
    },
  ];
}

/**
 * Least times of actions, taken in turns: whatever else the machine does makes
 * a run slower, never faster.
 *
 * @param rounds how often each is timed
 * @param actions what to time
 * @returns milliseconds, in the order of the actions
 */
export async function leastTimes(
  rounds: number,
  ...actions: readonly (() => Promise<unknown>)[]
): Promise<number[]> {
  const least = actions.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    for (const [i, action] of actions.entries()) {
      const start = performance.now();
      await action();
      least[i] = Math.min(least[i] ?? Infinity, performance.now() - start);
    }
  }
  return least;
}
