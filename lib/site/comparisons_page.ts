// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The list of all comparisons: between neighbours, and with others.
 *
 * @module
 */

import { counted } from "../wording.ts";
import { type Html, markup } from "./html.ts";
import type { Site, SitePublication } from "./model.ts";
import {
  comparisonPath,
  publicationPath,
  releaseLink,
  writePage,
} from "./page.ts";
import { comparedCells } from "./publication_page.ts";
import { table } from "./table.ts";

/** Writes the list of comparisons. */
export function comparisonsPage(site: Site): string {
  const { publications = [] } = site;
  return writePage(site, {
    title: "Comparisons",
    root: "",
    body: publications.length === 0 ? neighbours(site) : markup`
      <h2>With other publications</h2>
      ${publications.map((other, i) => publication(site, other, i))}
      <h2>Between releases</h2>
      ${neighbours(site)}
    `,
  });
}

function neighbours({ releases }: Site): Html {
  const items = releases.map((release, i) => {
    const before = releases[i - 1];
    if (before === undefined) return "";
    const [old, fresh] = [before.audit.tag, release.audit.tag];
    const { changes, added, removed } = release;
    return markup`
      <li><a href="${comparisonPath(old, fresh)}">${old} to ${fresh}</a>:
      ${counted(changes.length, "file")}, +${added} −${removed}</li>
    `;
  });
  return markup`
    <p>What changed between neighbouring releases, newest first, file by file.</p>
    ${
    releases.length < 2
      ? markup`<p>There is one release so far, and nothing to compare.</p>`
      : markup`<ul>
${items.toReversed()}</ul>`
  }
  `;
}

/** One row for each release that the other has too. */
function publication(
  { releases }: Site,
  { place, problem, releases: theirs }: SitePublication,
  index: number,
): Html {
  const rows = [...theirs].toReversed().map(([tag, comparison]) => {
    const page = publicationPath(index + 1, tag);
    return [releaseLink(tag), ...comparedCells(comparison, page)];
  });
  return markup`
    <h3 id="p${index + 1}"><code>${place}</code></h3>
    ${
    problem === undefined
      ? markup`<p>Has ${rows.length} of ${releases.length} releases.</p>`
      : markup`<p>It could not be read when this was made: ${problem}.</p>`
  }
    ${
    rows.length > 0 && table({
      label: `Table of releases in ${place}`,
      columns: ["Version", "Result", { name: "What differs", style: "path" }],
      rows,
    })
  }
  `;
}
