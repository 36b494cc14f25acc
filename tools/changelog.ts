// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Reads CHANGELOG.md. Pure.
 *
 * @module
 */

/** What changed in one version. */
export interface ChangelogEntry {
  /** "1.2.3" */
  readonly version: string;
  /** "2026-12-31", undefined while it is not released. */
  readonly date: string | undefined;
  /** Markdown below the heading, without blank lines around it. */
  readonly text: string;
}

/** "## 1.2.3 - 2026-12-31", or "## 1.2.3 - unreleased". */
const HEADING = /^## (\d+\.\d+\.\d+) - (\d{4}-\d{2}-\d{2}|unreleased)$/;

/**
 * Takes a changelog apart.
 *
 * @param text the file's content
 * @returns its entries, the newest first
 * @throws {SyntaxError} for a heading of another form, or out of order
 */
export function parseChangelog(text: string): ChangelogEntry[] {
  const sections = text.split(/^(?=## )/m)
    .filter((section) => section.startsWith("## "));
  const entries = sections.map((section) => {
    const [heading = "", ...lines] = section.split("\n");
    const [, version, date] = HEADING.exec(heading) ?? [];
    if (version === undefined || date === undefined) {
      throw new SyntaxError(`CHANGELOG.md: "${heading}" names no version`);
    }
    return {
      version,
      date: date === "unreleased" ? undefined : date,
      text: lines.join("\n").trim(),
    };
  });
  for (const [i, { version, date }] of entries.entries()) {
    const older = entries[i + 1];
    if (i > 0 && date === undefined) {
      throw new SyntaxError(`CHANGELOG.md: ${version} has no date`);
    }
    if (older !== undefined && compareVersions(version, older.version) <= 0) {
      throw new SyntaxError(
        `CHANGELOG.md: ${version} stands above ${older.version}`,
      );
    }
  }
  return entries;
}

/** Orders versions of three numbers (Semantic Versioning 2.0, section 11). */
export function compareVersions(a: string, b: string): number {
  const [as, bs] = [a, b].map((text) => text.split(".").map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (as?.[i] ?? 0) - (bs?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
