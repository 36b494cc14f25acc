// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What was checked, and what that is worth.
 *
 * @module
 */

import { CHECKS } from "../verify/check_codes.ts";
import { markup } from "./html.ts";
import type { Site } from "./model.ts";
import { scrolling, writePage } from "./page.ts";

/** Writes the page about the method. */
export function methodPage(site: Site): string {
  const { profile } = site;
  const rows = Object.entries(CHECKS).map(([code, meaning]) =>
    markup`
      <tr>
        <th scope="row"><code>${code}</code></th>
        <td>${meaning}</td>
      </tr>
    `
  );
  return writePage({
    title: "Method",
    root: "",
    tool: site.tool,
    body: markup`
      <p>Each release is a commit that holds the source in
      <code>${profile.sourceFolder}/</code> and the evidence in
      <code>${profile.archiveFolder}/</code>: the vendor's metadata, his key, and the
      package itself, as they were downloaded. A release is proved from its commit and
      nothing else, so that anyone can repeat it, and nobody has to trust whoever
      published it.</p>
      <h2>What is trusted</h2>
      <p>The full fingerprint of the vendor's key, and git's and OpenPGP's
      cryptography. Not the key file in the archive, not the vendor's server, not this
      site: a site can be made to say anything. The fingerprint in use is
      ${
      profile.fingerprints.map((pin) =>
        markup`
          <code>${pin}</code>
        `
      )
    }.</p>
      <h2>The chain</h2>
      <ol>
        <li>repomd.xml vouches for primary.xml by size and checksum.</li>
        <li>primary.xml vouches for the package by size and checksum.</li>
        <li>The key's signature covers the package's header and payload.</li>
        <li>The signed header lists every file with its digest; the payload is checked
      file by file.</li>
        <li>git's id of the tree that the payload holds is that of the commit's
      source.</li>
        <li>What the commit's message tells is compared with all of that.</li>
      </ol>
      <h2>Verdicts</h2>
      <dl>
        <dt>verified</dt>
        <dd>Everything holds.</dd>
        <dt>verified, with notes</dt>
        <dd>Everything that counts holds; something is worth
      knowing. Most often: the source was published without executable bits.</dd>
        <dt>failed</dt>
        <dd>Something is not what it claims to be, or is missing. Do not
      use it before you know why.</dd>
      </dl>
      <h2>What it does not say</h2>
      <p>That the source is good, or that the vendor's binaries were made from it. It
      says that this is the source which the holder of the key has signed.</p>
      <h2>All checks</h2>
      ${
      scrolling(
        "Table of all checks",
        markup`
          <table>
            <thead>
              <tr>
                <th scope="col">Check</th>
                <th scope="col">What holds when it is ok</th>
              </tr>
            </thead>
            <tbody>
          ${rows}</tbody>
          </table>
        `,
      )
    }
    `,
  });
}
