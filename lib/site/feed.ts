// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The feed of releases: Atom, RFC 4287.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { markup } from "./html.ts";
import type { Site, SiteRelease } from "./model.ts";
import { releasePath } from "./page.ts";

/** Entries of the feed, the newest. */
const MAX_ENTRIES = 30;

/** Writes the feed. Its dates are those of commits, so that it keeps still. */
export function feed(site: Site): string {
  const entries = site.releases.slice(-MAX_ENTRIES).reverse();
  const updated = Math.max(0, ...entries.map(timeOf));
  const root = site.profile.fingerprints.join(" ");
  const text = markup`
    <?xml version="1.0" encoding="utf-8"?>
    <feed xmlns="http://www.w3.org/2005/Atom">
    <title>Neuron driver releases</title>
    <id>${identifier(`feed ${root}`)}</id>
    <updated>${instant(updated)}</updated>
    <author><name>${site.tool}</name></author>
    <link rel="alternate" type="text/html" href="index.html"/>
    ${
    entries.map((release) =>
      markup`
        <entry>
          <title>Neuron driver ${release.audit.tag}: ${release.audit.verdict}</title>
          <id>${identifier(`${release.audit.tag} ${release.audit.commit}`)}</id>
          <updated>${instant(timeOf(release))}</updated>
          <link rel="alternate" type="text/html" href="${
        releasePath(
          release.audit.tag,
        )
      }" />
          <summary>${release.changes.length} files changed, ${release.added} lines added, ${release.removed} removed.</summary>
        </entry>
      `
    )
  }</feed>
  `;
  return text.toString().trimStart(); // nothing may stand before <?xml
}

function timeOf({ audit }: SiteRelease): number {
  return audit.committed ?? audit.package?.buildTime ?? 0;
}

function instant(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

/** A UUID of version 8 (RFC 9562) from what is named: the same each time. */
function identifier(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  return "urn:uuid:" + [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
