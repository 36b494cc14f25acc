// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The result of `verify` for people and for programs that read lines: the
 * answer and what was looked at, a line for each release and branch, then what
 * is wrong or worth knowing, the most serious first, each kind of problem once.
 * A terminal gets a screen instead.
 *
 * @module
 */

import { valuesOf } from "../errors.ts";
import { printableName } from "../printable.ts";
import { formatTime } from "../time.ts";
import type {
  AuditResult,
  ReleaseAudit,
  UpstreamAudit,
} from "../verify/contract.ts";
import { allChecks, findingsOf } from "../verify/findings.ts";
import { aligned, counted } from "../wording.ts";
import type { Terminal } from "./terminal.ts";
import { printScreen } from "./verify_screen.ts";
import {
  aboutOf,
  answerOf,
  type Asked,
  describeFinding,
  LABELS,
  MAX_NAMES,
  withValues,
  WORDS,
} from "./verify_words.ts";

/** Prints the result. */
export function printAudit(
  result: AuditResult,
  asked: Asked,
  terminal: Terminal,
): void {
  if (terminal.showsTables) printScreen(result, asked, terminal);
  else printLines(result, asked, terminal);
  if (result.upstream !== undefined) printUpstream(result.upstream, terminal);
  printSteps(result, terminal);
  printSummary(result, terminal);
}

/** For programs: one fact a line, and verdicts as --json spells them. */
function printLines(
  result: AuditResult,
  asked: Asked,
  terminal: Terminal,
): void {
  const print = (text: string) => terminal.result(printableName(text));
  const { repository, head, refs, releases, branch, branches } = result;
  print(`${answerOf(result, asked)}  ${aboutOf(result, asked)}`);
  print(`git directory  ${repository.gitDirectory}`);
  const { commit = "none", ref = "detached", as, verdict } = head;
  print(`HEAD  ${commit}  ${ref}  ${as}  ${verdict}`);
  const looked = [
    counted(refs.length, "ref"),
    counted(repository.commits, "commit"),
    counted(releases.length, "release"),
    counted(repository.objects, "object"),
  ];
  print(`looked at  ${looked.join(", ")}`);
  printReleases(releases, terminal);
  for (const { name, tip, newest = "none", verdict } of [branch, ...branches]) {
    print(`${name}  ${tip.slice(0, 12)}  newest ${newest}  ${verdict}`);
  }
  printProblems(result, terminal);
}

function printReleases(
  releases: readonly ReleaseAudit[],
  terminal: Terminal,
): void {
  const rows = releases.map((release) => {
    const { tag, committedAt, package: facts, verdict } = release;
    return [
      tag,
      committedAt === undefined ? "-" : formatTime(committedAt),
      facts === undefined ? "-" : formatTime(facts.signedAt),
      facts?.contentSha256 ?? "-",
      verdict,
    ];
  });
  for (const row of aligned(rows)) terminal.result(row.join("  ").trimEnd());
}

/** What is wrong, not proved, or worth knowing. */
function printProblems(result: AuditResult, terminal: Terminal): void {
  for (const finding of findingsOf(result)) {
    const { status, names } = finding;
    const who = names.length > MAX_NAMES
      ? `${names.length} from ${names[0]} to ${names.at(-1)}`
      : names.join(", ");
    const text = `${who}: ${describeFinding(finding)}`;
    terminal.result(`${LABELS[status][0]}: ${printableName(text)}`);
  }
}

function printUpstream(upstream: UpstreamAudit, terminal: Terminal): void {
  const having = (status: string) =>
    upstream.releases.filter((release) => release.status === status);
  let isAlarmed = false;
  const alarm = (text: string) => {
    isAlarmed = true;
    const lead = terminal.painted("red", "alarm");
    terminal.result(`${lead}: ${printableName(text)}`);
  };
  for (const { tag, expected, found, reason } of having("changed")) {
    const text = reason === "E_CONTENT"
      ? `other content under this version, expected ${expected}, found ${found}`
      : found; // a package that was refused: its content is not known
    alarm(`${tag}: upstream has ${text}`);
  }
  if (upstream.compared === "rollback") {
    alarm(
      `upstream's metadata, revision ${upstream.revision}, is older than ` +
        "the archived one",
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
  if (isAlarmed) {
    terminal.note(
      "Upstream's alarms make the exit code 3; the verdicts on this clone stand",
    );
  }
}

/** Every check with the values that were compared, for --verbose. */
function printSteps(result: AuditResult, terminal: Terminal): void {
  for (const { name, check } of allChecks(result)) {
    const { code, status, subject, problem, value } = check;
    const text = withValues(
      `${name}: ${status} ${code} (${subject})`,
      [problem, value, ...valuesOf(check)],
    );
    terminal.step(printableName(text));
  }
}

function printSummary(result: AuditResult, terminal: Terminal): void {
  const { releases, verdict } = result;
  const parts = Object.entries(WORDS).flatMap(([verdict, [words]]) => {
    const count = releases.filter((r) => r.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  if (!terminal.showsTables) {
    terminal.note(
      `${counted(releases.length, "release")}: ${parts.join("; ")}`,
    );
  }
  if (verdict === "failed") {
    terminal.note(
      "Build nothing from what failed; compare with another clone, and tell " +
        "the people who publish this one",
    );
  } else if (verdict === "not-proved") {
    const { remedy } = result.repository;
    terminal.note(
      remedy === undefined
        ? "What is not proved is named above; look at it before you build"
        // Without --repo, or elsewhere, it would be run in another repository.
        : `Get what this clone lacks, in its directory, and verify again: ${remedy}`,
    );
  }
}
