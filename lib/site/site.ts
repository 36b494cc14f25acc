// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The whole site, from what it shows to its files. Pure: the same audit gives
 * the same bytes.
 *
 * @module
 */

import { comparisonPage } from "./comparison_page.ts";
import { comparisonsPage } from "./comparisons_page.ts";
import { feed } from "./feed.ts";
import { methodPage } from "./method_page.ts";
import type { Site } from "./model.ts";
import { comparisonPath, publicationPath, releasePath } from "./page.ts";
import { publicationPage } from "./publication_page.ts";
import { releasePage } from "./release_page.ts";
import { startPage } from "./start_page.ts";

/** Makes all pages of the site, and its feed, by path, sorted. */
export function makeSite(site: Site): ReadonlyMap<string, string> {
  const files: [path: string, text: string][] = [
    ["index.html", startPage(site)],
    ["method.html", methodPage(site)],
    ["comparisons.html", comparisonsPage(site)],
    ["feed.atom", feed(site)],
  ];
  for (const [i, release] of site.releases.entries()) {
    const [before, after] = [site.releases[i - 1], site.releases[i + 1]];
    const { tag } = release.audit;
    files.push([
      releasePath(tag),
      releasePage(site, release, { before, after }),
    ]);
    if (before !== undefined) {
      files.push([
        comparisonPath(before.audit.tag, tag),
        comparisonPage(site, before, release),
      ]);
    }
  }
  for (const [n, { releases }] of (site.publications ?? []).entries()) {
    for (const [tag, comparison] of releases) {
      files.push([
        publicationPath(n + 1, tag),
        publicationPage(site, tag, comparison),
      ]);
    }
  }
  return new Map(files.sort(([a], [b]) => a < b ? -1 : 1));
}
