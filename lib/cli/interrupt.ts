// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Signals that stop the work instead of the process.
 *
 * @module
 */

import { EXIT } from "./exit.ts";

/** SIGINT and SIGTERM stop the work. */
export class Interrupt implements Disposable {
  readonly #controller = new AbortController();
  readonly #listeners: readonly (readonly [Deno.Signal, () => void])[];
  /** Set once a signal came. */
  exitCode: number | undefined;

  constructor() {
    const signals = Deno.build.os === "windows"
      ? [["SIGINT", EXIT.interrupted] as const]
      : [
        ["SIGINT", EXIT.interrupted] as const,
        ["SIGTERM", EXIT.terminated] as const,
      ];
    this.#listeners = signals.map(([name, code]) => {
      const listener = () => {
        this.exitCode ??= code;
        this.#controller.abort();
      };
      Deno.addSignalListener(name, listener);
      return [name, listener];
    });
  }

  /** Fires with the first signal. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    for (const [name, listener] of this.#listeners) {
      Deno.removeSignalListener(name, listener);
    }
  }
}
