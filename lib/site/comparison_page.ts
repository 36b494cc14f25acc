// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What changed between two neighbouring releases.
 *
 * @module
 */

import { counted } from "../wording.ts";
import { fileDiffs, lineCounts } from "./file_diff.ts";
import { shellWord } from "../shell_word.ts";
import { fileAnchor } from "./evidence_sections.ts";
import { type Html, markup } from "./html.ts";
import type { Site, SiteChange, SiteRelease } from "./model.ts";
import { releaseLink, releasePath, writePage } from "./page.ts";
import { statusOf } from "./release_page.ts";

/** Writes the page of one comparison. */
export function comparisonPage(
  site: Site,
  before: SiteRelease,
  after: SiteRelease,
): string {
  const [old, fresh] = [before.audit.tag, after.audit.tag];
  const { changes, added, removed } = after;
  return writePage(site, {
    title: `From ${old} to ${fresh}`,
    root: "../",
    body: markup`
      <p>From ${releaseLink(old, "../")} to
      ${releaseLink(fresh, "../")}: ${counted(changes.length, "file")},
      ${counted(added, "line")} added, ${removed} removed. With a clone:
      <code>git diff ${old} ${fresh} -- ${site.profile.sourceFolder}</code></p>
      ${
      changes.length === 0
        ? markup`<p>The sources are the same.</p>`
        : fileDiffs(changes.map((change) => ({
          ...change,
          summary: `(${statusOf(change)}, ${lineCounts(change.diff)})`,
          about: origin(site, after, change),
        })))
    }
    `,
  });
}

/** Where the bytes of the newer file come from; nothing where it is gone. */
function origin(
  { profile }: Site,
  { audit, evidence }: SiteRelease,
  { path }: SiteChange,
): Html | undefined {
  const index = evidence?.files.findIndex((file) => file.path === path) ?? -1;
  if (index < 0) return undefined;
  const page = `../${releasePath(audit.tag)}#${fileAnchor(index)}`;
  const command = `neuron-publish trace ${
    shellWord(`${profile.sourceFolder}/${path}`)
  }`;
  return markup`
    <p class="dim">Where it comes from: <a href="${page}">its signed digest</a>, or with a
      clone <code>${command}</code></p>
  `;
}
