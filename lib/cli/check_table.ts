// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The result of a check in words: a table on a terminal, elsewhere a line a
 * release. Pure.
 *
 * @module
 */

import type { CheckResult } from "../publish/check.ts";
import type { PlannedRelease } from "../publish/plan.ts";
import { aligned, counted, listNames } from "../wording.ts";
import type { Terminal } from "./terminal.ts";
import { formatDay } from "../time.ts";

const HEAD = ["VERSION", "STATUS", "PACKAGE", "BUILT", "SIZE", "BRANCH"];

/** What a release that goes to a series is called. */
const STATUS = {
  backport: "backport",
  development: "development build",
} as const;

/** `new`, or the kind of release that goes to a series. */
export function statusOf(series: PlannedRelease["series"]): string {
  return series === undefined ? "new" : STATUS[series.kind];
}

/**
 * Prints what there is to publish on stdout, and what else is worth knowing on
 * stderr.
 *
 * @param result what was found
 * @param terminal where to
 */
export function printCheck(result: CheckResult, terminal: Terminal): void {
  const { releases, gone } = result;
  if (terminal.columns === undefined) {
    for (const release of releases) terminal.result(plainLine(release));
  } else if (releases.length > 0) {
    printTable(result, terminal);
  }
  if (gone.length > 0) {
    terminal.warning(`Gone upstream, kept here: ${listNames(gone)}`);
  }
  for (const text of remarks(result)) terminal.note(text);
}

/** For programs that read lines: its words never change. */
function plainLine({ tag, listed, series }: PlannedRelease): string {
  const where = series === undefined
    ? ""
    : `  ${STATUS[series.kind]} to ${series.branch}`;
  return `${tag}  ${listed.name}${where}`;
}

function printTable(
  { releases, branch }: CheckResult,
  terminal: Terminal,
): void {
  const rows = releases.map(({ tag, listed, series }) => [
    tag,
    statusOf(series),
    listed.name,
    formatDay(listed.buildTime),
    sizeOf(listed.size.package),
    series?.branch ?? branch ?? "",
  ]);
  const [head = [], ...body] = aligned([HEAD, ...rows]);
  terminal.result(terminal.painted("dim", head.join("  ").trimEnd()));
  for (const [tag = "", status = "", ...rest] of body) {
    const style = status.trimEnd() === "new" ? "green" : "yellow";
    terminal.result(
      [
        terminal.painted("bold", tag),
        terminal.painted(style, status),
        ...rest,
      ].join("  ").trimEnd(),
    );
  }
}

/**
 * What is worth knowing besides the releases, a sentence each.
 *
 * @param result what was found
 */
export function remarks(result: CheckResult): string[] {
  const { releases, published, skipped, resigned, uncompared } = result;
  const count = (status: string) =>
    releases.filter(({ series }) => statusOf(series) === status).length;
  const news = [
    `${count("new")} new`,
    ...Object.values(STATUS).filter((status) => count(status) > 0)
      .map((status) => counted(count(status), status)),
    `${published} published`,
  ];
  return [
    skipped.length > 0 && `Backports left out: ${skipped.join(", ")}`,
    resigned === undefined &&
    "To list packages that were signed again, check needs a clone",
    resigned !== undefined && resigned.length > 0 &&
    `${counted(resigned.length, "published package")} signed again upstream, ` +
      "judging by checksums (verify --upstream compares their content)",
    uncompared !== undefined && uncompared.length > 0 &&
    `No archived checksum to compare with: ${listNames(uncompared)}`,
    releases.length === 0
      ? `Nothing new: the repository has ${counted(published, "release")}`
      : news.join(", "),
  ].filter((text) => text !== false);
}

function sizeOf(bytes: number): string {
  return bytes < 1024 * 1024
    ? `${Math.ceil(bytes / 1024)} KiB`
    : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
