// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A release compared with another publication of it.
 *
 * @module
 */

import type {
  ComparedFile,
  Comparison,
  DifferentFile,
} from "../compare/compare.ts";
import { shellWord } from "../shell_word.ts";
import { fileDiffs, lineCounts, type ShownDiff } from "./file_diff.ts";
import { type Html, markup, type Part } from "./html.ts";
import type { Site, SiteComparison } from "./model.ts";
import { commandBox, mark, releaseLink, writePage } from "./page.ts";

/** Paths of one list that a page shows; the other may have any number. */
const MAX_PATHS = 500;

/** Counts the files that differ, by kind, and those that are identical. */
function differences(
  { identical, onlyHere, onlyThere, different, modes }: Comparison,
): string {
  const counts = [
    [different.length, "different"],
    [onlyHere.length, "only here"],
    [onlyThere.length, "only there"],
    [modes.length, "with a different mode"],
  ] as const;
  return [
    `${identical.length} files identical`,
    ...counts.filter(([count]) => count > 0)
      .map(([count, what]) => `${count} ${what}`),
  ].join(", ");
}

/**
 * Cells of a table: how it compares, and what differs, with a link to that.
 *
 * @param page where the comparison's own page is
 */
export function comparedCells(
  { result }: SiteComparison,
  page: string,
): Html[] {
  const link = markup`<a href="${page}">${differences(result)}</a>`;
  return [mark(result.result), link];
}

/** Writes the page of one release in one publication. */
export function publicationPage(
  site: Site,
  tag: string,
  comparison: SiteComparison,
): string {
  const { result } = comparison;
  const { onlyHere, onlyThere, different, modes } = result;
  const command = `neuron-publish compare --repo driver ${tag} --with ${
    shellWord(comparison.with)
  }`;
  return writePage(site, {
    title: `${tag} in another publication`,
    root: "../../",
    body: markup`
      <p>${mark(result.result)}: ${differences(result)}.</p>
      <dl>
        <dt>Here</dt>
        <dd>the source in the signed package of
          ${releaseLink(tag, "../../")}</dd>
        <dt>There</dt>
        <dd><code>${comparison.place}</code></dd>
      </dl>
      <p>The source is the same where every file of the release is there with the
      same content, and nothing beside it that a build reads in place of its
      Makefile. Modes do not count, nor what else the other has. Nothing was
      verified there, and it can be changed at any time.</p>
      ${paths("Only here", onlyHere)}
      ${paths("Only there", onlyThere)}
      ${section("Another mode", modes, list(modes.map(mode)))}
      ${section("Different", different, fileDiffs(different.map(shown)))}
      <h2>Compare it yourself</h2>
      ${commandBox("Command", [command])}
    `,
  });
}

function modesOf({ ourMode, theirMode }: ComparedFile): string {
  return `${ourMode} here, ${theirMode} there`;
}

function shown(file: DifferentFile): ShownDiff {
  const { ourMode, theirMode, diff } = file;
  const modes = ourMode === theirMode ? "" : `, ${modesOf(file)}`;
  return { ...file, summary: `(${lineCounts(diff)}${modes})` };
}

function mode(file: ComparedFile): Html {
  return markup`<code>${file.path}</code>: ${modesOf(file)}`;
}

function list(items: readonly Html[]): Html {
  return markup`<ul>${items.map((item) => markup`<li>${item}</li>`)}</ul>`;
}

/** A section about some items; nothing where there are none. */
function section(
  title: string,
  items: readonly unknown[],
  content: Part,
): Part {
  return items.length > 0 && markup`
    <h2>${title}</h2>
    ${content}
  `;
}

function paths(title: string, all: readonly string[]): Part {
  const more = all.length - MAX_PATHS;
  const shown = all.slice(0, MAX_PATHS);
  return section(title, all, [
    list(shown.map((path) => markup`<code>${path}</code>`)),
    more > 0 && markup`<p>And ${more} more.</p>`,
  ]);
}
