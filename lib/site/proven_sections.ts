// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What a release's page says of its source tarball, and of other publications.
 *
 * @module
 */

import { shellWord } from "../shell_word.ts";
import type { NewFile } from "../source/write_files.ts";
import { markup, type Part } from "./html.ts";
import type { Site, SiteRelease } from "./model.ts";
import { archivePath, commandBox, publicationPath } from "./page.ts";
import { kilobytes } from "./plots.ts";
import { comparedCells } from "./publication_page.ts";
import { table } from "./table.ts";

/** The tarball with how to check it; nothing where none were made. */
export function archiveSection({ releases }: Site, release: SiteRelease): Part {
  const { archive } = release;
  if (archive === undefined) {
    return releases.some(({ archive }) => archive !== undefined) && markup`
        <h2>Source tarball</h2>
        <p>There is none: only a verified release gets one.</p>
      `;
  }
  const { sha256, files: [tarball, checksum, spdx] } = archive;
  const link = (file: NewFile, text: string) =>
    markup`<a href="../${archivePath(file.name)}">${text}</a>`;
  const commands = [
    "# the file is whole",
    `sha256sum --check ${shellWord(checksum.name)}`,
    "",
    "# the file is the release's source, proved from the repository",
    `neuron-publish archive --repo driver --check ${shellWord(tarball.name)}`,
  ];
  return markup`
    <h2>Source tarball</h2>
    <dl>
      <dt>Tarball</dt>
      <dd>${link(tarball, tarball.name)}, ${
    kilobytes(tarball.bytes.length)
  } KiB</dd>
      <dt>SHA-256</dt>
      <dd><code>${sha256}</code></dd>
      <dt>Beside it</dt>
      <dd>${link(checksum, "its checksum as a file")},
        ${link(spdx, "its contents as an SPDX 2.3 document")}</dd>
    </dl>
    <p>The source that the signed package holds, with the package's modes and build
    time. Everyone who makes it gets the same bytes.</p>
    ${commandBox("Commands for the tarball", commands)}
  `;
}

/** The release in other publications; nothing where none was asked. */
export function publicationsSection(
  { publications = [] }: Site,
  { audit, evidence }: SiteRelease,
): Part {
  if (publications.length === 0) return undefined;
  const rows = publications.map(({ place, problem, releases }, i) => {
    const comparison = releases.get(audit.tag);
    const name = markup`<code>${place}</code>`;
    if (comparison === undefined) {
      return [
        name,
        problem === undefined
          ? "does not have this version"
          : `could not be read: ${problem}`,
        "",
      ];
    }
    const page = `../${publicationPath(i + 1, audit.tag)}`;
    return [name, ...comparedCells(comparison, page)];
  });
  const others = table({
    label: "Table of other publications",
    columns: ["Where", "Result", { name: "What differs", style: "path" }],
    rows,
  });
  return markup`
    <h2>Other publications</h2>
    ${
    evidence === undefined
      ? markup`<p>Only a verified release is compared.</p>`
      : others
  }
  `;
}
