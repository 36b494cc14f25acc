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
import { type Html, markup } from "./html.ts";
import type { Site } from "./model.ts";
import {
  commitLink,
  compared,
  releasePath,
  statusMark,
  verdictMark,
} from "./page.ts";
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

/** Failures, what is not proved, and notes, each with whom it is about. */
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
        ${status === "unknown" ? refs(site) : ""}
      `;
    })
  }`;
}

function findingTable(
  site: Site,
  findings: readonly Finding[],
  title: string,
): Html {
  const rows = findings.map((finding) =>
    markup`
      <tr>
        <td>${statusMark(finding.status)}</td>
        <td class="path">${about(site, finding.names)}</td>
        <td class="path">${details(site, finding)}</td>
      </tr>
    `
  );
  return table({
    label: `Table: ${title}`,
    columns: ["Result", "Where", "What"],
    rows,
  });
}

/** Releases lead to their pages; the first two and the last of many. */
function about({ releases }: Site, names: readonly string[]): Html {
  const tags = new Set(releases.map(({ audit }) => audit.tag));
  const link = (name: string) =>
    tags.has(name)
      ? markup`<a href="${releasePath(name)}#checks">${name}</a>`
      : markup`${name}`;
  const all = names.slice(0, MAX_LISTED)
    .map((name, i) => markup`${i === 0 ? "" : ", "}${link(name)}`);
  const more = names.length - all.length;
  const list = markup`${all}${more > 0 ? ` and ${more} more` : ""}`;
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
    text === undefined || checks.length > 1
      ? ""
      : markup`<br>${name} ${compared(text)}`;
  const subjects = [...new Set(checks.map(({ subject }) => subject))];
  const named = subjects.slice(0, MAX_LISTED).map((subject, i) =>
    markup`${i === 0 ? "" : ", "}${
      /^[0-9a-f]{40,64}$/.test(subject)
        ? commitLink(web, subject)
        : markup`<code>${subject}</code>`
    }`
  );
  const more = subjects.length - named.length;
  return markup`${problem ?? `this is not true: ${CHECKS[code]}`}${
    value("expected", expected)
  }${value("found", found)}<br><span class="dim">${code}: ${named}${
    more > 0 ? ` and ${more} more` : ""
  }</span>`;
}

/** Refs that lead to what nothing proves. */
function refs({ audit }: Site): Html {
  const open = audit.refs.filter(({ verdict }) => verdict === "not-proved");
  if (open.length === 0) {
    return markup`<p>Each of the ${audit.refs.length} refs is a release or a
      branch that was checked.</p>`;
  }
  const rows = open.map(({ ref, id, as, verdict }) =>
    markup`
      <tr>
        <th scope="row" class="path"><code>${ref}</code></th>
        <td data-label="Leads to"><code>${id}</code></td>
        <td>${as}</td>
        <td>${verdictMark(verdict)}</td>
      </tr>
    `
  );
  return table({
    label: "Table of refs that are not proved",
    caption: `${open.length} of ${audit.refs.length} refs are not proved`,
    columns: ["Ref", "Leads to", "What it is", "Verdict"],
    rows,
  });
}
