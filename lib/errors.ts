// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The errors that callers can distinguish: refused evidence, an operation that
 * failed, and wrong usage. Everything else is a bug.
 *
 * @module
 */

/**
 * Every reason for which evidence is refused. The set is closed: code may
 * switch over it, and a new member is a new minor version.
 */
export const VERIFICATION_CODES = {
  E_FORMAT: "malformed structure",
  E_LIMIT: "a number or a length is over its bound",
  E_SIZE: "a size differs from the one promised",
  E_DIGEST: "a digest or checksum is wrong",
  E_SIG: "a signature is wrong or cannot be read",
  E_UNSIGNED: "there is no signature",
  E_COVERAGE: "header or payload is not covered by a good signature",
  E_NOKEY: "the signing key is unknown or not pinned",
  E_UNTRUSTED: "the key is revoked, expired or not bound",
  E_WEAK: "the algorithm is not accepted",
  E_UNKNOWN: "the algorithm is not known",
  E_SIG_TIME: "the signature's time is impossible",
  E_FILE: "the payload disagrees with the signed file list",
  E_BOMB: "the payload is larger than the signed file list allows",
  E_PATH: "a path is not safe",
  E_TYPE: "a file type or mode is not allowed",
  E_LAYOUT: "this is not a package of the driver",
  E_META: "repository metadata is wrong",
  E_ROLLBACK: "repository metadata is older than what is known",
  E_CONTENT: "the same version has other content",
} as const;

/** One of the codes of {@linkcode VERIFICATION_CODES}. */
export type VerificationCode = keyof typeof VERIFICATION_CODES;

/** What an error says besides its class and code. */
export interface ErrorDetails {
  /** What the error is about: a package, a file, a URL, a tag. */
  readonly subject: string;
  /** What is wrong, in a few words: "sha256 differs from primary.xml". */
  readonly problem: string;
  /** The value that had to be there. */
  readonly expected?: string | undefined;
  /** The value that was there. */
  readonly found?: string | undefined;
  /** What the reader can do, as one sentence without final period. */
  readonly hint?: string | undefined;
  /** The error below this one. */
  readonly cause?: unknown;
}

/**
 * What was expected and what was found, for the end of a sentence.
 *
 * @returns "expected …" and "found …", as far as there are values
 */
export function valuesOf(
  { expected, found }: Pick<ErrorDetails, "expected" | "found">,
): string[] {
  return [
    ...(expected === undefined ? [] : [`expected ${expected}`]),
    ...(found === undefined ? [] : [`found ${found}`]),
  ];
}

/** What {@linkcode VerificationError} and {@linkcode OperationError} share. */
export abstract class DetailedError extends Error {
  /** What the error is about: a package, a file, a URL, a tag. */
  readonly subject: string;
  /** What is wrong, without subject and values. */
  readonly problem: string;
  /** The value that had to be there, where there is one. */
  readonly expected: string | undefined;
  /** The value that was there, where there is one. */
  readonly found: string | undefined;
  /** What the reader can do, where that is known. */
  readonly hint: string | undefined;

  /**
   * Puts the details into words.
   *
   * @param details what it is about, what was expected and what was found
   */
  constructor(details: ErrorDetails) {
    const { subject, problem, cause } = details;
    super(
      [`${subject}: ${problem}`, ...valuesOf(details)].join(", "),
      cause === undefined ? undefined : { cause },
    );
    this.subject = subject;
    this.problem = problem;
    this.expected = details.expected;
    this.found = details.found;
    this.hint = details.hint;
  }
}

/**
 * Something is not what it claims to be. Nothing of it was used, written or
 * committed. The command line exits with 3.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { VerificationError } from "./errors.ts";
 *
 * const error = new VerificationError("E_DIGEST", {
 *   subject: "driver-1.0.rpm",
 *   problem: "sha256 differs from primary.xml",
 *   expected: "3288",
 *   found: "3f9e",
 * });
 * assertEquals(error.code, "E_DIGEST");
 * assertEquals(
 *   error.message,
 *   "driver-1.0.rpm: sha256 differs from primary.xml, expected 3288, found 3f9e",
 * );
 * ```
 */
export class VerificationError extends DetailedError {
  /** The class's name. */
  override readonly name = "VerificationError";
  /** The reason, of a closed set. */
  readonly code: VerificationCode;

  /**
   * Refuses evidence.
   *
   * @param code the reason, of a closed set
   * @param details what it is about, what was expected and what was found
   */
  constructor(code: VerificationCode, details: ErrorDetails) {
    super(details);
    this.code = code;
  }
}

/** What an {@linkcode OperationError} happened to. */
export type OperationKind =
  | "network"
  | "upstream"
  | "git"
  | "repository"
  | "disk";

/**
 * The network, what upstream offers, git, the disk or the state of the
 * repository stood in the way.
 * Says nothing about the truth of any evidence. The command line exits with 1.
 */
export class OperationError extends DetailedError {
  /** The class's name. */
  override readonly name = "OperationError";
  /** What failed. */
  readonly kind: OperationKind;

  /**
   * Describes an operation that failed.
   *
   * @param kind what failed
   * @param details what it is about, what was expected and what was found
   */
  constructor(kind: OperationKind, details: ErrorDetails) {
    super(details);
    this.kind = kind;
  }
}

/** The arguments make no sense. The command line exits with 2. */
export class UsageError extends Error {
  /** The class's name. */
  override readonly name = "UsageError";
  /** What the reader can do, where that is known. */
  readonly hint: string | undefined;

  /**
   * Describes wrong usage.
   *
   * @param message what is wrong with the arguments
   * @param hint what to do instead
   */
  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/**
 * What an error says.
 *
 * @param error whatever was thrown
 */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * The result of a step, or the error with which it refuses what it reads.
 *
 * @param step reads something that may be anything
 * @throws every other error: that is a bug
 */
export function attempt<T>(step: () => T): T | VerificationError {
  try {
    return step();
  } catch (error) {
    if (error instanceof VerificationError) return error;
    throw error;
  }
}
