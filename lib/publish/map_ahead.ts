// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/** How far {@linkcode mapAhead} may run ahead. */
export interface AheadOptions<T> {
  /** Most items whose work has begun and whose result was not taken yet. */
  readonly maxItems: number;
  /** Most bytes of those, if bounded; a single item may have more. */
  readonly maxBytes?: number;
  /** Bytes that an item has; none by default. */
  readonly sizeOf?: (item: T) => number;
}

/**
 * Works on items ahead of their use, and yields the results in the items'
 * order.
 *
 * A failure is thrown in its turn, after the results of all items before it.
 * When the consumer stops, the work that is left is aborted and awaited.
 *
 * @param items what to work on, in order
 * @param work makes a result of an item; its signal fires when
 * the result is no longer needed
 * @param options how far to run ahead
 */
export async function* mapAhead<T, R>(
  items: readonly T[],
  work: (item: T, signal: AbortSignal) => Promise<R>,
  options: AheadOptions<T>,
): AsyncGenerator<R> {
  const { maxItems, maxBytes = Infinity, sizeOf = () => 0 } = options;
  const abort = new AbortController();
  const begun: { readonly size: number; readonly result: Promise<R> }[] = [];
  const left = items.values();
  let next = left.next();
  let bytes = 0;
  const begin = () => {
    while (next.done !== true && begun.length < maxItems) {
      const size = sizeOf(next.value);
      if (begun.length > 0 && bytes + size > maxBytes) return;
      const result = work(next.value, abort.signal);
      result.catch(() => {}); // the rejection surfaces at the await below
      begun.push({ size, result });
      bytes += size;
      next = left.next();
    }
  };
  try {
    begin();
    while (begun[0] !== undefined) {
      const { size, result } = begun[0];
      const value = await result;
      begun.shift();
      bytes -= size;
      begin(); // the next work goes on while the consumer uses this value
      yield value;
    }
  } finally {
    abort.abort();
    await Promise.allSettled(begun.map(({ result }) => result));
  }
}
