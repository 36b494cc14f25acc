// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/** How far downloads may run ahead. */
export interface PrefetchOptions<T> {
  /** Most downloads at once. */
  readonly concurrency: number;
  /** Most bytes that may wait; one item may always be under way. */
  readonly maxBytes: number;
  /** Bytes that an item will have. */
  readonly sizeOf: (item: T) => number;
}

/**
 * Fetches items ahead of their use and hands them out in order, so that the
 * network works while the one before is verified.
 *
 * A failure is thrown when its turn comes, after all items before it. When the
 * consumer stops, what is still under way is aborted.
 *
 * @param items what to fetch, in order
 * @param fetch gets one item; its signal fires when nobody wants it any more
 * @param options how far to run ahead
 */
export async function* prefetch<T, R>(
  items: readonly T[],
  fetch: (item: T, signal: AbortSignal) => Promise<R>,
  options: PrefetchOptions<T>,
): AsyncGenerator<{ readonly item: T; readonly result: R }> {
  const { concurrency, maxBytes, sizeOf } = options;
  const abort = new AbortController();
  const waiting: { item: T; size: number; promise: Promise<R> }[] = [];
  let next = 0;
  let bytes = 0;
  const start = () => {
    while (next < items.length && waiting.length < concurrency) {
      const item = items[next];
      if (item === undefined) return;
      const size = sizeOf(item);
      if (waiting.length > 0 && bytes + size > maxBytes) return;
      const promise = fetch(item, abort.signal);
      promise.catch(() => {}); // thrown below, when its turn comes
      waiting.push({ item, size, promise });
      bytes += size;
      next += 1;
    }
  };
  try {
    for (start(); waiting[0] !== undefined; start()) {
      const { item, size, promise } = waiting[0];
      const result = await promise;
      waiting.shift();
      bytes -= size;
      start();
      yield { item, result };
    }
  } finally {
    abort.abort();
    await Promise.allSettled(waiting.map(({ promise }) => promise));
  }
}

/**
 * Works on each item while the result before it is used. Results and errors
 * come in the items' order.
 *
 * @param items what to work on; an error of theirs comes in its turn
 * @param work makes a result of an item
 */
export async function* oneAhead<T, R>(
  items: AsyncIterable<T>,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const iterator = items[Symbol.asyncIterator]();
  let last: Promise<R> | undefined;
  let next: Promise<R> | undefined;
  const start = async () => {
    try {
      const { done, value } = await iterator.next();
      next = done === true ? undefined : work(value);
    } catch (error) {
      next = Promise.reject(error);
    }
    next?.catch(() => {}); // told in its turn
  };
  try {
    do {
      await start();
      if (last !== undefined) yield await last;
      last = next;
    } while (last !== undefined);
  } finally {
    await Promise.allSettled([last, next]); // nothing works on
    await iterator.return?.();
  }
}
