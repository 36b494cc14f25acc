// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What an error says, for people and as JSON. Pure.
 *
 * @module
 */

import { printableAddress, redactor } from "../address.ts";
import { OperationError, UsageError, VerificationError } from "../errors.ts";
import { singleLine } from "../printable.ts";

/** What an error says about itself, for people and as JSON. */
export interface ErrorReport {
  /** Of a closed set, for verification errors only. */
  readonly code?: string;
  readonly subject?: string;
  readonly problem: string;
  readonly expected?: string;
  readonly found?: string;
  readonly hint: string;
}

/**
 * Takes an error apart.
 *
 * @param error anything that was thrown
 * @param redact takes known secrets out of its words; those of URLs go anyway
 */
export function describeError(
  error: unknown,
  redact: (text: string) => string = redactor(),
): ErrorReport {
  const { subject, expected, found, ...report } = takeApart(error);
  return {
    ...report,
    ...(subject === undefined
      ? {}
      : { subject: redact(printableAddress(subject)) }),
    problem: redact(report.problem),
    ...(expected === undefined ? {} : { expected: redact(expected) }),
    ...(found === undefined ? {} : { found: redact(found) }),
    hint: redact(sentence(report.hint)),
  };
}

/** Text with a capital first letter. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function takeApart(error: unknown): ErrorReport {
  if (error instanceof VerificationError || error instanceof OperationError) {
    const { subject, problem, expected, found } = error;
    return {
      ...(error instanceof VerificationError ? { code: error.code } : {}),
      subject: singleLine(subject),
      problem: singleLine(problem),
      ...(expected === undefined ? {} : { expected: singleLine(expected) }),
      ...(found === undefined ? {} : { found: singleLine(found) }),
      hint: error.hint ?? defaultHint(error),
    };
  }
  if (error instanceof UsageError) {
    return {
      problem: error.message,
      hint: error.hint ?? "see neuron-publish --help",
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Deno.errors.NotCapable) {
    return {
      problem: `Not allowed: ${singleLine(message)}`,
      hint: "all that is ever needed is --allow-read --allow-write " +
        "--allow-env --allow-net --allow-run=git",
    };
  }
  return {
    problem: `Something unexpected happened: ${message}`,
    hint: "this is a fault of the program: please report it with what " +
      "--verbose tells",
  };
}

function defaultHint(error: VerificationError | OperationError): string {
  if (error instanceof VerificationError) {
    return "do not use it, get it anew tomorrow; if it stays so, tell " +
      "whoever hands it out";
  }
  switch (error.kind) {
    case "network":
      return "check the connection and the URL, then run it again";
    case "upstream":
      return "look at what the vendor's server offers, then run it again";
    case "git":
      return "see what git says, then run it again";
    case "repository":
      return "put the repository in order, then run it again";
    case "disk":
      return "check the path, permissions and free space, then run it again";
    default:
      return error.kind satisfies never;
  }
}
