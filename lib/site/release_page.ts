// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A release's page.
 *
 * @module
 */

import { counted } from "../wording.ts";
import { rpmkeysRecipe } from "../record/rpmkeys_recipe.ts";
import type { Check } from "../verify/checks.ts";
import { CHECKS } from "../verify/check_codes.ts";
import { shellWord } from "../shell_word.ts";
import { type Html, markup, type Part } from "./html.ts";
import type { Site, SiteRelease } from "./model.ts";
import { notesMarkup } from "./notes_blocks.ts";
import {
  commandBox,
  comparisonPath,
  mark,
  pinnedKeys,
  releaseLink,
  writePage,
} from "./page.ts";
import {
  chainSection,
  comparedValues,
  filesSection,
} from "./evidence_sections.ts";
import { archiveSection, publicationsSection } from "./proven_sections.ts";
import { table } from "./table.ts";

/** A release between its neighbours. */
export interface Neighbours {
  readonly before: SiteRelease | undefined;
  readonly after: SiteRelease | undefined;
}

/** Writes a release's page. */
export function releasePage(
  site: Site,
  release: SiteRelease,
  neighbours: Neighbours,
): string {
  const { audit } = release;
  return writePage(site, {
    title: `Neuron driver ${audit.tag}`,
    root: "../",
    body: markup`
      <p>${mark(audit.verdict)}</p>
      ${remarks(audit.checks)}
      ${pager(neighbours)}
      ${chainSection(site, release)}
      ${filesSection(site, release)}
      <h2>Files changed</h2>
      ${changes(release, neighbours.before)}
      <h2>Release notes</h2>
      ${notes(release)}
      ${archiveSection(site, release)}
      ${publicationsSection(site, release)}
      <h2 id="checks">Checks</h2>
      ${checkTable(audit.checks)}
      <h2>Check it yourself</h2>
      ${commands(site, release)}
    `,
  });
}

function pager({ before, after }: Neighbours): Part {
  const link = (label: string, other: SiteRelease | undefined) =>
    other &&
    markup`<li>${label}: ${releaseLink(other.audit.tag, "../")}</li>`;
  return (before ?? after) && markup`
    <nav aria-label="Neighbouring releases">
      <ul>${link("Before", before)}${link("After", after)}</ul>
    </nav>
  `;
}

function notes({ notes: found }: SiteRelease): Html {
  if (found === undefined) {
    return markup`<p>No archived page has notes of this version.</p>`;
  }
  const { source, rule, spelled } = found;
  const origin = rule === "exact"
    ? `From ${source}`
    : `From ${source}, which calls it ${spelled}`;
  const date = found.date === undefined ? "" : `, ${found.date}`;
  return markup`<p class="dim">${origin}${date}.</p>
${notesMarkup(found.rst)}`;
}

function changes(release: SiteRelease, before: SiteRelease | undefined): Html {
  const { audit, added, removed } = release;
  if (before === undefined) {
    return markup`<p>There is no release before this one.</p>`;
  }
  const path = comparisonPath(before.audit.tag, audit.tag);
  if (release.changes.length === 0) {
    return markup`<p>Nothing since ${before.audit.tag}.</p>`;
  }
  const rows = release.changes.map((change, i) => [
    markup`<a href="../${path}#f${i + 1}"><code>${change.path}</code></a>`,
    statusOf(change),
    `+${change.diff.added}`,
    `−${change.diff.removed}`,
  ]);
  return markup`<p>${
    counted(release.changes.length, "file")
  } since ${before.audit.tag}: ${added}
lines added, ${removed} removed. <a href="../${path}">See the differences</a>.</p>
${
    table({
      label: "Table of changed files",
      columns: [
        { name: "File", style: "path" },
        "Change",
        { name: "Added", style: "num" },
        { name: "Removed", style: "num" },
      ],
      rows,
    })
  }`;
}

/** What happened to a file, in words. */
export function statusOf(
  { modeBefore, modeAfter, diff }: SiteRelease["changes"][number],
): string {
  if (modeBefore === undefined) return "new";
  if (modeAfter === undefined) return "gone";
  const words = [
    ...(diff.omitted === undefined ? [] : [diff.omitted]),
    ...(modeBefore === modeAfter ? [] : [`mode ${modeBefore} to ${modeAfter}`]),
  ];
  return words.length === 0 ? "changed" : `changed, ${words.join(", ")}`;
}

/** Lists the checks that are not ok. */
function remarks(checks: readonly Check[]): Part {
  const found = checks.filter(({ status }) => status !== "ok");
  return found.length > 0 && markup`<ul>${
    found.map((check) =>
      markup`
        <li>${mark(check.status)} ${check.code} (${check.subject}):
        ${comparedValues(check)}</li>
      `
    )
  }</ul>`;
}

function checkTable(checks: readonly Check[]): Html {
  return table({
    label: "Table of checks",
    hasNames: false,
    columns: [
      "Result",
      { name: "What is true where the check is ok", style: "path" },
      { name: "What was compared", style: "path", label: "Compared" },
    ],
    rows: checks.map((check) => [
      mark(check.status),
      markup`${
        CHECKS[check.code]
      }<br><span class="dim">${check.code}: ${check.subject}</span>`,
      comparedValues(check),
    ]),
  });
}

function commands({ web, profile }: Site, { audit }: SiteRelease): Html {
  const { tag, package: known } = audit;
  const rpm = `${profile.archiveFolder}/${profile.archiveRpmFolder}/${
    known?.file ?? ""
  }`;
  const lines = [
    "# with this program",
    `git clone ${web === undefined ? "URL" : shellWord(web)} driver`,
    `neuron-publish verify --repo driver ${tag}`,
    `neuron-publish archive --repo driver ${tag}`,
    ...(known === undefined ? [] : [
      "",
      "# without it",
      "cd driver",
      `git checkout --quiet ${tag}`,
      `echo ${known.sha256} ${shellWord(rpm)} | sha256sum --check`,
      ...rpmkeysRecipe({
        key: shellWord(`${profile.archiveFolder}/${profile.keyName}`),
        rpm: shellWord(rpm),
      }),
      `mkdir ../unpacked && rpm2cpio ${
        shellWord(rpm)
      } | cpio -id -D ../unpacked`,
      `diff --recursive ../unpacked/usr/src/* ${profile.sourceFolder}`,
    ]),
  ];
  return markup`
    ${commandBox("Commands", lines)}<p
      class="dim">Compare the fingerprint of the imported key with the pinned one,
    ${
    pinnedKeys(profile)
  }. What each check means: <a href="../method.html">the method</a>.</p>
  `;
}
