// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What a page of release notes is, in whichever format it came.
 *
 * @module
 */

import type { NotesFormat } from "../profile.ts";

/**
 * The formats, in the order of trust: where two pages have a version, the
 * first one counts.
 */
export const NOTES_FORMATS: readonly NotesFormat[] = [
  "dkms-index", // one page for all versions, gone upstream since 2026-02
  "components", // one page for all components of the SDK, its newest home
  "per-release", // one page for each release of the SDK, 2.25.0 to 2.27.0
];

/** The notes of one version, as a page has them. */
export interface NotesSection {
  /** The version as the page spells it: `2.22.2.0`, `2.1`. */
  readonly spelled: string;
  /**
   * reStructuredText, without heading and outer blank lines. From the first
   * format as the page has it, from the others as `messageText()` leaves it.
   */
  readonly rst: string;
  /** The day of the release, `2026-08-17`, where the page can be trusted. */
  readonly date?: string | undefined;
  /** The release of the SDK, `2.32.0`, where the page can be trusted. */
  readonly sdk?: string | undefined;
}

/** A page that was read. */
export interface NotesPage {
  /** Name of the page in the archive, or of the file or URL it came from. */
  readonly source: string;
  /** The format of the page. */
  readonly format: NotesFormat;
  /** In the order of the page. */
  readonly sections: readonly NotesSection[];
}

/** Whether a page may call a version so. Placeholders (`2.19.xx.0`) are none. */
export function isNotesVersion(text: string): boolean {
  return /^[0-9]+(\.[0-9]+)*$/.test(text) && text.length <= MAX_VERSION;
}

/** Characters of a version, far more than any has. */
const MAX_VERSION = 64;

/**
 * Characters of a section, far more than any has. The parsers leave a longer
 * one as it is, and `parsePage()` leaves it out.
 */
export const MAX_SECTION: number = 256 * 1024;

/**
 * The date in a line that says when a release was made, as the page writes it.
 *
 * @returns undefined where the line does not say so
 */
export function releaseDateIn(line: string): string | undefined {
  return /^\*{0,2}Date of release:?\*{0,2}:?\s+(\S.*)$/i.exec(line.trim())?.[1];
}

const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

/**
 * Reads a date as the pages write it.
 *
 * @param text `8/17/2026`, `08/17/2026` or `August 17, 2026`
 * @returns `2026-08-17`; undefined for anything else, `xx/xx/2025` included
 */
export function parseNotesDate(text: string): string | undefined {
  const short = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text.trim());
  const long = /^([A-Za-z]{3,9}) (\d{1,2}), (\d{4})$/.exec(text.trim());
  const [, first = "", day = "", year = ""] = short ?? long ?? [];
  const month = short === null
    ? MONTHS.indexOf(first.toLowerCase()) + 1
    : Number(first);
  const date = new Date(Date.UTC(Number(year), month - 1, Number(day)));
  // What is no month or no day of it ends up in another one.
  return date.getUTCMonth() === month - 1
    ? date.toISOString().slice(0, 10)
    : undefined;
}
