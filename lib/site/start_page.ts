// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The start page: what this is, its state, and all releases.
 *
 * @module
 */

import { printableAddress } from "../address.ts";
import type { Verdict } from "../verify/checks.ts";
import { findingsSections } from "./findings_sections.ts";
import { type Html, markup } from "./html.ts";
import type { Site, SiteRelease } from "./model.ts";
import {
  commitLink,
  comparisonPath,
  day,
  fingerprint,
  moment,
  releasePath,
  verdictMark,
  writePage,
} from "./page.ts";
import { changePlot, kilobytes, sizePlot, timeline } from "./plots.ts";
import { table } from "./table.ts";

/** Writes the start page. */
export function startPage(site: Site): string {
  const { audit, releases, profile, checked, web } = site;
  const newest = releases.at(-1);
  return writePage({
    title: "Neuron driver audit",
    root: "",
    tool: site.tool,
    body: markup`
      <p>AWS ships the Neuron kernel driver as signed packages. Their source is
      published as a git repository${
      web === undefined ? "" : markup`, <a href="${web}">${web}</a>`
    }. This site shows what changed between releases, and the result of proving
      where every byte came from. You need not trust it: each release's page has
      the commands with which you can check the release yourself.</p>
      <h2>State</h2>
      <dl>
        <dt>Verdict</dt>
        <dd>${verdictMark(audit.verdict)}</dd>
        <dt>Checked</dt>
        <dd>${moment(checked)}</dd>
        <dt>Releases</dt>
        <dd>${counts(site)}</dd>
        <dt>Newest</dt>
        <dd>${
      newest === undefined
        ? "none"
        : markup`<a href="${
          releasePath(newest.audit.tag)
        }">${newest.audit.tag}</a>, ${verdictMark(newest.audit.verdict)}`
    }</dd>
        <dt>HEAD</dt>
        <dd>${head(site)}</dd>
        <dt>Looked at</dt>
        <dd>${audit.refs.length} <a href="#not-proved">refs</a>,
          ${audit.clone.commits} commits, ${audit.clone.objects} objects</dd>
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
  const having = (wanted: Verdict) =>
    releases.filter(({ audit: { verdict } }) => verdict === wanted).length;
  const parts = [
    { number: having("verified"), text: "verified", target: "releases" },
    {
      number: having("verified-with-notes"),
      text: "verified, with notes",
      target: "notes",
    },
    { number: having("not-proved"), text: "not proved", target: "not-proved" },
    { number: having("failed"), text: "failed", target: "failures" },
  ];
  return markup`<a href="#releases">${releases.length}</a>: ${
    parts.filter(({ number }) => number > 0).map((
      { number, text, target },
      i,
    ) =>
      markup`${i === 0 ? "" : "; "}<a href="#${target}">${number} ${text}</a>`
    )
  }`;
}

function head({ audit: { head }, web }: Site): Html {
  const { commit, ref, as, verdict } = head;
  const id = commit === undefined
    ? markup`<code>no commit</code>`
    : commitLink(web, commit);
  return markup`${id}, ${ref ?? "detached"}: ${as}, ${verdictMark(verdict)}`;
}

/** Tarballs and other publications, where there are any. */
function made({ releases, publications = [] }: Site): Html {
  const tarballs = releases.filter(({ archive }) => archive !== undefined);
  const others = publications.map(({ place, problem }, i) => {
    const found = releases.flatMap(({ comparisons }) => comparisons?.[i] ?? []);
    const same = found.filter(({ result }) => result.isSameSource);
    return markup`
      <dd><code>${place}</code> ${
      problem === undefined
        ? markup`has <a href="comparisons.html#p${i + 1}">${found.length} of
      ${releases.length} releases, ${same.length} with the same source</a>`
        : `could not be read when this was made: ${problem}`
    }</dd>
    `;
  });
  return markup`${
    tarballs.length === 0 ? "" : markup`
      <dt>Source tarballs</dt>
      <dd><a href="#releases">${tarballs.length}</a>, on the releases' pages</dd>
    `
  }${
    others.length === 0 ? "" : markup`
      <dt>Other publications</dt>
      ${others}
    `
  }`;
}

function branches({ audit, releases }: Site): Html {
  const tags = new Set<string | undefined>(
    releases.map(({ audit }) => audit.tag),
  );
  const rows = [audit.branch, ...audit.branches].map((line) =>
    markup`
      <tr>
        <th scope="row">${line.name}</th>
        <td class="nowrap" data-label="Tip"><code>${
      line.tip.slice(0, 12)
    }</code></td>
        <td data-label="Newest">${
      tags.has(line.newest)
        ? markup`<a href="${releasePath(line.newest ?? "")}">${line.newest}</a>`
        : line.newest ?? "none"
    }</td>
        <td class="num" data-label="Commits">${line.commits}</td>
        <td>${verdictMark(line.verdict)}</td>
      </tr>
    `
  );
  return table({
    label: "Table of branches",
    caption:
      "A branch is verified where its newest release is, and every commit and file on it is accounted for",
    columns: ["Branch", "Tip", "Newest release", "Commits", "Verdict"],
    numbers: ["Commits"],
    rows,
  });
}

function releaseTable(releases: readonly SiteRelease[]): Html {
  const rows = releases.toReversed().map((release, i, all) => {
    const { audit, size, added, removed } = release;
    const before = all[i + 1]?.audit.tag;
    return markup`
      <tr>
        <th scope="row"><a href="${
      releasePath(audit.tag)
    }">${audit.tag}</a></th>
        <td>${verdictMark(audit.verdict)}</td>
        <td class="nowrap" data-label="Built">${
      audit.package === undefined ? "unknown" : day(audit.package.buildTime)
    }</td>
        <td class="nowrap" data-label="Published">${
      audit.committed === undefined ? "unknown" : day(audit.committed)
    }</td>
        <td class="num" data-label="Added">${
      lines(`+${added}`, before, audit.tag)
    }</td>
        <td class="num" data-label="Removed">${
      lines(`−${removed}`, before, audit.tag)
    }</td>
        <td class="num" data-label="KiB">${kilobytes(size)}</td>
      </tr>
    `;
  });
  return table({
    label: "Table of releases",
    caption: "Newest first; lines against the release before",
    columns: [
      "Version",
      "Verdict",
      "Built",
      "Published",
      "Added",
      "Removed",
      "KiB",
    ],
    numbers: ["Added", "Removed", "KiB"],
    rows,
  });
}

/** A number of lines, with a link to them. */
function lines(text: string, before: string | undefined, tag: string): Html {
  return before === undefined
    ? markup`${text}`
    : markup`<a href="${comparisonPath(before, tag)}">${text}</a>`;
}
