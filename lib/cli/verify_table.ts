// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The result of `verify` for people: the answer and what was looked at, then
 * releases and branches, then what is wrong or worth knowing, the gravest
 * first. A problem that many share is one line. In a pipe every release has a
 * line; on a terminal those of one verdict and one reason are a group.
 *
 * @module
 */

import { printableName } from "../printable.ts";
import { CHECKS } from "../verify/check_codes.ts";
import type { Check, CheckStatus, Verdict } from "../verify/checks.ts";
import type {
  AuditResult,
  BranchAudit,
  ReleaseAudit,
} from "../verify/contract.ts";
import type { UpstreamAudit } from "../verify/upstream.ts";
import { allChecks } from "../verify/verdict.ts";
import type { Terminal } from "./terminal.ts";
import { formatTime } from "../time.ts";

const WORDS: Readonly<
  Record<Verdict, readonly [words: string, style: "green" | "yellow" | "red"]>
> = {
  "verified": ["verified", "green"],
  "verified-with-notes": ["verified, with notes", "yellow"],
  "not-proved": ["not proved", "yellow"],
  "failed": ["failed", "red"],
};

const LABELS: Readonly<
  Record<
    Exclude<CheckStatus, "ok">,
    readonly [label: string, style: "yellow" | "red"]
  >
> = {
  failed: ["failed", "red"],
  unknown: ["not proved", "yellow"],
  note: ["note", "yellow"],
};

/** Names that a line gives. */
const MAX_NAMES = 10;

/** Prints the result. */
export function printAudit(result: AuditResult, terminal: Terminal): void {
  const print = (text: string) => terminal.result(printableName(text));
  const { clone, head, refs, releases, branch, branches } = result;
  const paint = (verdict: Verdict) => {
    const [words, style] = WORDS[verdict];
    return terminal.painted(style, terminal.showsTables ? words : verdict);
  };
  const place = clone.worktree ?? clone.gitDirectory;
  terminal.result(`${paint(result.verdict)}  ${printableName(place)}`);
  print(`git directory  ${clone.gitDirectory}`);
  const ref = head.ref === undefined ? "detached" : head.ref;
  terminal.result(
    `${printableName(`HEAD  ${head.commit ?? "none"}  ${ref}  ${head.as}`)}  ${
      paint(head.verdict)
    }`,
  );
  print(
    `looked at  ${refs.length} refs, ${clone.commits} commits, ` +
      `${releases.length} releases, ${clone.objects} objects`,
  );
  if (terminal.showsTables) printGroups(releases, terminal, paint);
  else printReleases(releases, terminal, paint);
  for (const line of [branch, ...branches]) {
    terminal.result(`${describeLine(line)}  ${paint(line.verdict)}`);
  }
  printProblems(result, terminal);
  if (result.upstream !== undefined) printUpstream(result.upstream, terminal);
  printSteps(result, terminal);
  printSummary(result, terminal);
}

function describeLine({ name, tip, newest }: BranchAudit): string {
  return printableName(
    `${name}  ${tip.slice(0, 12)}  newest ${newest ?? "none"}`,
  );
}

/** For programs that read lines. */
function printReleases(
  releases: readonly ReleaseAudit[],
  terminal: Terminal,
  paint: (verdict: Verdict) => string,
): void {
  const rows = releases.map((release) => {
    const { tag, committed, package: facts } = release;
    return [
      tag,
      committed === undefined ? "-" : formatTime(committed),
      facts === undefined ? "-" : formatTime(facts.signedAt),
      facts?.contentSha256 ?? "-",
    ];
  });
  const widths = [0, 1, 2, 3].map((i) =>
    Math.max(...rows.map((row) => (row[i] ?? "").length))
  );
  for (const [i, { verdict }] of releases.entries()) {
    const cells = rows[i]?.map((cell, k) => cell.padEnd(widths[k] ?? 0)) ?? [];
    terminal.result([...cells, paint(verdict)].join("  "));
  }
}

/** Releases of one verdict and one reason, in one line. */
function printGroups(
  releases: readonly ReleaseAudit[],
  terminal: Terminal,
  paint: (verdict: Verdict) => string,
): void {
  const reason = ({ checks, verdict }: ReleaseAudit) =>
    [
      verdict,
      ...checks.filter(({ status }) => status !== "ok")
        .map(({ code, status }) => `${status} ${code}`),
    ].join("\n");
  for (const group of Map.groupBy(releases, reason).values()) {
    const [first] = group;
    if (first === undefined) continue;
    terminal.result(
      `${paint(first.verdict)}  ${counted(group.length, "release")}  ${
        rangeOf(group.map(({ tag }) => tag))
      }`,
    );
  }
}

function rangeOf(names: readonly string[]): string {
  return names.length <= MAX_NAMES
    ? names.join(", ")
    : `${names[0]} … ${names.at(-1)}`;
}

