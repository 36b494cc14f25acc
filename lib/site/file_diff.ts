// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A file before and after, as a page shows it.
 *
 * @module
 */

import { type FileDiff, formatRange, type Hunk } from "../diff.ts";
import { type Html, markup } from "./html.ts";
import { scrolling } from "./page.ts";

/** Lines of one file that a page shows. */
const MAX_LINES = 2_000;

/** A file, and what to call it. */
export interface ShownDiff {
  readonly path: string;
  /** What happened to it, shown after the path. */
  readonly summary: string;
  readonly diff: FileDiff;
  /** What stands between its name and its lines. */
  readonly about?: Html | undefined;
}

/** "+2 −1", or why there are no lines to count. */
export function lineCounts({ added, removed, omitted }: FileDiff): string {
  return omitted ?? `+${added} −${removed}`;
}

/** A list of files, each with a link to what changed in it, and all of that. */
export function fileDiffs(files: readonly ShownDiff[]): Html {
  const links = files.map(({ path, summary }, i) =>
    markup`<li><a href="#f${i + 1}">${path}</a> ${summary}</li>\n`
  );
  return markup`<ul>${links}</ul>${files.map(fileDiff)}`;
}

/** A file's differences, open, so that they are there without a click. */
function fileDiff(
  { path, summary, diff, about }: ShownDiff,
  index: number,
): Html {
  const { hunks, omitted } = diff;
  const all = hunks.reduce((sum, { lines }) => sum + lines.length, 0);
  const shown: Html[] = [];
  let left = MAX_LINES;
  for (const hunk of hunks) {
    if (left <= 0) break;
    shown.push(hunkLines(hunk, left));
    left -= hunk.lines.length;
  }
  const content = omitted === "not text"
    ? markup`<p>Not text.</p>`
    : omitted !== undefined
    ? markup`<p>Too large to show; git diff shows it.</p>`
    : hunks.length === 0
    ? markup`<p>The content is the same.</p>`
    : scrolling(
      `Differences in ${path}`,
      markup`<pre class="diff">${shown}</pre>`,
    );
  return markup`
    <details open id="f${index + 1}">
      <summary><code>${path}</code> ${summary}</summary>
      ${about}
    ${content}${
    left < 0 &&
    markup`<p>The first ${MAX_LINES} of ${all} lines; git diff has the rest.</p>`
  }</details>
  `;
}

/** Classes of lines by the sign that they begin with. */
const CLASSES: Readonly<Record<string, string>> = {
  " ": "s",
  "+": "a",
  "-": "d",
  "\\": "h",
};

function hunkLines(hunk: Hunk, most: number): Html {
  // Without a style sheet lines need their line feed; with one it has no height.
  const line = (name: string, text: string | Html) =>
    markup`<span class="${name}">${text}</span>\n`;
  return markup`${line("h", formatRange(hunk))}${
    hunk.lines.slice(0, most).map((text) => {
      const isChange = /^[+-]/.test(text);
      const name = CLASSES[text.charAt(0)] ?? "s";
      return line(name, isChange ? withBlanks(text) : text);
    })
  }`;
}

/** Blanks at a line's end are often all that changed, and cannot be seen. */
function withBlanks(text: string): Html {
  const kept = text.trimEnd();
  const end = text.slice(kept.length);
  return /^[ \t]+$/.test(end)
    ? markup`${kept}<mark>${end}</mark>`
    : markup`${text}`;
}
