// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Stands in for `@std/cli/unstable-spinner`, without colours of its own.
 *
 * @module
 */

/** Options of {@linkcode Spinner}. */
export interface SpinnerOptions {
  /** The frames, in order. */
  spinner?: string[];
  message?: string;
  /** Milliseconds between two frames. */
  interval?: number;
  color?: string;
  output?: typeof Deno.stderr | typeof Deno.stdout;
}

const CLEAR_LINE = "\r\x1b[K";

/** A line that turns until {@linkcode stop}. */
export class Spinner {
  message: string;
  color: string | undefined;
  readonly #frames: readonly string[];
  readonly #interval: number;
  readonly #output: typeof Deno.stderr | typeof Deno.stdout;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: SpinnerOptions = {}) {
    this.message = options.message ?? "";
    this.color = options.color;
    this.#frames = options.spinner ?? ["|", "/", "-", "\\"];
    this.#interval = options.interval ?? 75;
    this.#output = options.output ?? Deno.stdout;
  }

  #write(text: string): void {
    this.#output.writeSync(new TextEncoder().encode(CLEAR_LINE + text));
  }

  start(): void {
    if (this.#timer !== undefined) return;
    let turn = 0;
    const draw = () => {
      const frame = this.#frames[turn++ % this.#frames.length];
      this.#write(`${frame} ${this.message}`);
    };
    this.#timer = setInterval(draw, this.#interval);
    draw();
  }

  stop(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#write("");
  }
}
