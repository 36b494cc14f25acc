// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Objects that are missing, and objects that no proof can be based on.
 *
 * @module
 */

import { OperationError, VerificationError } from "../errors.ts";

/** An object that the proof needs is not in this clone. Refutes nothing. */
export class MissingObjectError extends OperationError {}

/** The check that an object fails: by its content, its form, or its size. */
export type ObjectCheck = "object-ids" | "object-form" | "bounds";

/** An object that no proof can be based on. */
export class BadObjectError extends VerificationError {
  /** The check that it fails. */
  readonly check: ObjectCheck;

  /**
   * Refuses an object.
   *
   * @param check the check that it fails
   * @param subject its type and id
   * @param details what is wrong
   */
  constructor(
    check: ObjectCheck,
    subject: string,
    details: {
      readonly problem: string;
      readonly expected?: string;
      readonly found?: string;
    },
  ) {
    super(check === "bounds" ? "E_LIMIT" : "E_FORMAT", { subject, ...details });
    this.check = check;
  }
}
