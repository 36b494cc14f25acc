// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What `verify` calls verdicts, releases and findings, for lines and screens.
 * Pure.
 *
 * @module
 */

import { valuesOf } from "../errors.ts";
import { type CheckCode, CHECKS } from "../verify/check_codes.ts";
import { type CheckStatus, gravest, type Verdict } from "../verify/checks.ts";
import type { AuditResult, ReleaseAudit } from "../verify/contract.ts";
import type { Finding } from "../verify/findings.ts";
import { listNames } from "../wording.ts";

/** Which releases were asked for, and which notes count as failures. */
export interface Asked {
  /** Releases that were named; all where empty. */
  readonly versions: readonly string[];
  /** The lowest release that was asked for. */
  readonly since: string | undefined;
  /** Checks with notes that count as failures: with --strict. */
  readonly strictNotes: readonly CheckCode[];
}

/** A verdict in words, and its colour. */
export const WORDS: Readonly<
  Record<Verdict, readonly [words: string, style: "green" | "yellow" | "red"]>
> = {
  "verified": ["verified", "green"],
  "verified-with-notes": ["verified, with notes", "yellow"],
  "not-proved": ["not proved", "yellow"],
  "failed": ["failed", "red"],
};

/** A check's result in words, and its colour. */
export const LABELS: Readonly<
  Record<
    Exclude<CheckStatus, "ok">,
    readonly [label: string, style: "yellow" | "red"]
  >
> = {
  failed: ["failed", "red"],
  unknown: ["not proved", "yellow"],
  note: ["note", "yellow"],
};

/** Names or subjects that one line gives. */
export const MAX_NAMES = 10;

/** The verdict on everything, which decides the exit code. */
export function answerOf(
  { verdict }: Pick<AuditResult, "verdict">,
  { strictNotes }: Pick<Asked, "strictNotes">,
): Verdict {
  return strictNotes.length > 0 ? "failed" : verdict;
}

/**
 * What the answer is about: never more than was asked for. Where notes alone
 * make it a failure, it names their checks.
 *
 * @returns a path, or the releases that were named
 */
export function aboutOf(result: AuditResult, asked: Asked): string {
  const subject = subjectOf(result, asked);
  return result.verdict === answerOf(result, asked)
    ? subject
    : `${subject}; with --strict these notes count as failures: ${
      asked.strictNotes.join(", ")
    }`;
}

function subjectOf(result: AuditResult, asked: Asked): string {
  const { repository, releases, verdict } = result;
  const place = repository.worktree ?? repository.gitDirectory;
  if (asked.versions.length === 0 && asked.since === undefined) return place;
  const tags = releases.map(({ tag }) => tag);
  const named = tags.length === 1
    ? `release ${tags[0]}`
    : tags.length <= MAX_NAMES
    ? `releases ${tags.join(", ")}`
    : `${tags.length} releases, ${tags[0]} to ${tags.at(-1)}`;
  const isTheirs = gravest(releases.map(({ verdict }) => verdict)) === "failed";
  return verdict === "failed" && !isTheirs
    ? `${place}, outside ${named}`
    : `${named}; the rest of ${place} was not part of this run`;
}

/**
 * Names some of all releases: three and more in a row by the first and last.
 *
 * @param some at least one
 * @param all lowest version first
 */
export function rangesOf(
  some: readonly ReleaseAudit[],
  all: readonly ReleaseAudit[],
): string {
  const runs: string[][] = [];
  let isOpen = false;
  for (const release of all) {
    const isIn = some.includes(release);
    if (isIn && isOpen) runs.at(-1)?.push(release.tag);
    else if (isIn) runs.push([release.tag]);
    isOpen = isIn;
  }
  return runs.map((run) =>
    run.length < 3 ? run.join(", ") : `${run[0]} … ${run.at(-1)}`
  ).join(", ");
}

/** "source (src): the tree is not the package's, expected …, found …" */
export function describeFinding({ checks, problem }: Finding): string {
  const [{ code }] = checks;
  const subjects = [...new Set(checks.map(({ subject }) => subject))];
  const what = listNames(subjects, MAX_NAMES);
  if (checks.length > 1) {
    return `${code} (${what}): ${
      problem ?? `this is not true: ${CHECKS[code]}`
    }`;
  }
  return withValues(`${code} (${what})`, [problem, ...valuesOf(checks[0])]);
}

/** "source (src): expected …, found …" */
export function withValues(
  name: string,
  values: readonly (string | undefined)[],
): string {
  const there = values.filter((value) => value !== undefined);
  return there.length === 0 ? name : `${name}: ${there.join(", ")}`;
}
