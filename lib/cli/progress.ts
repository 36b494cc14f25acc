// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * How far long work has come: one bar at a time, which counts things or bytes.
 *
 * @module
 */

import type { Terminal } from "./terminal.ts";

/** Turns what commands report into a bar. */
export class WorkProgress {
  readonly #terminal: Terminal;
  readonly #received = new Map<string, number>();
  #done = 0;

  /** @param terminal where the bar is shown, if it shows any */
  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /**
   * Begins a bar, in place of the one before.
   *
   * @param max the whole work
   * @param unit what is counted
   */
  begin(max: number, unit: "bytes" | "releases"): void {
    this.#done = 0;
    this.#received.clear();
    this.#terminal.showBar(max, unit);
  }

  /** Shows how far a pass over releases has come. */
  show({ done, total }: { readonly done: number; readonly total: number }) {
    if (done === 0) this.begin(total, "releases");
    else this.advance();
  }

  /** One more thing is done. */
  advance(): void {
    this.#terminal.moveBar(++this.#done);
  }

  /**
   * More of a download has arrived.
   *
   * @param name the download
   * @param bytes all that has arrived of it
   */
  received(name: string, bytes: number): void {
    this.#received.set(name, bytes);
    const all = this.#received.values().reduce((sum, bytes) => sum + bytes, 0);
    this.#terminal.moveBar(all);
  }
}

/** Does long work; its bar goes away with it. */
export async function withProgress<T>(
  terminal: Terminal,
  work: (progress: WorkProgress) => Promise<T>,
): Promise<T> {
  try {
    return await work(new WorkProgress(terminal));
  } finally {
    await terminal.removeBar();
  }
}
