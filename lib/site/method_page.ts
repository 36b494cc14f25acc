// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What was checked, and what it proves.
 *
 * @module
 */

import { CHECKS } from "../verify/check_codes.ts";
import { markup } from "./html.ts";
import type { Site } from "./model.ts";
import { mark, pinnedKeys, writePage } from "./page.ts";
import { table } from "./table.ts";

/** Writes the page about the method. */
export function methodPage(site: Site): string {
  const { profile } = site;
  return writePage(site, {
    title: "Method",
    root: "",
    body: markup`
      <p>Each release is a commit with the source in
      <code>${profile.sourceFolder}/</code> and the evidence in
      <code>${profile.archiveFolder}/</code>: the vendor's metadata, the vendor's
      key, and the package itself, as they were downloaded. A release is proved from
      its commit and nothing else, so that anyone can repeat it without trusting the
      people who published it.</p>
      <h2>What is trusted</h2>
      <p>The full fingerprint of the vendor's key, and the cryptography of git and
      OpenPGP. Not the key file in the archive, not the vendor's server, and not this
      site. The fingerprint in use is
      ${pinnedKeys(profile)}.</p>
      <h2>The chain</h2>
      <ol>
        <li>repomd.xml names primary.xml by size and checksum.</li>
        <li>primary.xml names the package by size and checksum.</li>
        <li>A signature by the pinned key covers the package's header and payload.</li>
        <li>The signed header lists every file with its digest; the payload is checked
      file by file.</li>
        <li>git's id of the tree that the payload holds is that of the commit's
      source.</li>
        <li>Each statement of the commit's message is compared with all of that.</li>
      </ol>
      <h2>Verdicts</h2>
      <dl>
        <dt>${mark("verified")}</dt>
        <dd>Every check is ok.</dd>
        <dt>${mark("verified-with-notes")}</dt>
        <dd>No check failed, and there is something worth knowing. Most often: the
      source was published without executable bits.</dd>
        <dt>${mark("not-proved")}</dt>
        <dd>This clone lacks what the proof needs, or nothing proves it. That is no
      evidence for or against it.</dd>
        <dt>${mark("failed")}</dt>
        <dd>Something is not what it claims to be, or is missing. Do not use it
      before you know why.</dd>
      </dl>
      <h2>What it does not prove</h2>
      <p>That the source is good, or that the vendor's binaries were made from it. It
      proves that the owner of the key signed this source.</p>
      <h2>All checks</h2>
      ${
      table({
        label: "Table of all checks",
        columns: ["Check", "What is true where it is ok"],
        rows: Object.entries(CHECKS).map(([code, meaning]) => [
          markup`<code>${code}</code>`,
          meaning,
        ]),
      })
    }
    `,
  });
}
