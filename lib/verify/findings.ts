// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What an audit found that is not simply good, each kind of problem once, and
 * releases by what was found of them: for people, who cannot read 44 equal
 * lines. Pure; nothing here decides a verdict.
 *
 * @module
 */

import type { Check, CheckStatus, Verdict } from "./checks.ts";
import type { AuditResult, ReleaseAudit } from "./contract.ts";

/** One kind of problem, and all that have it. */
export interface Finding {
  readonly status: Exclude<CheckStatus, "ok">;
  /** Names of releases and branches, `repository`, `HEAD`; each once. */
  readonly names: readonly string[];
  /** The checks that found it; at least one. */
  readonly checks: readonly [Check, ...Check[]];
  /**
   * What is wrong, where all checks say so in words. A list at its end is cut
   * to what is in all of them.
   */
  readonly problem: string | undefined;
}

/** Releases with the same verdict and the same findings. */
export interface ReleaseGroup {
  readonly verdict: Verdict;
  /** At least one, lowest version first. */
  readonly releases: readonly ReleaseAudit[];
  readonly findings: readonly Finding[];
}

const STATUSES = ["failed", "unknown", "note"] as const;

/** Groups what is not ok, the most serious first. */
export function findingsOf(result: AuditResult): Finding[] {
  const all = allChecks(result).filter(({ name, check }) =>
    !isRepeated(name, check, result)
  );
  return STATUSES.flatMap((status) => {
    const having = all.filter(({ check }) => check.status === status);
    const groups = Map.groupBy(having, ({ check }) => kindOf(check));
    return [...groups.values()].flatMap((group): Finding[] => {
      const [first, ...rest] = group.map(({ check }) => check);
      if (first === undefined) return [];
      return [{
        status,
        names: [...new Set(group.map(({ name }) => name))],
        checks: [first, ...rest],
        problem: commonProblem([first, ...rest]),
      }];
    });
  });
}

/**
 * Groups releases by verdict and findings, in the order of their first members.
 *
 * @param findings as {@linkcode findingsOf} gives them
 */
export function groupReleases(
  releases: readonly ReleaseAudit[],
  findings: readonly Finding[],
): ReleaseGroup[] {
  const of = ({ tag }: ReleaseAudit) =>
    findings.filter(({ names }) => names.includes(tag));
  const groups = Map.groupBy(
    releases,
    (release) =>
      [release.verdict, ...of(release).map((one) => findings.indexOf(one))]
        .join(" "),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{
      verdict: first.verdict,
      releases: group,
      findings: of(first),
    }];
  });
}

/** What an incomplete clone lacks is said once, of the clone. */
function isRepeated(
  name: string,
  { status, code }: Check,
  { repository }: AuditResult,
): boolean {
  return repository.remedy !== undefined && status === "unknown" &&
    code === "objects" && name !== "repository";
}

/** Notes that differ in a list at their end alone are of one kind. */
function kindOf({ code, status, subject, problem }: Check): string {
  const words = problem ?? subject;
  return `${code}\n${status === "note" ? splitList(words)[0] : words}`;
}

/** "what is odd: a, b" as "what is odd" and its items. */
function splitList(text: string): [head: string, items: readonly string[]] {
  const at = text.indexOf(": ");
  return at < 0
    ? [text, []]
    : [text.slice(0, at), text.slice(at + 2).split(", ")];
}

function commonProblem(checks: readonly [Check, ...Check[]]) {
  const [{ problem }] = checks;
  if (problem === undefined) return undefined;
  if (checks.every((check) => check.problem === problem)) return problem;
  const [head, items] = splitList(problem);
  const common = items.filter((item) =>
    checks.every((check) => splitList(check.problem ?? "")[1].includes(item))
  );
  return `${head}: ${[...common, "…"].join(", ")}`;
}

/** Every check of an audit, with what it belongs to. */
export function allChecks(
  { repository, head, releases, branch, branches }: AuditResult,
): { readonly name: string; readonly check: Check }[] {
  return [
    { name: "repository", checks: repository.checks },
    { name: "HEAD", checks: head.checks },
    ...releases.map(({ tag, checks }) => ({ name: tag, checks })),
    ...[branch, ...branches],
  ].flatMap(({ name, checks }) => checks.map((check) => ({ name, check })));
}
