// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Reads each item once: most of what a history holds is in many commits.
 *
 * @module
 */

/**
 * A function that reads each item once: every caller gets the same result, or
 * the rejection.
 *
 * @param read reads an item
 * @param keyOf what tells an item from another; the item as text by default
 */
export function once<A, T>(
  read: (item: A) => Promise<T>,
  keyOf: (item: A) => string = String,
): (item: A) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (item) => {
    const key = keyOf(item);
    const before = known.get(key);
    if (before !== undefined) return before;
    const result = read(item);
    result.catch(() => {}); // every caller gets the rejection
    known.set(key, result);
    return result;
  };
}
