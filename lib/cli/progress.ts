// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * How far long work has come: one bar at a time, which counts things or bytes.
 *
 * @module
 */

import type { Progress, Terminal } from "./terminal.ts";

/** Turns what commands report into a bar. */
export class WorkProgress implements AsyncDisposable {
  readonly #terminal: Terminal;
  readonly #received = new Map<string, number>();
  #bar: Progress | undefined;
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
    void this.#bar?.stop();
    this.#done = 0;
    this.#received.clear();
    this.#bar = this.#terminal.progress(max, unit);
  }

  /** One more thing is done. */
  advance(): void {
    this.update(this.#done + 1);
  }

  /**
   * More of a download has arrived.
   *
   * @param name the download
   * @param bytes all that has arrived of it
   */
  received(name: string, bytes: number): void {
    this.#received.set(name, bytes);
    this.#bar?.update(
      this.#received.values().reduce((sum, bytes) => sum + bytes, 0),
    );
  }

  /** So many things are done. */
  update(done: number): void {
    this.#done = done;
    this.#bar?.update(done);
  }

  /** Removes the bar. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#bar?.stop();
  }
}
