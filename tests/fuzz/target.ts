// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What is fuzzed, and the invariant.
 *
 * @module
 */

import type { Bytes } from "../fixtures/bytes.ts";
import type { Random } from "./random.ts";

/** One input, made but not judged yet. */
export interface FuzzCase {
  /** What was changed, for the finding's name: `package-xz`. */
  readonly name: string;
  /** The input, to keep. */
  readonly input: Bytes;
  /**
   * Uses the input. Returns where it is accepted, and what it says then is the
   * same as of the original; throws a documented error where it is refused.
   *
   * @throws {Violation} where it is accepted, but says something else
   */
  readonly judge: () => Promise<void>;
}

/** Something to fuzz. */
export interface FuzzTarget {
  readonly name: string;
  /** How often it is chosen, compared with the others. */
  readonly weight: number;
  /** Makes an input; the same for the same numbers. */
  readonly make: (random: Random) => Promise<FuzzCase>;
}

/** The invariant is broken, which is worse than a wrong refusal. */
export class Violation extends Error {
  override readonly name = "Violation";
}

/** Throws where two values differ as JSON. */
export function requireSame(what: string, expected: unknown, found: unknown) {
  const [a, b] = [expected, found].map((value) => JSON.stringify(value));
  if (a === b) return;
  throw new Violation(
    `accepted with another ${what}: ${b?.slice(0, 200)}, not ${
      a?.slice(0, 200)
    }`,
  );
}
