// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The result of a check for GitHub Actions: values for later steps, and a
 * table for people. Pure. Upstream's words are hostile in both.
 *
 * @module
 */

import { singleLine } from "../printable.ts";
import type { CheckResult } from "../publish/check.ts";
import { remarks, statusOf } from "./check_table.ts";
import { formatDay } from "../time.ts";

/**
 * The lines for the file that `GITHUB_OUTPUT` names: `new`, true or false, and
 * `versions`, a line each.
 *
 * @param result what was found
 * @param delimiter an unpredictable word, so that no value can end early
 */
export function formatOutput(result: CheckResult, delimiter: string): string {
  const versions = result.releases.map(({ tag }) => singleLine(tag));
  return [
    `new=${versions.length > 0}`,
    `versions<<${delimiter}`,
    ...versions,
    delimiter,
    "",
  ].join("\n");
}

/**
 * Markdown for the file that `GITHUB_STEP_SUMMARY` names.
 *
 * @param result what was found
 */
export function formatSummary(result: CheckResult): string {
  const { releases, branch, gone, untaggable, metadata } = result;
  const rows = releases.map(({ tag, listed, series }) => [
    code(tag),
    statusOf(series),
    code(listed.name),
    code(listed.href),
    formatDay(listed.buildTime),
    code(series?.branch ?? branch ?? ""),
  ]);
  const { warning } = metadata.freshness;
  return [
    "### Neuron driver",
    "",
    ...(rows.length === 0 ? [] : [
      ...[HEAD, HEAD.map(() => "---"), ...rows]
        .map((row) => `| ${row.join(" | ")} |`),
      "",
    ]),
    ...remarks(result).map((text) => `- ${text}`),
    ...(gone.length === 0
      ? []
      : [`- Gone upstream, kept here: ${gone.map(code).join(", ")}`]),
    ...(untaggable.length === 0 ? [] : [
      "- **Warning:** left out, as no tag can have such a name: " +
      untaggable.map(code).join(", "),
    ]),
    ...(warning === undefined ? [] : [`- **Warning:** ${warning}`]),
    "",
  ].join("\n");
}

const HEAD = ["version", "status", "package", "file", "built", "branch"];

/** Characters of a cell. */
const MAX_CELL = 200;

/**
 * Text in a code span, where nothing of Markdown or HTML means anything. What
 * could end the span or the cell becomes a question mark.
 */
function code(text: string): string {
  const safe = singleLine(text).replace(/[`|\\]/g, "?").slice(0, MAX_CELL);
  return safe === "" ? "" : `\`${safe}\``;
}
