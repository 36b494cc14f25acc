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
    // Before the first listener: with that one, Deno handles SIGHUP, too, and
    // would end a process that nohup(1) protects.
    const isProtected = isHangupIgnored();
    for (const [name, code] of SIGNALS) {
      const isIgnored = name === "SIGHUP" && isProtected;
      const listener = isIgnored ? ignore : () => {
        this.#received ??= { name, code };
        // Without a listener the next signal does what it does by default.
        this.#stopListening((each) => each !== ignore);
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

  #stopListening(where: (listener: () => void) => boolean): void {
    for (const [name, listener] of this.#listeners) {
      if (!where(listener)) continue;
      Deno.removeSignalListener(name, listener);
      this.#listeners.delete(name);
    }
  }

  [Symbol.dispose](): void {
    this.#stopListening(() => true);
  }
}

function ignore(): void {}

/**
 * A signal has stopped a command that had already done something. Everything
 * else that a signal stops has written nothing.
 */
export class Stopped extends Error {
  /** The class's name. */
  override readonly name = "Stopped";
  /**
   * The state that is left, as the end of a sentence: "what … is kept here".
   */
  readonly state: string;

  /** @param state the state that is left, as the end of a sentence */
  constructor(state: string) {
    super(`Stopped; ${state}`);
    this.state = state;
  }
}
