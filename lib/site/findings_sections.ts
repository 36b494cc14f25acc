// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What the start page says of failures, of what is not proved, and of notes.
 *
 * @module
 */

import { CHECKS } from "../verify/check_codes.ts";
import { type Finding, findingsOf } from "../verify/findings.ts";
import { type Html, joined, markup } from "./html.ts";
import type { Site } from "./model.ts";
import { commitLink, compared, mark, releasePath } from "./page.ts";
import { table } from "./table.ts";

/** Names or subjects that one row lists. */
const MAX_LISTED = 60;

const SECTIONS = [
  {
    status: "failed",
    id: "failures",
    title: "Failures",
    none: "Nothing failed.",
  },
  {
    status: "unknown",
    id: "not-proved",
    title: "Not proved",
    none: "Everything that was asked for could be checked in this clone.",
  },
  { status: "note", id: "notes", title: "Notes", none: "There are none." },
] as const;

/** The sections of failures, of what is not proved, and of notes. */
export function findingsSections(site: Site): Html {
  const findings = findingsOf(site.audit);
  return markup`${
    SECTIONS.map(({ status, id, title, none }) => {
      const found = findings.filter((one) => one.status === status);
      return markup`
        <h2 id="${id}">${title}</h2>
        ${
        found.length === 0
          ? markup`<p>${none}</p>`
          : findingTable(site, found, title)
      }
        ${status === "unknown" && refs(site)}
      `;
    })
  }`;
}

function findingTable(
  site: Site,
  findings: readonly Finding[],
  title: string,
): Html {
  return table({
    label: `Table: ${title}`,
    hasNames: false,
    columns: [
      "Result",
      { name: "Where", style: "path" },
      { name: "What", style: "path" },
    ],
    rows: findings.map((finding) => [
      mark(finding.status),
      about(site, finding.names),
      details(site, finding),
    ]),
  });
}

/** Releases lead to their pages; the first two and the last of many. */
function about({ releases }: Site, names: readonly string[]): Html {
  const tags = new Set(releases.map(({ audit }) => audit.tag));
  const link = (name: string) =>
    tags.has(name)
      ? markup`<a href="${releasePath(name)}#checks">${name}</a>`
      : markup`${name}`;
  const list = listed(names, link);
  const [first, last] = [names[0], names.at(-1)];
  return names.length <= 3 || first === undefined || last === undefined
    ? list
    : markup`<details class="plain">
      <summary>${names.length}: ${first} … ${last}</summary>
      ${list}
    </details>`;
}

function details({ web }: Site, { checks, problem }: Finding): Html {
  const [first] = checks;
  const { code, expected, found } = first;
  const value = (name: string, text: string | undefined) =>
    text !== undefined && checks.length === 1 &&
    markup`<br>${name} ${compared(text)}`;
  const subjects = [...new Set(checks.map(({ subject }) => subject))];
  const named = listed(
    subjects,
    (subject) =>
      /^[0-9a-f]{40,64}$/.test(subject)
        ? commitLink(web, subject)
        : markup`<code>${subject}</code>`,
  );
  return markup`${problem ?? `this is not true: ${CHECKS[code]}`}${
    value("expected", expected)
  }${value("found", found)}<br><span class="dim">${code}: ${named}</span>`;
}

/** The first of some texts, and how many more there are. */
function listed(
  texts: readonly string[],
  show: (text: string) => Html,
): Html {
  const all = texts.slice(0, MAX_LISTED).map(show);
  const more = texts.length - all.length;
  return markup`${joined(all, ", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** The refs that are not proved. */
function refs({ audit }: Site): Html {
  const open = audit.refs.filter(({ verdict }) => verdict === "not-proved");
  if (open.length === 0) {
    return markup`<p>Each of the ${audit.refs.length} refs is a release or a
      branch that was checked.</p>`;
  }
  return table({
    label: "Table of refs that are not proved",
    caption: `${open.length} of ${audit.refs.length} refs are not proved`,
    columns: [
      { name: "Ref", style: "path" },
      { name: "Leads to", label: "Leads to" },
      "What it is",
      "Verdict",
    ],
    rows: open.map(({ ref, id, as, verdict }) => [
      markup`<code>${ref}</code>`,
      markup`<code>${id}</code>`,
      as,
      mark(verdict),
    ]),
  });
}
