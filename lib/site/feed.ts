// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The feed of releases: Atom, RFC 4287.
 *
 * @module
 */

import { counted } from "../wording.ts";
import { createHash } from "node:crypto";
import { type Html, markup } from "./html.ts";
import type { Site, SiteRelease } from "./model.ts";
import { releasePath } from "./page.ts";
import { formatTime } from "../time.ts";

/** Entries of the feed, the newest. */
const MAX_ENTRIES = 30;

/**
 * Writes the feed. Its dates are those of commits, so that it keeps still. Ids
 * are made from commits, too: no other address of the site, no other pinned key
 * and no other version of this program changes one (section 4.2.6).
 */
export function feed(site: Site): string {
  const { releases, tool, url } = site;
  const entries = releases.slice(-MAX_ENTRIES).reverse();
  const updated = Math.max(0, ...entries.map(timeOf));
  const text = markup`
    <?xml version="1.0" encoding="utf-8"?>
    <feed xmlns="http://www.w3.org/2005/Atom">
    <title>Neuron driver releases</title>
    <id>${identifier(`feed ${firstPublished(releases)}`)}</id>
    <updated>${formatTime(updated)}</updated>
    <author><name>${tool}</name></author>
    ${
    url &&
    markup`<link rel="self" type="application/atom+xml" href="${
      address(site, "feed.atom")
    }"/>`
  }
    <link rel="alternate" type="text/html" href="${
    address(site, "index.html")
  }"/>
    ${entries.map((release) => entry(site, release))}</feed>
  `;
  return text.toString().trimStart(); // nothing may stand before <?xml
}

function entry(site: Site, release: SiteRelease): Html {
  const { tag, commit, verdict } = release.audit;
  return markup`
    <entry>
      <title>Neuron driver ${tag}: ${verdict}</title>
      <id>${identifier(`${tag} ${commit}`)}</id>
      <published>${formatTime(timeOf(release))}</published>
      <updated>${formatTime(timeOf(release))}</updated>
      <link rel="alternate" type="text/html" href="${
    address(site, releasePath(tag))
  }" />
      <summary>${counted(release.changes.length, "file")} changed, ${
    counted(release.added, "line")
  } added, ${release.removed} removed.</summary>
    </entry>
  `;
}

/** An address in the site; relative where the site's own is unknown. */
function address({ url }: Site, path: string): string {
  return url === undefined ? path : `${url}/${path}`;
}

/** The commit of the release that was published first. */
function firstPublished(releases: readonly SiteRelease[]): string {
  const [first = releases[0]] = releases
    .filter(({ audit }) => audit.committedAt !== undefined)
    .sort((a, b) => timeOf(a) - timeOf(b));
  return first?.audit.commit ?? "";
}

function timeOf({ audit }: SiteRelease): number {
  const time = audit.committedAt ?? audit.package?.buildTime;
  return time === undefined ? 0 : time.getTime() / 1000;
}

/** A UUID of version 8 (RFC 9562): the same name gives the same one. */
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
