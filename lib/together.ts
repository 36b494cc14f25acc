// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Work that does not depend on each other.
 *
 * @module
 */

/**
 * Waits for all of some work, then gives the results.
 *
 * Unlike with `Promise.all`, nothing runs on when this throws, and which of
 * several errors is thrown is no matter of chance: the first in the given order.
 */
export async function together<T extends readonly unknown[]>(
  ...work: { readonly [K in keyof T]: Promise<T[K]> }
): Promise<T> {
  const settled = await Promise.allSettled(work);
  const values = settled.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
  return values as unknown as T;
}

/** Work that may be given up. */
export interface Stoppable {
  /** Stops that work, also where the caller's own signal does. */
  readonly signal: AbortSignal;
  /** The same work; where it fails, the signal fires. */
  needs<T>(work: Promise<T>): Promise<T>;
}

/**
 * Lets work of {@linkcode together} end early: that which stands behind other
 * work in the order, so that its own error counts no more once that has failed.
 * Nobody should wait for one server to hang before he hears that another lied.
 *
 * @param signal the caller's, which stops everything
 */
export function stoppable(signal: AbortSignal | undefined): Stoppable {
  const stop = new AbortController();
  return {
    signal: signal === undefined
      ? stop.signal
      : AbortSignal.any([signal, stop.signal]),
    needs: async (work) => {
      try {
        return await work;
      } catch (error) {
        stop.abort();
        throw error;
      }
    },
  };
}
