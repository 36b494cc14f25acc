// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The result of `verify` for people: a table on a terminal, and a line for each
 * release elsewhere. What failed follows, a line for each check; notes that
 * many releases share are one line.
 *
 * @module
 */

import { type Check, CHECKS, type Verdict } from "../verify/checks.ts";
import type { AuditResult, ReleaseAudit } from "../verify/contract.ts";
import type { UpstreamAudit } from "../verify/upstream.ts";
import { singleLine } from "../printable.ts";
import { failedChecks } from "./failed_checks.ts";
import type { Terminal } from "./terminal.ts";
import { formatTime } from "./verify_json.ts";

const WORDS: Readonly<
  Record<Verdict, readonly [words: string, style: "green" | "yellow" | "red"]>
> = {
  "verified": ["verified", "green"],
  "verified-with-notes": ["verified, with notes", "yellow"],
  "failed": ["failed", "red"],
};

/** A row's cells before its verdict. */
type Cells = readonly string[];

/** Prints the result. */
export function printAudit(result: AuditResult, terminal: Terminal): void {
  printReleases(result.releases, terminal);
  const branches = [result.branch, ...result.series];
  for (const { name, tip, newest, verdict } of branches) {
    const cells = [name, tip.slice(0, 12), `newest ${newest ?? "none"}`];
    terminal.result([...cells, paintedVerdict(verdict, terminal)].join("  "));
  }
  const subjects = [
    ...result.releases.map(({ tag, checks }) => ({ name: tag, checks })),
    ...branches,
  ];
  printFailures(subjects, terminal);
  printNotes(subjects, terminal);
  if (result.upstream !== undefined) printUpstream(result.upstream, terminal);
  printSummary(result, terminal);
}

function printReleases(
  releases: readonly ReleaseAudit[],
  terminal: Terminal,
): void {
  const isTable = terminal.showsTables;
  const head: Cells = ["version", "published", "signed at", "content"];
  const rows = releases.map((release) => cellsOf(release, isTable));
  const widths = head.map((title, i) =>
    Math.max(
      isTable ? title.length : 0,
      ...rows.map((row) => (row[i] ?? "").length),
    )
  );
  const line = (cells: Cells) =>
    cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ");
  if (isTable) {
    terminal.result(terminal.painted("dim", `${line(head)}  verdict`));
  }
  for (const [i, { verdict }] of releases.entries()) {
    terminal.result(
      `${line(rows[i] ?? [])}  ${paintedVerdict(verdict, terminal)}`,
    );
  }
}

/** A table has short ids and times, since eyes compare no more than that. */
function cellsOf(release: ReleaseAudit, isTable: boolean): Cells {
  const { tag, committed, package: facts } = release;
  const date = committed === undefined ? "-" : formatTime(committed);
  const signed = facts === undefined
    ? "-"
    : formatTime(facts.signedAt.getTime() / 1000);
  const content = facts?.contentSha256 ?? "-";
  return isTable
    ? [
      tag,
      date.slice(0, 10),
      signed.slice(0, 16).replace("T", " "),
      content.slice(0, 12),
    ]
    : [tag, date, signed, content];
}

function paintedVerdict(verdict: Verdict, terminal: Terminal): string {
  const [words, style] = WORDS[verdict];
  return terminal.painted(style, terminal.showsTables ? words : verdict);
}

/** What was checked of a release or a branch. */
interface Subject {
  readonly name: string;
  readonly checks: readonly Check[];
}

function printFailures(
  subjects: readonly Subject[],
  terminal: Terminal,
): void {
  for (const { name, checks } of subjects) {
    for (const check of checks.filter(({ status }) => status === "failed")) {
      const label = terminal.painted("red", "failed");
      const text = singleLine(`${name}: ${describe(check)}`);
      terminal.result(`${label}: ${text}`);
    }
  }
}

/** "source (src): the tree is not the package's, expected …, found …" */
function describe(check: Check): string {
  const { code, subject, problem, expected, found } = check;
  const values = [
    ...(problem === undefined ? [] : [problem]),
    ...(expected === undefined ? [] : [`expected ${expected}`]),
    ...(found === undefined ? [] : [`found ${found}`]),
  ];
  return `${code} (${subject}): ${values.join(", ")}`;
}

function printNotes(subjects: readonly Subject[], terminal: Terminal): void {
  const groups = new Map<string, { first: Check; names: string[] }>();
  for (const { name, checks } of subjects) {
    for (const check of checks.filter(({ status }) => status === "note")) {
      const key = `${check.code}\n${check.problem}`;
      const group = groups.get(key) ?? { first: check, names: [] };
      group.names.push(name);
      groups.set(key, group);
    }
  }
  for (const { first, names } of groups.values()) {
    const label = terminal.painted("yellow", "note");
    const [name = "", ...others] = names;
    const what = others.length === 0
      ? `${name}: ${describe(first)}`
      : `${names.length} from ${name} to ${others.at(-1)}: ${first.code} ` +
        `(${first.subject}): ${first.problem ?? CHECKS[first.code]}`;
    terminal.result(`${label}: ${singleLine(what)}`);
  }
}

function printUpstream(upstream: UpstreamAudit, terminal: Terminal): void {
  const having = (status: string) =>
    upstream.releases.filter((release) => release.status === status);
  for (const { tag, expected, found, reason } of having("changed")) {
    const label = terminal.painted("red", "alarm");
    const text = reason === "E_CONTENT"
      ? `other content under this version, expected ${expected}, found ${found}`
      : found; // a package that was refused: its content is not known
    terminal.result(`${label}: ${singleLine(`${tag}: upstream has ${text}`)}`);
  }
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

function printSummary(result: AuditResult, terminal: Terminal): void {
  const { releases } = result;
  const parts = Object.entries(WORDS).flatMap(([verdict, [words]]) => {
    const count = releases.filter((r) => r.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  terminal.note(
    `${releases.length} release${releases.length === 1 ? "" : "s"}: ` +
      parts.join("; "),
  );
  if (result.verdict !== "failed") return;
  terminal.note(
    "Build nothing from a release that failed; " +
      (failedChecks(result).some(({ code }) => code !== "objects")
        ? "compare with another clone, and tell who publishes this one"
        : "fetch what this clone lacks, and verify again"),
  );
}
