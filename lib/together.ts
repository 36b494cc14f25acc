// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Independent work, side by side.
 *
 * @module
 */

/**
 * Waits for all promises to settle and returns their values.
 *
 * Unlike with `Promise.all`, nothing is still running when this throws, and of
 * several errors always the first in argument order is thrown.
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

/**
 * A signal that fires with the first of several, and with its reason.
 *
 * @param signals those that there are
 */
export function anySignal(
  ...signals: readonly (AbortSignal | undefined)[]
): AbortSignal {
  return AbortSignal.any(signals.filter((signal) => signal !== undefined));
}

/** A signal for work whose result is not needed once other work has failed. */
export interface Stoppable {
  /** Fires if work given to `needs` fails, or with the caller's own signal. */
  readonly signal: AbortSignal;
  /** Returns the same work, whose failure fires the signal. */
  needs<T>(work: Promise<T>): Promise<T>;
}

/**
 * Ends the later work of {@linkcode together} early: once earlier work has
 * failed, its own error no longer counts. A hung server must not delay
 * reporting a bad one.
 *
 * @param signal the caller's, which stops everything
 */
export function stoppable(signal: AbortSignal | undefined): Stoppable {
  const stop = new AbortController();
  return {
    signal: anySignal(signal, stop.signal),
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

/**
 * Waits for work that cannot be stopped, such as the opening of a named pipe,
 * until a signal fires. The work then goes on unattended.
 *
 * @param work what is waited for
 * @param signal ends the wait; its reason is thrown
 */
export async function interruptible<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return await work;
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
