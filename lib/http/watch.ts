// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The time that an attempt at a download may take.
 *
 * @module
 */

import { ExchangeFailure } from "./failure.ts";

/** What the server must achieve. */
export interface Pace {
  /** Milliseconds in which `windowBytes` must arrive. */
  readonly windowMs: number;
  /** Bytes that each window must bring. */
  readonly windowBytes: number;
  /** Milliseconds that the attempt may take in all. */
  readonly attemptMs: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/** Ends an attempt that brings too few bytes, or takes too long in all. */
export class Watch {
  readonly #abort = new AbortController();
  readonly #timer: ReturnType<typeof setInterval>;
  #bytes = 0;
  #forgiven = false;

  /** @param pace what the server must achieve, from now on */
  constructor(pace: Pace) {
    const { windowMs, windowBytes, attemptMs, now } = pace;
    const start = now();
    let last = start;
    this.#timer = setInterval(() => {
      const time = now();
      // A program busy with something else has not looked at what arrived.
      if (time - last > 1.5 * windowMs) this.#forgiven = true;
      last = time;
      if (time - start > attemptMs) {
        this.#stop("the download takes too long", {
          expected: `at most ${attemptMs / 1_000} s`,
        });
      } else if (!this.#forgiven && this.#bytes < windowBytes) {
        this.#stop("the server is too slow", {
          expected: `${windowBytes} bytes in ${windowMs / 1_000} s`,
          found: `${this.#bytes} bytes`,
        });
      }
      this.#bytes = 0;
      this.#forgiven = false;
    }, windowMs);
  }

  #stop(problem: string, values: { expected: string; found?: string }): void {
    const failure = new ExchangeFailure({ problem, ...values }, {
      retry: true,
    });
    this.#abort.abort(failure);
  }

  /** Aborted with an {@linkcode ExchangeFailure} when time is up. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The server answered: the window that runs now is forgiven. */
  answered(): void {
    this.#forgiven = true;
  }

  /** @param bytes how many arrived since the last call */
  received(bytes: number): void {
    this.#bytes += bytes;
  }

  /** The attempt is over. */
  end(): void {
    clearInterval(this.#timer);
  }
}
