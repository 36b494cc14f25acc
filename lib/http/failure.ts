// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Why an attempt at a download failed.
 *
 * @module
 */

import type { ErrorDetails } from "../errors.ts";

/** What {@linkcode ExchangeFailure} knows besides its text. */
export interface FailureOptions {
  /** Whether another attempt may succeed. */
  readonly retry: boolean;
  /** HTTP status, where the server answered. */
  readonly status?: number;
  /** Milliseconds that the server asks to wait. */
  readonly retryAfterMs?: number;
}

/** Why an attempt failed, and whether another one may succeed. */
export class ExchangeFailure extends Error {
  override readonly name = "ExchangeFailure";
  /** What goes into the error that people read. */
  readonly details: Omit<ErrorDetails, "subject">;
  /** Whether another attempt may succeed. */
  readonly retry: boolean;
  /** HTTP status, where the server answered. */
  readonly status: number | undefined;
  /** Milliseconds that the server asks to wait. */
  readonly retryAfterMs: number | undefined;

  /**
   * @param details what goes into the error that people read
   * @param options whether another attempt may succeed, and after how long
   */
  constructor(
    details: Omit<ErrorDetails, "subject">,
    options: FailureOptions,
  ) {
    super(details.problem, { cause: details.cause });
    this.details = details;
    this.retry = options.retry;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }
}
