// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Numbers that look random and are the same for the same seed and run, on
 * every machine: "sfc32" of PractRand, seeded by FNV-1a.
 *
 * @module
 */

/** A source of numbers. */
export class Random {
  readonly #state: Uint32Array<ArrayBuffer>;

  /**
   * @param seed names a campaign
   * @param run number of the run in it
   */
  constructor(seed: number, run: number) {
    let hash = 0x811c9dc5;
    const words = Uint32Array.of(seed, run, 0x6e657572, 1);
    this.#state = words.map((word) => {
      for (let shift = 0; shift < 32; shift += 8) {
        hash = Math.imul(hash ^ (word >>> shift & 0xff), 0x01000193);
      }
      return hash >>> 0;
    });
    for (let i = 0; i < 12; i++) this.next();
  }

  /** @returns a number from 0 to 2^32 - 1 */
  next(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.#state;
    const sum = (a + b + d) >>> 0;
    this.#state[0] = b ^ (b >>> 9);
    this.#state[1] = c + (c << 3);
    this.#state[2] = ((c << 21) | (c >>> 11)) + sum;
    this.#state[3] = d + 1;
    return sum;
  }

  /** @returns a number from 0 to `limit` - 1; 0 where `limit` is 0 */
  below(limit: number): number {
    return limit <= 0 ? 0 : Math.floor(this.next() / 2 ** 32 * limit);
  }

  /** @returns true once in `n` times */
  oneIn(n: number): boolean {
    return this.below(n) === 0;
  }

  /** @returns one of the values, of which there has to be one */
  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new RangeError("nothing to pick from");
    return value;
  }

  /** @returns how often to do something: 1 most often, 2, 4 and 8 at times */
  times(): number {
    return 2 ** Math.min(3, Math.clz32(this.next()));
  }
}
