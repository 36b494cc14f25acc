// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Which notes belong to which version. Pure. In this order:
 *
 * 1. **exact**: the page spells the version as the package does.
 * 2. **prefix**: the page's spelling is a dotted prefix of exactly one known
 *    package version: `2.29` is 2.29.0.0 as long as there is no 2.29.1.0. If it
 *    could mean two packages, it means none.
 *
 * Never by nearness: 2.6.26.0 is not 2.6.33.0. Within a rule the pages count in
 * the order of {@linkcode NOTES_FORMATS}, then in the order given.
 *
 * For commit messages the oldest format matches exactly only. So did the
 * predecessor, whose message of 2.1.5.0 has no notes although the page has a
 * section `2.1`, and messages must stay what they are. For reading, both rules
 * apply to all pages.
 *
 * @module
 */

import type { NotesFormat } from "../profile.ts";
import { NOTES_FORMATS, type NotesPage, type NotesSection } from "./page.ts";

/** How page and version were matched. */
export type MatchRule = "exact" | "prefix";

/** Notes that belong to a release, and where they come from. */
export interface ReleaseNotes {
  /** reStructuredText. */
  readonly rst: string;
  /** Name of the page in the archive, or of the file or URL it came from. */
  readonly source: string;
  /** The rule by which page and version were matched. */
  readonly rule: MatchRule;
}

/** What {@linkcode matchNotes} finds. */
export interface MatchedNotes extends ReleaseNotes, NotesSection {
  /** The format of the page. */
  readonly format: NotesFormat;
}

/** What a match depends on besides the pages. */
export interface MatchOptions {
  /** The packages' versions, as far as they are known. */
  readonly known: Iterable<string>;
  /** For a commit message, or for a person to read. */
  readonly purpose: "message" | "reading";
  /** Called for a section that could mean several packages. */
  readonly onAmbiguous?: (ambiguity: Ambiguity) => void;
}

/** A section that is not taken, because it could mean several packages. */
export interface Ambiguity {
  /** Name of the page. */
  readonly source: string;
  /** The version as the page spells it. */
  readonly spelled: string;
  /** The packages that it could mean. */
  readonly versions: readonly string[];
}

/**
 * Finds the notes of a version.
 *
 * @param version the package's version
 * @param pages the pages, of equal formats the more trusted first
 * @param options which packages there are, and what the notes are for
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { matchNotes } from "./match.ts";
 *
 * const sections = [{ spelled: "2.29", rst: "* Fixes" }];
 * const pages = [{ source: "a.rst", format: "components", sections }] as const;
 * const known = ["2.28.0.0", "2.29.0.0"];
 * const found = matchNotes("2.29.0.0", pages, { known, purpose: "message" });
 * assertEquals(found?.rule, "prefix");
 * ```
 */
export function matchNotes(
  version: string,
  pages: readonly NotesPage[],
  options: MatchOptions,
): MatchedNotes | undefined {
  const rank = ({ format }: NotesPage) => NOTES_FORMATS.indexOf(format);
  const ranked = pages.toSorted((a, b) => rank(a) - rank(b));
  return matchExactly(version, ranked) ??
    matchByPrefix(version, ranked, options);
}

function matched(
  page: NotesPage,
  section: NotesSection,
  rule: MatchRule,
): MatchedNotes {
  const { source, format } = page;
  return { source, rule, format, ...section };
}

function matchExactly(
  version: string,
  pages: readonly NotesPage[],
): MatchedNotes | undefined {
  for (const page of pages) {
    const section = page.sections.find((section) =>
      section.spelled === version && section.rst !== ""
    );
    if (section !== undefined) return matched(page, section, "exact");
  }
  return undefined;
}

function matchByPrefix(
  version: string,
  pages: readonly NotesPage[],
  { known, purpose, onAmbiguous }: MatchOptions,
): MatchedNotes | undefined {
  const versions = new Set(known);
  // This package is unknown: a prefix could mean any other as well.
  if (!versions.has(version)) return undefined;
  for (const page of pages) {
    if (page.format === "dkms-index" && purpose === "message") continue;
    for (const section of page.sections) {
      const { spelled } = section;
      if (!version.startsWith(`${spelled}.`) || section.rst === "") continue;
      if (versions.has(spelled)) continue; // it means that one
      const meant = [...versions].filter((v) => v.startsWith(`${spelled}.`));
      if (meant.length === 1) return matched(page, section, "prefix");
      onAmbiguous?.({ source: page.source, spelled, versions: meant });
    }
  }
  return undefined;
}

/** Most versions that {@linkcode nearVersions} names. */
const MAX_NEAR = 5;

/**
 * The versions that pages have near one that they lack: those that agree in
 * the first two numbers. For people to look at, never to be used as notes.
 *
 * @param version a version
 * @param pages the pages
 * @returns versions as the pages spell them
 */
export function nearVersions(
  version: string,
  pages: readonly NotesPage[],
): string[] {
  const series = (text: string) => text.split(".", 2).join(".");
  const all = pages.flatMap(({ sections }) => sections.map((s) => s.spelled));
  return [...new Set(all)].filter((v) => series(v) === series(version))
    .slice(0, MAX_NEAR);
}
