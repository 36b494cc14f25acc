// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Signals that stop the work instead of the process, so that nothing is left
 * behind.
 *
 * @module
 */

import { EXIT } from "./exit.ts";
import { isHangupIgnored } from "./process_status.ts";

const SIGNALS: readonly (readonly [Deno.Signal, number])[] =
  Deno.build.os === "windows" ? [["SIGINT", EXIT.interrupted]] : [
    ["SIGINT", EXIT.interrupted],
    ["SIGTERM", EXIT.terminated],
    ["SIGHUP", EXIT.hungUp],
  ];

/** The signal that stopped the work. */
export interface ReceivedSignal {
  readonly name: Deno.Signal;
  /** The exit code for it. */
  readonly code: number;
}

/** The first signal stops the work, the second one the process. */
export class Interrupt implements Disposable {
  readonly #controller = new AbortController();
  readonly #listeners = new Map<Deno.Signal, () => void>();
  #received: ReceivedSignal | undefined;

  constructor() {
    for (const [name, code] of SIGNALS) {
      if (name === "SIGHUP" && isHangupIgnored()) continue;
      const listener = () => {
        this.#received ??= { name, code };
        // Without a listener the next signal does what it does by default.
        this[Symbol.dispose]();
        this.#controller.abort();
      };
      Deno.addSignalListener(name, listener);
      this.#listeners.set(name, listener);
    }
  }

  /** Fires with the first signal. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The first signal; undefined where none came. */
  get received(): ReceivedSignal | undefined {
    return this.#received;
  }

  [Symbol.dispose](): void {
    for (const [name, listener] of this.#listeners) {
      Deno.removeSignalListener(name, listener);
    }
    this.#listeners.clear();
  }
}
