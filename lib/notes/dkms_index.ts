// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The release notes' old home: one page for all versions of the driver, each
 * with a section headed `Neuron Driver release [2.22.2.0]`. Upstream has removed
 * it; its last copy is in the archive.
 *
 * @module
 */

import { plainLines } from "../printable.ts";
import { isNotesVersion, type NotesSection, parseNotesDate } from "./page.ts";

const HEADING = /^Neuron Driver release \[([^\]]*)\]/;
const DATE = /^Date: ([0-9/]+)\s*$/m;

/**
 * Parses the page. A section's text is everything below heading and underline
 * up to the next such heading, without outer blank lines: exactly what the
 * predecessor's messages contain. Placeholders (`[2.19.xx.0]`) are left out, and a
 * version that has two sections keeps the first.
 *
 * @param page the page's text
 * @returns the sections in the order of the page, newest first most often
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseDkmsIndex } from "./dkms_index.ts";
 *
 * const page = "Neuron Driver release [2.1]\n----\nDate: 1/2/2021\n\n* Fixes\n";
 * assertEquals(parseDkmsIndex(page), [
 *   { spelled: "2.1", rst: "Date: 1/2/2021\n\n* Fixes", date: "2021-01-02" },
 * ]);
 * ```
 */
export function parseDkmsIndex(page: string): NotesSection[] {
  const lines = plainLines(page).split("\n");
  const starts = lines.flatMap((line, i) => HEADING.test(line) ? [i] : []);
  const sections = new Map<string, NotesSection>();
  starts.forEach((start, i) => {
    const version = HEADING.exec(lines[start] ?? "")?.[1] ?? "";
    if (!isNotesVersion(version) || sections.has(version)) return;
    const text = lines.slice(start + 2, starts[i + 1]).join("\n")
      .replace(/^\n+|\n+$/g, "");
    const date = parseNotesDate(DATE.exec(text)?.[1] ?? "");
    sections.set(version, { spelled: version, rst: text, date });
  });
  return [...sections.values()];
}
