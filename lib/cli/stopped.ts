// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The user has stopped a command that had already done something.
 *
 * @module
 */

/** Everything else that a signal stops has written nothing. */
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
