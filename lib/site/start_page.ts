// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The start page: what this is, how it stands, and all releases.
 *
 * @module
 */

import { printableAddress } from "../address.ts";
import { type Html, markup } from "./html.ts";
import type { Site, SiteRelease } from "./model.ts";
import {
  day,
  moment,
  releasePath,
  scrolling,
  statusMark,
  verdictMark,
  writePage,
} from "./page.ts";
import { changePlot, kilobytes, sizePlot, timeline } from "./plots.ts";

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
    }, in which anyone can see what changed between releases and prove where every
      byte came from. This site tells what that proof came to. It does not replace it:
      each release's page has the commands with which you can check it yourself.</p>
      <h2>State</h2>
      <dl>
        <dt>Verdict</dt>
        <dd>${verdictMark(audit.verdict)}</dd>
        <dt>Checked</dt>
        <dd>${moment(checked)}</dd>
        <dt>Releases</dt>
        <dd>${releases.length}, ${count(site, "verified")} verified,
      ${count(site, "verified-with-notes")} with notes,
      ${count(site, "failed")} failed</dd>
        <dt>Newest</dt>
        <dd>${
      newest === undefined
        ? "none"
        : markup`<a href="${
          releasePath(newest.audit.tag)
        }">${newest.audit.tag}</a>`
    }</dd>
        <dt>Pinned key</dt>
        <dd>${
      profile.fingerprints.map((pin) =>
        markup`
            <code>${pin}</code>
          `
      )
    }</dd>
        <dt>Vendor's repository</dt>
        <dd><code>${printableAddress(profile.repoUrl)}</code></dd>
        ${made(site)}
      </dl>
      ${branches(site)}
      <h2>Over time</h2>
      ${timeline(releases)}
      ${changePlot(releases)}
      ${sizePlot(releases)}
      <h2>Releases</h2>
      ${scrolling("Table of releases", table(releases))}
    `,
  });
}

/** Tarballs and other publications, where there are any. */
function made({ releases, publications = [] }: Site): Html {
  const tarballs = releases.filter(({ archive }) => archive !== undefined);
  const others = publications.map(({ place, failure }, i) => {
    const found = releases.flatMap(({ comparisons }) => comparisons?.[i] ?? []);
    const same = found.filter(({ result }) => result.isSameSource);
    return markup`
      <dd><code>${place}</code> ${
      failure === undefined
        ? markup`has ${found.length} of ${releases.length}
      releases, ${same.length} with the same source:
      <a href="comparisons.html">see the comparisons</a>`
        : `could not be read when this was made: ${failure.problem}`
    }</dd>
    `;
  });
  return markup`${
    tarballs.length === 0 ? "" : markup`
      <dt>Source tarballs</dt>
      <dd>${tarballs.length}, on the releases' pages</dd>
    `
  }${
    others.length === 0 ? "" : markup`
      <dt>Other publications</dt>
      ${others}
    `
  }`;
}

function count({ releases }: Site, verdict: string): number {
  return releases.filter(({ audit }) => audit.verdict === verdict).length;
}

function branches({ audit }: Site): Html {
  const rows = [audit.branch, ...audit.branches].map((line) =>
    markup`
      <tr>
        <td>${line.name}</td>
        <td class="nowrap"><code>${line.tip.slice(0, 12)}</code></td>
        <td>${line.newest ?? "none"}</td>
        <td>${verdictMark(line.verdict)}${
      line.checks.filter(({ status }) => status !== "ok").map((check) =>
        markup`<br>${statusMark(check.status)} ${check.code}: ${check.problem}`
      )
    }</td>
      </tr>
    `
  );
  return scrolling(
    "Table of branches",
    markup`
      <table>
        <caption>Branches</caption>
        <thead>
          <tr>
            <th scope="col">Branch</th>
            <th scope="col">Tip</th>
            <th scope="col">Newest release</th>
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
      ${rows}</tbody>
      </table>
    `,
  );
}

function table(releases: readonly SiteRelease[]): Html {
  const rows = releases.toReversed().map(({ audit, size, added, removed }) =>
    markup`
      <tr>
        <th scope="row"><a href="${
      releasePath(audit.tag)
    }">${audit.tag}</a></th>
        <td>${verdictMark(audit.verdict)}</td>
        <td class="nowrap">${
      audit.package === undefined ? "unknown" : day(audit.package.buildTime)
    }</td>
        <td class="nowrap">${
      audit.committed === undefined ? "unknown" : day(audit.committed)
    }</td>
        <td class="num">+${added}</td>
        <td class="num">−${removed}</td>
        <td class="num">${kilobytes(size)}</td>
      </tr>
    `
  );
  return markup`
    <table>
      <caption>Newest first; lines against the release before</caption>
      <thead>
        <tr>
          <th scope="col">Version</th>
          <th scope="col">Verdict</th>
          <th scope="col">Built</th>
          <th scope="col">Published</th>
          <th scope="col" class="num">Added</th>
          <th scope="col" class="num">Removed</th>
          <th scope="col" class="num">KiB</th>
        </tr>
      </thead>
      <tbody>
    ${rows}</tbody>
    </table>
  `;
}
