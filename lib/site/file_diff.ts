// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A file before and after, as a page shows it.
 *
 * @module
 */

import { type FileDiff, formatRange, type Hunk } from "../diff/hunks.ts";
import { type Html, markup } from "./html.ts";
import { scrolling } from "./page.ts";

/** Lines of one file that a page shows. */
const MAX_LINES = 2_000;

/** A file, and what to call it. */
export interface ShownDiff {
  readonly path: string;
  /** What happened to it, behind the path. */
  readonly summary: string;
  /** What a link to it names. */
  readonly id: string;
  readonly diff: FileDiff;
}

/** "+2 −1", or nothing where one of the files is not text. */
export function lineCounts({ added, removed, hunks }: FileDiff): string {
  return hunks === undefined ? "not text" : `+${added} −${removed}`;
}

/** Writes a file's differences, open, so that they are there without a click. */
export function fileDiff({ path, summary, id, diff }: ShownDiff): Html {
  const { hunks } = diff;
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
      `Differences in ${path}`,
      markup`<pre class="diff">${shown}</pre>`,
    );
  return markup`
    <details open id="${id}">
      <summary><code>${path}</code> ${summary}</summary>
    ${content}${
    left < 0
      ? markup`<p>The first ${MAX_LINES} of ${all} lines; git diff has the rest.</p>`
      : ""
  }</details>
  `;
}

function hunkLines(hunk: Hunk, most: number): Html {
  // The line feed is for who has no style sheet; with it, it takes no room.
  const line = (name: string, sign: string, text: string | Html) =>
    markup`<span class="${name}">${sign}${text}</span>\n`;
  return markup`${line("h", "", formatRange(hunk))}${
    hunk.lines.slice(0, most).map(({ kind, text, isCut }) => [
      kind === "added"
        ? line("a", "+", withBlanks(text))
        : kind === "removed"
        ? line("d", "-", withBlanks(text))
        : line("s", " ", text),
      isCut ? line("h", "", "\\ No newline at end of file") : "",
    ])
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
