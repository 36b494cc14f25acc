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

const HEAD = ["job", "against", "ours", "theirs", "ratio", "goal", ""] as const;

/** Formats a report as a table in Markdown, which reads well in a terminal. */
export function formatReport(report: Report): string {
  const { machine } = report;
  const cells = [HEAD, ...report.rows.map(formatRow)];
  const widths = HEAD.map((_, column) =>
    Math.max(...cells.map((row) => (row[column] ?? "").length), 3)
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((text, i) => text.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = cells;
  return [
    `${report.date}, ${machine.hardware}, ${machine.system}`,
    machine.programs.join(", "),
    `neuron-publish: ${report.program}`,
    `Packages: ${report.vendor}`,
    `Medians of ${report.rounds} rounds${report.short ? ", short form" : ""}`,
    "",
    line(head),
    `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`,
    ...body.map(line),
    "",
  ].join("\n");
}

function formatRow(row: Row): string[] {
  const { job, against } = row;
  if (!isMeasured(row)) {
    return [job, against, "", "", "", "", `skipped: ${row.skipped}`];
  }
  const { ours, theirs, value, goal } = row;
  const format = FORMATS[row.kind];
  const isGood = meetsGoal(row);
  return [
    job,
    against,
    row.kind === "memory" ? megabytes(ours) : milliseconds(ours),
    theirs === undefined ? "" : milliseconds(theirs),
    row.kind === "memory" ? "" : format(value),
    goal === undefined ? "" : `≤ ${format(goal)}`,
    isGood === undefined ? "" : isGood ? "met" : "missed",
  ];
}

const FORMATS: Readonly<
  Record<Measurement["kind"], (value: number) => string>
> = {
  ratio: (value) => value.toFixed(2),
  difference: (value) => `${value < 0 ? "" : "+"}${milliseconds(value)}`,
  memory: megabytes,
};

function milliseconds(value: number): string {
  return `${value.toFixed(0)} ms`;
}

function megabytes(value: number): string {
  return `${(value / 1e6).toFixed(0)} MB`;
}
