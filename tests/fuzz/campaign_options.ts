// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The options of tools that do something at random: `--runs N`, `--seed S`,
 * and `--run R` to do one run again.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";

/** Which runs of which campaign to do. */
export interface Campaign {
  readonly seed: number;
  /** The first run. */
  readonly first: number;
  /** The run after the last one. */
  readonly end: number;
  /** Where to keep inputs, where the tool has that option. */
  readonly keep: string | undefined;
}

/**
 * Reads the options.
 *
 * @param args the arguments
 * @param defaults the number of runs, and other options with a value
 * @throws {RangeError} where an option is unknown or no number
 */
export function parseCampaign(
  args: readonly string[],
  { runs, words = [] }: {
    readonly runs: number;
    readonly words?: readonly "keep"[];
  },
): Campaign {
  const given = parseArgs([...args], {
    string: ["runs", "seed", "run", ...words],
    unknown: (arg) => {
      throw new RangeError(`unknown argument ${arg}`);
    },
  });
  const number = (name: string, other: number) => {
    const value: unknown = given[name];
    if (value === undefined) return other;
    if (/^\d{1,10}$/.test(`${value}`) && Number(value) < 2 ** 32) {
      return Number(value);
    }
    throw new RangeError(`--${name} is a number from 0 to 2^32 - 1`);
  };
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  const first = number("run", 0);
  return {
    seed: number("seed", random),
    first,
    end: given["run"] === undefined ? number("runs", runs) : first + 1,
    keep: given["keep"],
  };
}