/** What is wrong, not proved, or worth knowing, each kind of problem once. */
function printProblems(result: AuditResult, terminal: Terminal): void {
  const checks = allChecks(result);
  for (const status of ["failed", "unknown", "note"] as const) {
    const groups = Map.groupBy(
      checks.filter(({ name, check }) =>
        check.status === status && !isRepeated(name, check, result)
      ),
      ({ check: { code, subject, problem } }) =>
        `${code}\n${problem ?? subject}`,
    );
    const [label, style] = LABELS[status];
    for (const group of groups.values()) {
      const [first] = group;
      if (first === undefined) continue;
      const names = [...new Set(group.map(({ name }) => name))];
      const who = names.length > MAX_NAMES
        ? `${names.length} from ${names[0]} to ${names.at(-1)}`
        : names.join(", ");
      const text = group.length === 1
        ? describe(first.check)
        : describeMany(group.map(({ check }) => check));
      terminal.result(
        `${terminal.painted(style, label)}: ${
          printableName(`${who}: ${text}`)
        }`,
      );
    }
  }
}

/** What an incomplete clone lacks is said once, of the clone. */
function isRepeated(name: string, check: Check, result: AuditResult): boolean {
  return result.clone.remedy !== undefined && check.status === "unknown" &&
    check.code === "objects" && name !== "repository";
}

/** "source (src): the tree is not the package's, expected …, found …" */
function describe(check: Check): string {
  const { code, subject, problem, value, expected, found } = check;
  const values = [
    ...(problem === undefined ? [] : [problem]),
    ...(value === undefined ? [] : [value]),
    ...(expected === undefined ? [] : [`expected ${expected}`]),
    ...(found === undefined ? [] : [`found ${found}`]),
  ];
  return `${code} (${subject})${
    values.length === 0 ? "" : `: ${values.join(", ")}`
  }`;
}

function describeMany(checks: readonly Check[]): string {
  const [first] = checks;
  if (first === undefined) return "";
  const { code, problem } = first;
  const subjects = [...new Set(checks.map(({ subject }) => subject))];
  const more = subjects.length - MAX_NAMES;
  const what = subjects.slice(0, MAX_NAMES).join(", ") +
    (more > 0 ? ` and ${more} more` : "");
  return `${code} (${what}): ${problem ?? CHECKS[code]}`;
}

function printUpstream(upstream: UpstreamAudit, terminal: Terminal): void {
  const having = (status: string) =>
    upstream.releases.filter((release) => release.status === status);
  for (const { tag, expected, found, reason } of having("changed")) {
    const text = reason === "E_CONTENT"
      ? `other content under this version, expected ${expected}, found ${found}`
      : found; // a package that was refused: its content is not known
    terminal.result(
      `${terminal.painted("red", "alarm")}: ${
        printableName(`${tag}: upstream has ${text}`)
      }`,
    );
  }
  if (upstream.compared === "rollback") {
    terminal.result(
      `${terminal.painted("red", "alarm")}: ${
        printableName(
          `upstream's metadata, revision ${upstream.revision}, is older than ` +
            "the archived one",
        )
      }`,
    );
  }
  const { warning } = upstream.freshness;
  if (warning !== undefined) terminal.warning(warning);
  const gone = having("gone").map(({ tag }) => tag);
  if (gone.length > 0) {
    terminal.warning(`Upstream no longer lists ${gone.join(", ")}`);
  }
  if (upstream.new.length > 0) {
    terminal.note(`Upstream has more: ${upstream.new.join(", ")}`);
  }
  const counts = ["unchanged", "re-signed", "changed", "gone"]
    .map((status) => `${having(status).length} ${status}`);
  counts.push(`${upstream.new.length} new`);
  const { length: left } = upstream.uncompared;
  if (left > 0) counts.push(`${left} not compared`);
  terminal.result(`upstream  ${counts.join(", ")}`);
}

/** Every check with the values that were compared, for --verbose. */
function printSteps(result: AuditResult, terminal: Terminal): void {
  for (const { name, check } of allChecks(result)) {
    if (check.status !== "ok") continue; // printed above
    terminal.step(printableName(`${name}: ok ${describe(check)}`));
  }
}

function printSummary(result: AuditResult, terminal: Terminal): void {
  const { releases, verdict } = result;
  const parts = Object.entries(WORDS).flatMap(([verdict, [words]]) => {
    const count = releases.filter((r) => r.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  terminal.note(`${counted(releases.length, "release")}: ${parts.join("; ")}`);
  if (verdict === "failed") {
    terminal.note(
      "Build nothing from what failed; compare with another clone, and tell " +
        "the people who publish this one",
    );
  } else if (verdict === "not-proved") {
    const { remedy } = result.clone;
    terminal.note(
      remedy === undefined
        ? "What is not proved is named above; look at it before you build"
        : `Get what this clone lacks, and verify again: ${remedy}`,
    );
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
