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
