// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Stands in for `@std/cli/unstable-progress-bar`.
 *
 * @module
 */

/** What a bar's formatter can put into the line. */
export interface ProgressBarFormatter {
  /** Minutes and seconds since the start: `00:07`. */
  styledTime: string;
  /** How much of how much. */
  styledData: string;
  /** The bar without brackets. */
  progressBar: string;
  /** Milliseconds since the start. */
  time: number;
  /** `time` when the line was last written. */
  previousTime: number;
  value: number;
  /** `value` when the line was last written. */
  previousValue: number;
  max: number;
}

/** Options of {@linkcode ProgressBar}. */
export interface ProgressBarOptions {
  /** Where the bar goes; stderr by default. */
  writable?: WritableStream<Uint8Array>;
  value?: number;
  max: number;
  /** Width of the bar in characters. */
  barLength?: number;
  fillChar?: string;
  emptyChar?: string;
  /** Remove the line at the end. */
  clear?: boolean;
  formatter?: (formatter: ProgressBarFormatter) => string;
  /** Leave `writable` open at the end. */
  keepOpen?: boolean;
  /** Milliseconds between two writes. */
  interval?: number;
}

const CLEAR_LINE = "\r\x1b[K";

function defaultLine(line: ProgressBarFormatter): string {
  return `[${line.styledTime}] [${line.progressBar}] [${line.styledData}]`;
}

/** One line that is written again and again until {@linkcode stop}. */
export class ProgressBar {
  value: number;
  max: number;
  readonly #options: ProgressBarOptions;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #start = Date.now();
  readonly #timer: ReturnType<typeof setInterval>;
  #last = { time: 0, value: 0 };

  constructor(options: ProgressBarOptions) {
    this.#options = options;
    this.value = options.value ?? 0;
    this.max = options.max;
    this.#last.value = this.value;
    this.#writer = (options.writable ?? Deno.stderr.writable).getWriter();
    this.#timer = setInterval(() => this.#draw(), options.interval ?? 1_000);
    this.#draw();
  }

  #draw(): Promise<void> {
    const { barLength = 50, fillChar = "#", emptyChar = "-" } = this.#options;
    const time = Date.now() - this.#start;
    const share = Math.min(Math.max(this.value / this.max, 0), 1);
    const filled = Math.trunc(share * barLength);
    const line = {
      styledTime: new Date(time).toISOString().slice(14, 19),
      styledData: `${this.value}/${this.max}`,
      progressBar: fillChar.repeat(filled) +
        emptyChar.repeat(barLength - filled),
      time,
      previousTime: this.#last.time,
      value: this.value,
      previousValue: this.#last.value,
      max: this.max,
    };
    this.#last = { time, value: this.value };
    return this.#write(
      CLEAR_LINE + (this.#options.formatter ?? defaultLine)(line),
    );
  }

  #write(text: string): Promise<void> {
    // A bar must never fail the work that it shows.
    return this.#writer.write(new TextEncoder().encode(text)).catch(() => {});
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    if (this.#options.clear) {
      await this.#write(CLEAR_LINE);
    } else {
      await this.#draw();
      await this.#write("\n");
    }
    if (this.#options.keepOpen ?? true) this.#writer.releaseLock();
    else await this.#writer.close().catch(() => {});
  }
}
