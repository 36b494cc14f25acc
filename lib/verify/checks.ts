// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What an audit checks, and how it says what it found. Pure.
 *
 * @module
 */

import { type VerificationCode, VerificationError } from "../errors.ts";
import { MissingObjectError } from "./store.ts";

/**
 * Everything that is checked, in the order of the chain of evidence: what holds
 * when the check is ok. The set is closed: a new member is a new minor version.
 */
export const CHECKS = {
  objects: "this clone has every object that the proof needs",
  tag: "the tag's name is the version that header and message tell",
  branch: "the tag is reachable from the branch, or from a series branch",
  paths: "the commit touches nothing but source and archive",
  attributes: "no attributes beside the source change what is checked out",
  metadata: "repomd.xml vouches for primary, filelists and other",
  "metadata-sums": "the checksum files beside the metadata agree with it",
  listed: "primary.xml lists a driver package of that version",
  "package-file": "the archive holds the package that primary.xml names",
  "package-checksum": "its size and checksum are those of primary.xml",
  "package-sum": "the checksum file beside it agrees",
  key: "the archived key file holds the pinned key",
  package: "signatures cover header and payload, every file is what is signed",
  source: "the source folder is the package's, file by file and byte by byte",
  "message-format": "the message has the form of a release's",
  "message-fields": "what the message tells of the package is so",
  "message-trailers": "what the trailers tell of the package is so",
  "message-notes": "the message's release notes are the archived page's",
  "message-files": "the message lists what the commit changes",
  "message-origin": "the message names the vendor's repository",
  "tip-source": "the source at the branch's tip is the newest release's",
  "tip-commits": "no commit behind the newest release touches the source",
  "tip-archive": "the branch's tip holds each release's package unchanged",
} as const;

/** One of the codes of {@linkcode CHECKS}. */
export type CheckCode = keyof typeof CHECKS;

/** How a check came out. A note is worth knowing and does not refute. */
export type CheckStatus = "ok" | "note" | "failed";

/** One thing that was checked. */
export interface Check {
  /** What was checked. */
  readonly code: CheckCode;
  /** How it came out. */
  readonly status: CheckStatus;
  /** What it is about: a path, a field of the message, a commit. */
  readonly subject: string;
  /** What is odd or wrong, in a few words and without values. */
  readonly problem?: string;
  /** What had to be there; for notes and failures. */
  readonly expected?: string;
  /** What was there; for notes and failures. */
  readonly found?: string;
  /** Why evidence was refused, where the verifier did. */
  readonly reason?: VerificationCode;
}

/** What all checks of one subject come to. */
export type Verdict = "verified" | "verified-with-notes" | "failed";

/** The verdict on some checks. */
export function verdictOf(checks: readonly Check[]): Verdict {
  if (checks.some(({ status }) => status === "failed")) return "failed";
  return checks.some(({ status }) => status === "note")
    ? "verified-with-notes"
    : "verified";
}

/** What is odd or wrong: in words, or as expected and found. */
export type Values = Pick<Check, "problem" | "expected" | "found">;

/** Collects checks: one that fails does not keep others from being made. */
export class Checklist {
  readonly #checks: Check[] = [];

  /** What was checked so far, in order. */
  get checks(): readonly Check[] {
    return this.#checks;
  }

  /** Adds checks that were made elsewhere. */
  add(checks: readonly Check[]): void {
    this.#checks.push(...checks);
  }

  /** It holds. */
  ok(code: CheckCode, subject: string): void {
    this.#checks.push({ code, status: "ok", subject });
  }

  /** It holds, but somebody should know. */
  note(code: CheckCode, subject: string, values: Values): void {
    this.#checks.push({ code, status: "note", subject, ...values });
  }

  /** It does not hold. */
  fail(code: CheckCode, subject: string, values: Values): void {
    this.#checks.push({ code, status: "failed", subject, ...values });
  }

  /** It holds if both are the same. */
  equal(
    code: CheckCode,
    subject: string,
    values: Values & Required<Pick<Values, "expected" | "found">>,
  ): boolean {
    const isEqual = values.expected === values.found;
    if (isEqual) this.ok(code, subject);
    else this.fail(code, subject, values);
    return isEqual;
  }

  /**
   * Does something that throws where it does not hold.
   *
   * @returns what the action returned; undefined where it threw because
   * evidence is refused or absent
   */
  async attempt<T>(
    code: CheckCode,
    subject: string,
    action: () => Promise<T>,
  ): Promise<T | undefined> {
    const result = await this.whereThere(async () => {
      try {
        return { value: await action() };
      } catch (error) {
        if (!(error instanceof VerificationError)) throw error;
        this.#checks.push(refusal(code, subject, error));
        return undefined;
      }
    });
    if (result === undefined) return undefined;
    this.ok(code, subject);
    return result.value;
  }

  /**
   * Reads something that may be absent from this clone.
   *
   * @returns undefined where an object is missing, which is then listed
   */
  async whereThere<T>(action: () => Promise<T>): Promise<T | undefined> {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof MissingObjectError)) throw error;
      const isKnown = this.#checks.some(({ code, expected }) =>
        code === "objects" && expected === error.expected
      );
      if (!isKnown) {
        this.fail("objects", error.subject, {
          problem: `${error.problem}; ${error.hint}`,
          expected: error.expected ?? "",
          found: error.found ?? "nothing",
        });
      }
      return undefined;
    }
  }
}

/** A failed check out of the verifier's error. */
function refusal(
  code: CheckCode,
  subject: string,
  error: VerificationError,
): Check {
  const { expected, found, problem } = error;
  const isSame = subject.endsWith(error.subject);
  return {
    code,
    status: "failed",
    subject,
    problem: isSame ? problem : `${error.subject}: ${problem}`,
    ...(expected === undefined ? {} : { expected }),
    ...(found === undefined ? {} : { found }),
    reason: error.code,
  };
}
