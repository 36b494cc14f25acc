// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What an audit checks, and how it says what it found. Pure.
 *
 * @module
 */

import { type VerificationCode, VerificationError } from "../errors.ts";
import type { CheckCode } from "./check_codes.ts";
import { BadObjectError, MissingObjectError } from "./object_errors.ts";

/**
 * How a check came out. A note is worth knowing and does not refute; `unknown`
 * means that this run or this clone could not prove it.
 */
export type CheckStatus = "ok" | "note" | "unknown" | "failed";

/** One thing that was checked. */
export interface Check {
  /** What was checked. */
  readonly code: CheckCode;
  /** How it came out. */
  readonly status: CheckStatus;
  /** What it is about: a path, a field of the message, a commit. */
  readonly subject: string;
  /** The value that was compared, where the check is ok and there is one. */
  readonly value?: string | undefined;
  /** What is odd or wrong, in a few words and without values. */
  readonly problem?: string | undefined;
  /** The value that had to be there; not where the check is ok. */
  readonly expected?: string | undefined;
  /** The value that was there; not where the check is ok. */
  readonly found?: string | undefined;
  /** Why evidence was refused, where the verifier did. */
  readonly reason?: VerificationCode;
}

/** The verdict of all checks of one subject. */
export type Verdict =
  | "verified"
  | "verified-with-notes"
  | "not-proved"
  | "failed";

/** Verdicts, the most serious first. */
const VERDICTS: readonly Verdict[] = [
  "failed",
  "not-proved",
  "verified-with-notes",
  "verified",
];

/** The most serious of some verdicts; `not-proved` where there is none. */
export function gravest(verdicts: readonly Verdict[]): Verdict {
  return VERDICTS.find((verdict) => verdicts.includes(verdict)) ??
    "not-proved";
}

/** What a check's status means for the verdict. */
const VERDICT_OF: Readonly<Record<CheckStatus, Verdict>> = {
  ok: "verified",
  note: "verified-with-notes",
  unknown: "not-proved",
  failed: "failed",
};

/** The verdict on some checks: without any, nothing is proved. */
export function verdictOf(checks: readonly Check[]): Verdict {
  return gravest(checks.map(({ status }) => VERDICT_OF[status]));
}

/** "source (src): there is no such directory" */
export function describeCheck(
  { code, subject, problem }: Pick<Check, "code" | "subject" | "problem">,
): string {
  return `${code} (${subject})${problem === undefined ? "" : `: ${problem}`}`;
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

  /** What was checked so far, and the verdict on it. */
  get outcome(): {
    readonly verdict: Verdict;
    readonly checks: readonly Check[];
  } {
    return { verdict: verdictOf(this.#checks), checks: this.#checks };
  }

  /** Adds checks that were made elsewhere. */
  add(checks: readonly Check[]): void {
    this.#checks.push(...checks);
  }

  /**
   * The check is ok.
   *
   * @param value what was compared
   */
  ok(code: CheckCode, subject: string, value?: string): void {
    this.#checks.push({ code, status: "ok", subject, value });
  }

  /** The check is ok where it has found nothing so far. */
  okIfNothingFound(code: CheckCode, subject: string, value?: string): void {
    if (this.#checks.every((check) => check.code !== code)) {
      this.ok(code, subject, value);
    }
  }

  /** The check is ok, and there is something worth knowing. */
  note(code: CheckCode, subject: string, values: Values): void {
    this.#checks.push({ code, status: "note", subject, ...values });
  }

  /** This run or this clone cannot prove it. */
  unknown(code: CheckCode, subject: string, values: Values): void {
    this.#checks.push({ code, status: "unknown", subject, ...values });
  }

  /** The check fails. */
  fail(code: CheckCode, subject: string, values: Values): void {
    this.#checks.push({ code, status: "failed", subject, ...values });
  }

  /** The check is ok if both are the same. */
  equal(
    code: CheckCode,
    subject: string,
    values: Values & Required<Pick<Values, "expected" | "found">>,
  ): void {
    if (values.expected === values.found) this.ok(code, subject, values.found);
    else this.fail(code, subject, values);
  }

  /**
   * Does something that throws where evidence is refused.
   *
   * @param valueOf what was compared, from the action's result
   * @returns what the action returned; undefined where it threw because
   * evidence is refused or absent
   */
  async attempt<T>(
    code: CheckCode,
    subject: string,
    action: () => T | Promise<T>,
    valueOf: (result: T) => string,
  ): Promise<T | undefined> {
    let result: T;
    try {
      result = await action();
    } catch (error) {
      const isRefusal = error instanceof VerificationError &&
        !(error instanceof BadObjectError);
      if (isRefusal) this.#checks.push(refusal(code, subject, error));
      else this.addObjectError(error);
      return undefined;
    }
    this.ok(code, subject, valueOf(result));
    return result;
  }

  /**
   * Reads something that may be absent from this clone, or bad.
   *
   * @returns undefined where an object is missing or bad, which is then listed
   */
  async whereThere<T>(action: () => Promise<T>): Promise<T | undefined> {
    try {
      return await action();
    } catch (error) {
      this.addObjectError(error);
      return undefined;
    }
  }

  /**
   * Lists an object that is missing or bad, once.
   *
   * @throws the error, where it is another one
   */
  addObjectError(error: unknown): void {
    if (error instanceof BadObjectError) {
      this.#once(refusal(error.check, error.subject, error));
    } else if (error instanceof MissingObjectError) {
      this.#once({
        code: "objects",
        status: "unknown",
        subject: error.subject,
        problem: `${error.problem}; ${error.hint}`,
        expected: error.expected ?? "",
        found: "nothing",
      });
    } else throw error;
  }

  #once(check: Check): void {
    const isKnown = this.#checks.some(({ code, subject, expected, status }) =>
      status !== "ok" && code === check.code && expected === check.expected &&
      (code === "objects" || subject === check.subject)
    );
    if (!isKnown) this.#checks.push(check);
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
    expected,
    found,
    reason: error.code,
  };
}
