// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The start page: what this is, its state, and all releases.
 *
 * @module
 */

import { printableAddress } from "../address.ts";
import { formatDay } from "../time.ts";
import type { Verdict } from "../verify/checks.ts";
import { findingsSections } from "./findings_sections.ts";
import { type Html, joined, markup, type Part } from "./html.ts";
import type { Site, SiteRelease } from "./model.ts";
import {
  commitLink,
  comparisonPath,
  fingerprint,
  mark,
  moment,
  releaseLink,
  writePage,
} from "./page.ts";
import { changePlot, kilobytes, sizePlot, timeline } from "./plots.ts";
import { table } from "./table.ts";

/** Writes the start page. */
export function startPage(site: Site): string {
  const { audit, releases, profile, checkedAt, web } = site;
  const { commits, objects } = audit.repository;
  const newest = releases.at(-1);
  return writePage(site, {
    title: "Neuron driver audit",
    root: "",
    body: markup`
      <p>AWS ships the Neuron kernel driver as signed packages. Their source is
      published as a git repository${
      web && markup`, <a href="${web}">${web}</a>`
    }. This site shows what changed between releases, and the result of proving
      where every byte came from. You need not trust it: each release's page has
      the commands with which you can check the release yourself.</p>
      <h2>State</h2>
      <dl>
        <dt>Verdict</dt>
        <dd>${mark(audit.verdict)}</dd>
        <dt>Checked</dt>
        <dd>${moment(checkedAt)}</dd>
        <dt>Releases</dt>
        <dd>${counts(site)}</dd>
        <dt>Newest</dt>
        <dd>${
      newest === undefined
        ? "none"
        : [releaseLink(newest.audit.tag), ", ", mark(newest.audit.verdict)]
    }</dd>
        <dt>HEAD</dt>
        <dd>${head(site)}</dd>
        <dt>Looked at</dt>
        <dd>${audit.refs.length} <a href="#not-proved">refs</a>,
          ${commits} commits, ${objects} objects</dd>
        <dt>Pinned key</dt>
        <dd>${profile.fingerprints.map(fingerprint)}</dd>
        <dt>Vendor's repository</dt>
        <dd><code>${printableAddress(profile.repoUrl)}</code></dd>
        ${made(site)}
      </dl>
      ${findingsSections(site)}
      <h2 id="branches">Branches</h2>
      ${branches(site)}
      <h2>Over time</h2>
      ${timeline(releases)}
      ${changePlot(releases)}
      ${sizePlot(releases)}
      <h2 id="releases">Releases</h2>
      ${releaseTable(releases)}
    `,
  });
}

/** How many releases have which verdict, with links to the reasons. */
function counts({ releases }: Site): Html {
  const kinds: readonly (readonly [Verdict, string, string])[] = [
    ["verified", "verified", "releases"],
    ["verified-with-notes", "verified, with notes", "notes"],
    ["not-proved", "not proved", "not-proved"],
    ["failed", "failed", "failures"],
  ];
  const links = kinds.flatMap(([wanted, text, target]) => {
    const { length } = releases.filter(({ audit }) => audit.verdict === wanted);
    return length === 0
      ? []
      : [markup`<a href="#${target}">${length} ${text}</a>`];
  });
  return markup`<a href="#releases">${releases.length}</a>: ${
    joined(links, "; ")
  }`;
}

function head({ audit: { head }, web }: Site): Html {
  const { commit, ref, as, verdict } = head;
  const id = commit === undefined
    ? markup`<code>no commit</code>`
    : commitLink(web, commit);
  return markup`${id}, ${ref ?? "detached"}: ${as}, ${mark(verdict)}`;
}

/** Tarballs and other publications, where there are any. */
function made({ releases, publications = [] }: Site): Part {
  const tarballs = releases.filter(({ archive }) => archive !== undefined);
  const others = publications.map(({ place, problem, releases: found }, i) => {
    const same = [...found.values()]
      .filter(({ result }) => result.sameSource);
    return markup`
      <dd><code>${place}</code> ${
      problem === undefined
        ? markup`has <a href="comparisons.html#p${i + 1}">${found.size} of
      ${releases.length} releases, ${same.length} with the same source</a>`
        : `could not be read when this was made: ${problem}`
    }</dd>
    `;
  });
  return [
    tarballs.length > 0 && markup`
      <dt>Source tarballs</dt>
      <dd><a href="#releases">${tarballs.length}</a>, on the releases' pages</dd>
    `,
    others.length > 0 && markup`
      <dt>Other publications</dt>
      ${others}
    `,
  ];
}

function branches({ audit, releases }: Site): Html {
  const tags = new Set(releases.map(({ audit }) => audit.tag));
  const rows = [audit.branch, ...audit.branches].map(
    ({ name, tip, newest, commits, verdict }) => [
      name,
      markup`<code>${tip.slice(0, 12)}</code>`,
      newest !== undefined && tags.has(newest)
        ? releaseLink(newest)
        : newest ?? "none",
      commits,
      mark(verdict),
    ],
  );
  return table({
    label: "Table of branches",
    caption:
      "A branch is verified where its newest release is, and every commit and file on it is accounted for",
    columns: [
      "Branch",
      { name: "Tip", style: "nowrap", label: "Tip" },
      { name: "Newest release", label: "Newest" },
      { name: "Commits", style: "num", label: "Commits" },
      "Verdict",
    ],
    rows,
  });
}

function releaseTable(releases: readonly SiteRelease[]): Html {
  const rows = releases.toReversed().map((release, i, all) => {
    const { audit, size, added, removed } = release;
    const before = all[i + 1]?.audit.tag;
    const lines = (text: string) =>
      before === undefined
        ? text
        : markup`<a href="${comparisonPath(before, audit.tag)}">${text}</a>`;
    return [
      releaseLink(audit.tag),
      mark(audit.verdict),
      dayOf(audit.package?.buildTime),
      dayOf(audit.committedAt),
      lines(`+${added}`),
      lines(`−${removed}`),
      kilobytes(size),
    ];
  });
  return table({
    label: "Table of releases",
    caption: "Newest first; lines against the release before",
    columns: [
      "Version",
      "Verdict",
      { name: "Built", style: "nowrap", label: "Built" },
      { name: "Published", style: "nowrap", label: "Published" },
      { name: "Added", style: "num", label: "Added" },
      { name: "Removed", style: "num", label: "Removed" },
      { name: "KiB", style: "num", label: "KiB" },
    ],
    rows,
  });
}

function dayOf(time: Date | undefined): string {
  return time === undefined ? "unknown" : formatDay(time);
}
