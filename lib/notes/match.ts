// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Which notes belong to which version.
 *
 * @module
 */

import type { NotesSection } from "./dkms_index.ts";

/** Notes that belong to a release, and where they come from. */
export interface ReleaseNotes {
  /** reStructuredText. */
  readonly text: string;
  /** Name of the page in the archive, or of the file that was given. */
  readonly source: string;
  /** The rule by which page and version were brought together. */
  readonly rule: "exact";
}

/** A page that was read. */
export interface NotesPage {
  /** Name of the page in the archive, or of the file that was given. */
  readonly source: string;
  readonly sections: readonly NotesSection[];
}

/**
 * Finds the notes of a version: those that name exactly this version, of the
 * first page that has them. Never by nearness: 2.6.26.0 is not 2.6.33.0.
 *
 * @param version the package's version
 * @param pages the pages, in the order of trust
 */
export function matchNotes(
  version: string,
  pages: readonly NotesPage[],
): ReleaseNotes | undefined {
  for (const { source, sections } of pages) {
    const section = sections.find((section) => section.version === version);
    if (section === undefined || section.text === "") continue;
    return { text: section.text, source, rule: "exact" };
  }
  return undefined;
}
