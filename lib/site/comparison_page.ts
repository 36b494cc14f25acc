// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What changed between two neighbouring releases, and the list of such pages.
 *
 * @module
 */

import { formatRange, type Hunk } from "../diff/hunks.ts";
import { type Html, markup } from "./html.ts";
import type { Site, SiteChange, SiteRelease } from "./model.ts";
import { comparisonPath, releasePath, scrolling, writePage } from "./page.ts";
import { statusOf } from "./release_page.ts";

/** Lines of one file that a page shows. */
const MAX_LINES = 2_000;

/** Writes the page of one comparison. */
export function comparisonPage(
  site: Site,
  before: SiteRelease,
  after: SiteRelease,
): string {
  const [old, fresh] = [before.audit.tag, after.audit.tag];
  const { changes, added, removed } = after;
  return writePage({
    title: `From ${old} to ${fresh}`,
    root: "../",
    tool: site.tool,
    body: markup`
      <p>From <a href="../${releasePath(old)}">${old}</a> to
      <a href="../${releasePath(fresh)}">${fresh}</a>: ${changes.length} files,
      ${added} lines added, ${removed} removed. With a clone:
      <code>git diff ${old} ${fresh} -- ${site.profile.sourceFolder}</code></p>
      ${
      changes.length === 0
        ? markup`<p>The sources are the same.</p>`
        : markup`<ul>${
          changes.map((change, i) =>
            markup`
              <li><a href="#f${i + 1}">${change.path}</a> ${counts(change)}</li>
            `
          )
        }</ul>
${changes.map((change, i) => fileDiff(change, i + 1))}`
    }
    `,
  });
}

function counts(change: SiteChange): string {
  const { added, removed } = change.diff;
  return `(${statusOf(change)}, +${added} −${removed})`;
}

function fileDiff(change: SiteChange, number: number): Html {
  const { hunks } = change.diff;
  const all = (hunks ?? []).reduce((sum, { lines }) => sum + lines.length, 0);
  const shown: Html[] = [];
  let left = MAX_LINES;
  for (const hunk of hunks ?? []) {
    if (left <= 0) break;
    shown.push(hunkLines(hunk, left));
    left -= hunk.lines.length;
  }
  const content = hunks === undefined
    ? markup`<p>Not text.</p>`
    : hunks.length === 0
    ? markup`<p>The content is the same.</p>`
    : scrolling(
      `Differences in ${change.path}`,
      markup`<pre class="diff">${shown}</pre>`,
    );
  return markup`
    <details open id="f${number}">
      <summary><code>${change.path}</code> ${counts(change)}</summary>
    ${content}${
    left < 0
      ? markup`<p>The first ${MAX_LINES} of ${all} lines; git diff has the rest.</p>`
      : ""
  }</details>
  `;
}

function hunkLines(hunk: Hunk, most: number): Html {
  const line = (name: string, sign: string, text: string) =>
    markup`<span class="${name}">${sign}${text}</span>`;
  return markup`${line("h", "", formatRange(hunk))}${
    hunk.lines.slice(0, most).map(({ kind, text, isCut }) => [
      kind === "added"
        ? line("a", "+", text)
        : kind === "removed"
        ? line("d", "-", text)
        : line("s", " ", text),
      isCut ? line("h", "", "\\ No newline at end of file") : "",
    ])
  }`;
}

/** Writes the list of comparisons. */
export function comparisonsPage(site: Site): string {
  const { releases } = site;
  const items = releases.map((release, i) => {
    const before = releases[i - 1];
    if (before === undefined) return "";
    const [old, fresh] = [before.audit.tag, release.audit.tag];
    const { changes, added, removed } = release;
    return markup`
      <li><a href="${comparisonPath(old, fresh)}">${old} to ${fresh}</a>:
      ${changes.length} files, +${added} −${removed}</li>
    `;
  });
  return writePage({
    title: "Comparisons",
    root: "",
    tool: site.tool,
    body: markup`
      <p>What changed between neighbouring releases, newest first, file by file.</p>
      ${
      releases.length < 2
        ? markup`<p>There is one release so far, and nothing to compare.</p>`
        : markup`<ul>
${items.toReversed()}</ul>`
    }
    `,
  });
}
