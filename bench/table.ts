// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The benchmarks' table as text.
 *
 * @module
 */

import type { Machine } from "./machine.ts";
import { isMeasured, type Measurement, meetsGoal, type Row } from "./row.ts";

/** What the table is of. */
export interface Report {
  /** The day, as "2026-11-21". */
  readonly date: string;
  readonly machine: Machine;
  /** How the program was run. */
  readonly program: string;
  /** Which packages stand for the vendor's. */
  readonly vendor: string;
  /** Rounds of each race that count. */
  readonly rounds: number;
  readonly short: boolean;
  readonly rows: readonly Row[];
}

const HEAD = [
  "job",
  "against",
  "ours",
  "theirs",
  "result",
  "goal",
  "",
] as const;

/** Formats a report as a table in Markdown, which reads well in a terminal. */
export function formatReport(report: Report): string {
  const { machine } = report;
  const cells = [HEAD, ...report.rows.map(formatRow)]
    .map((row) => row.map((text) => text.replaceAll("|", "\\|")));
  const widths = HEAD.map((_, column) =>
    Math.max(...cells.map((row) => (row[column] ?? "").length), 3)
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((text, i) => text.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = cells;
  return [
    `- ${report.date}, ${machine.hardware}, ${machine.system}`,
    `- ${machine.programs.join(", ")}`,
    `- neuron-publish: ${report.program}`,
    `- packages: ${report.vendor}`,
    `- medians of ${report.rounds} rounds${report.short ? ", short form" : ""}`,
    "",
    line(head),
    `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`,
    ...body.map(line),
    "",
  ].join("\n");
}

/** The report's place in a page, which deno fmt leaves alone. */
const [BEGIN, END] = [
  "<!-- deno-fmt-ignore-start: written by deno task bench --record -->",
  "<!-- deno-fmt-ignore-end -->",
];

/**
 * Replaces the report in a page.
 *
 * @throws Error where the page has no place for it
 */
export function placeReport(page: string, report: Report): string {
  const [start, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (start < 0 || end < start) throw new Error("no place for the table");
  const before = page.slice(0, start + BEGIN.length);
  return `${before}\n\n${formatReport(report)}\n${page.slice(end)}`;
}

function formatRow(row: Row): string[] {
  const { job, against } = row;
  if (!isMeasured(row)) {
    return [job, against, "", "", "", "", `not measured: ${row.skipped}`];
  }
  const { kind, ours, theirs, value, goal } = row;
  const format = FORMATS[kind];
  const isGood = meetsGoal(row);
  const isTime = kind === "ratio" || kind === "difference";
  return [
    job,
    against,
    isTime ? milliseconds(ours) : format(ours),
    theirs === undefined ? "" : milliseconds(theirs),
    isTime ? format(value) : "",
    goal === undefined ? "" : `≤ ${format(goal)}`,
    isGood === undefined ? "" : isGood ? "met" : "missed",
  ];
}

const FORMATS: Readonly<
  Record<Measurement["kind"], (value: number) => string>
> = {
  ratio: (value) => value.toFixed(2),
  difference: (value) => `${value < 0 ? "" : "+"}${milliseconds(value)}`,
  duration: (value) => `${(value / 1000).toFixed(0)} s`,
  "round-trips": (value) => value.toFixed(0),
  memory: (value) => `${(value / 1e6).toFixed(0)} MB`,
};

function milliseconds(value: number): string {
  return `${value.toFixed(0)} ms`;
}
