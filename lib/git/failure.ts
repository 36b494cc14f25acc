// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * git's errors as errors that say what to do.
 *
 * @module
 */

import {
  type ErrorDetails,
  OperationError,
  type OperationKind,
} from "../errors.ts";

/** What is known of a git command that failed. */
export interface Failure {
  /** What the error is about. */
  readonly subject: string;
  /** The command: "update-ref". */
  readonly command: string;
  /** What git wrote to standard error. */
  readonly stderr: string;
  /** The exit code, or the signal's name. */
  readonly end: number | string;
  /**
   * Whether it talked to another repository: a server's words may be on standard
   * error then, and choose no diagnosis.
   */
  readonly isRemote: boolean;
}

/** What is wrong, and what to do about it. */
export interface Diagnosis extends Omit<ErrorDetails, "subject"> {
  /** "git" by default. */
  readonly kind?: OperationKind;
}

/** What is wrong with a ref that git says is broken. */
export const DAMAGED_REF = "its file is empty or damaged, as a crash leaves it";

/** What to do about that. */
export const DAMAGED_REF_HINT =
  "Use a fresh clone, or remove that file in .git/refs and set the ref again " +
  "with git update-ref; .git/logs may know where it was";

/** Longest line of git's that an error repeats, in UTF-16 units. */
const MAX_LINE = 400;

/** The lines without what could move a terminal's cursor or reorder text. */
function printableLines(stderr: string): string[] {
  return stderr.split(/[\r\n]+/).map((line) =>
    line.replaceAll(/[\p{Cc}\p{Cf}]/gu, "").slice(0, MAX_LINE).trim()
  ).filter((line) => line !== "");
}

/**
 * The most specific line of git's standard error: the last that begins with
 * `fatal:` or `error:`, for advice may follow it; else the last.
 */
export function tellingLine(stderr: string): string {
  const lines = printableLines(stderr);
  return lines.findLast((line) => /^(fatal|error): /.test(line)) ??
    lines.at(-1) ?? "";
}

/** The error for a git command that failed. */
export function gitFailure(failure: Failure): OperationError {
  const { kind = "git", ...details } = diagnose(failure);
  return new OperationError(kind, { subject: failure.subject, ...details });
}

function diagnose({ command, stderr, end, isRemote }: Failure): Diagnosis {
  const line = tellingLine(stderr);
  const ended = typeof end === "string"
    ? `git ${command} was ended by ${end}`
    : `git ${command} failed with exit code ${end}`;
  if (isRemote) {
    return {
      kind: "network",
      problem: ended,
      found: line || undefined,
      hint: "See what git or the server says, then run it again",
    };
  }
  const kind = "repository";
  if (/detected dubious ownership|is owned by someone else/.test(stderr)) {
    const remedy = printableLines(stderr).find((said) =>
      said.startsWith("git config --global --add safe.directory")
    );
    return {
      kind,
      problem: "the repository belongs to another user",
      found: line,
      hint: `If you trust it, run: ${
        remedy ?? "git config --global --add safe.directory <its path>"
      }`,
    };
  }
  if (/^fatal: not a git repository/m.test(stderr)) {
    return {
      kind,
      problem: "this is not a git repository",
      hint: "Name the directory of a clone; to get one: git clone URL",
    };
  }
  if (/^fatal: No such ref: HEAD$/m.test(stderr)) {
    return {
      kind,
      problem: `HEAD names a branch, and ${DAMAGED_REF}`,
      hint: DAMAGED_REF_HINT,
    };
  }
  if (/\.lock': File exists/.test(stderr)) {
    return {
      kind,
      problem: "another git process is running here, or one crashed",
      found: line,
      hint: "Wait for it; if there is none, remove that file",
    };
  }
  if (
    /lazy fetching disabled|promisor remote|transport '.*' not allowed/
      .test(stderr)
  ) {
    return {
      kind,
      problem: "a partial clone lacks objects that are needed",
      found: line,
      hint: "Get them with: git fetch --refetch --no-filter",
    };
  }
  const unsigned = printableLines(stderr).find((said) =>
    /sign|gpg|\bkey(gen)?\b/i.test(said) && !said.startsWith("[GNUPG:]")
  );
  if ((command === "commit-tree" || command === "tag") && unsigned) {
    return {
      problem: "cannot sign",
      found: unsigned,
      hint: "Look at user.signingKey, gpg.format and gpg.program in git's " +
        "configuration; a program counts only in your own, not the repository's",
    };
  }
  return { problem: ended, found: line || undefined };
}
