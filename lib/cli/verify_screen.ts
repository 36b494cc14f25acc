// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The result of `verify` on a terminal: the answer, what was looked at, then
 * what was proved and what was not. Releases with the same verdict and the same
 * findings are one row. A line begins with its verdict and is wrapped, so that
 * no terminal cuts it; ids are short.
 *
 * @module
 */

import { printableName } from "../printable.ts";
import { formatDay } from "../time.ts";
import type { Verdict } from "../verify/checks.ts";
import type { AuditResult, ReleaseAudit } from "../verify/contract.ts";
import { type Finding, findingsOf, groupReleases } from "../verify/findings.ts";
import { counted, wrap } from "../wording.ts";
import type { Terminal } from "./terminal.ts";
import {
  aboutOf,
  answerOf,
  type Asked,
  describeFinding,
  LABELS,
  rangesOf,
  WORDS,
} from "./verify_words.ts";

/** Columns where the terminal reports none, or too few. */
const DEFAULT_WIDTH = 80;
const MIN_WIDTH = 40;

/** Releases, a branch, or what else was checked, with what was found of it. */
interface Row {
  readonly verdict: Verdict;
  /** What it is called. */
  readonly name: string;
  readonly findings: readonly Finding[];
}

/** Headings of rows, in this order. */
const SECTIONS: readonly {
  readonly title: string;
  readonly verdicts: readonly Verdict[];
}[] = [
  { title: "Proved", verdicts: ["verified-with-notes", "verified"] },
  { title: "Not proved", verdicts: ["not-proved"] },
  { title: "Failed", verdicts: ["failed"] },
];

/** Prints the result. */
export function printScreen(
  result: AuditResult,
  asked: Asked,
  terminal: Terminal,
): void {
  const { repository, head, refs, releases } = result;
  const { commits, objects } = repository;
  const [words, style] = WORDS[answerOf(result, asked)];
  const print = printer(terminal);
  print({ lead: words, style, text: `: ${aboutOf(result, asked)}` });
  terminal.result("");
  const [headWords] = WORDS[head.verdict];
  const looked = [
    ["path", repository.worktree ?? repository.gitDirectory],
    [
      "HEAD",
      `${headWords}: ${head.as}, ${head.ref ?? "detached"}, ${
        head.commit ?? "no commit"
      }`,
    ],
    ["releases", `${releases.length}: ${rangesOf(releases, releases)}`],
    ["refs", String(refs.length)],
    ["commits", `${commits}, with ${counted(objects, "object")}`],
  ] as const;
  for (const [name, text] of looked) {
    print({ lead: name.padEnd(8), text: `  ${text}`, hang: 10 });
  }
  const rows = rowsOf(result, terminal.isVerbose);
  for (const { title, verdicts } of SECTIONS) {
    const shown = verdicts.flatMap((verdict) =>
      rows.filter((row) => row.verdict === verdict)
    );
    if (shown.length === 0) continue;
    terminal.result(`\n${terminal.painted("bold", title)}`);
    for (const { verdict, name, findings } of shown) {
      const [words, style] = WORDS[verdict];
      print({ indent: 2, lead: words, style, text: `  ${name}`, hang: 4 });
      for (const finding of findings) {
        const [label, style] = LABELS[finding.status];
        const text = `: ${describeFinding(finding)}`;
        print({ indent: 4, lead: label, style, text, hang: 6 });
      }
    }
  }
}

/** Releases by what was found of them, branches, then the rest. */
function rowsOf(result: AuditResult, isVerbose: boolean): Row[] {
  const { releases, branch, branches, repository, head } = result;
  const findings = findingsOf(result);
  const groups = isVerbose
    ? releases.flatMap((release) => groupReleases([release], findings))
    : groupReleases(releases, findings);
  const of = (name: string) =>
    findings.filter(({ names }) => names.includes(name));
  return [
    ...groups.map((group) => ({ ...group, name: nameOf(group.releases) })),
    ...[branch, ...branches].map(({ name, verdict, newest, tip }) => ({
      verdict,
      name: `${name}, newest ${newest ?? "none"}, ${tip}`,
      findings: of(name),
    })),
    ...[
      { name: "HEAD", ...head },
      { name: "repository", ...repository },
    ].filter(({ checks }) => checks.length > 0)
      .map(({ name, verdict }) => ({ verdict, name, findings: of(name) })),
  ];

  function nameOf(group: readonly ReleaseAudit[]): string {
    const [first] = group;
    if (group.length > 1 || first === undefined) {
      return `${counted(group.length, "release")} ${rangesOf(group, releases)}`;
    }
    const { tag, package: facts } = first;
    return isVerbose && facts !== undefined
      ? `${tag}, signed ${formatDay(facts.signedAt)}, ${facts.contentSha256}`
      : `release ${tag}`;
  }
}

/** A line that may become several. */
interface Line {
  /** Spaces before the first line. */
  readonly indent?: number;
  /** The first words, which may be painted. */
  readonly lead: string;
  readonly style?: "green" | "yellow" | "red";
  /** The text directly after it. */
  readonly text: string;
  /** Spaces before the other lines. */
  readonly hang?: number;
}

/** Prints lines no wider than the terminal; only a word can be wider. */
function printer(terminal: Terminal): (line: Line) => void {
  const { columns = DEFAULT_WIDTH } = terminal;
  const width = columns < MIN_WIDTH ? DEFAULT_WIDTH : columns;
  return ({ indent = 0, lead, style, text, hang = 2 }) => {
    const before = indent + lead.length;
    const [first = "", ...rest] = wrap(
      shortened(printableName(text)),
      width - hang,
      width - before,
    );
    const painted = terminal.painted(style, lead);
    terminal.result(`${" ".repeat(indent)}${painted}${first}`);
    for (const line of rest) terminal.result(" ".repeat(hang) + line);
  };
}

/** Ids of objects are long and rarely read; --json has them whole. */
function shortened(text: string): string {
  return text.replaceAll(/\b([0-9a-f]{12})[0-9a-f]{28,52}\b/g, "$1");
}
