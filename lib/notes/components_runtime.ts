// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The release notes' newest home: one page for the whole runtime, with a
 * section for each release of the SDK and in it one for each component.
 *
 * ```rst
 * Neuron Runtime (Neuron 2.32.0 Release)     the SDK
 * --------------------------------------
 * **Date of release**: 08/17/2026
 *
 * Neuron Driver                              the component
 * ~~~~~~~~~~~~~
 * **Version:** 2.30.2
 *
 * Bug Fixes                                  a category
 * ^^^^^^^^^
 * ```
 *
 * The driver's section may have a second version, which begins with another
 * `**Version:**` line and nothing else.
 *
 * @module
 */

import { plainLines } from "../printable.ts";
import { readDefinitions } from "./inline.ts";
import { messageText } from "./message_text.ts";
import {
  isNotesVersion,
  MAX_SECTION,
  type NotesSection,
  parseNotesDate,
  releaseDateIn,
} from "./page.ts";
import { titleAt } from "./rst.ts";

const SDK = /\(Neuron (\d+(?:\.\d+){1,3}) Release\)/;
const VERSION = /^\*\*Version:?\*\*:?\s+(\S.*)$/;

/**
 * Releases of the SDK under which the page lists a driver of another release:
 * its version and text are right, its date is not.
 */
const MISFILED: readonly string[] = ["2.25.0", "2.24.0", "2.22.0"];

/** A version's section while it is read. */
interface Draft {
  readonly versions: readonly string[];
  readonly lines: string[];
  readonly sdk: string | undefined;
  readonly date: string | undefined;
}

/**
 * Parses the page.
 *
 * @param page the page's text
 * @returns the driver's sections in the order of the page, newest first; a
 * version that has several keeps the first that says something
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseComponentsRuntime } from "./components_runtime.ts";
 *
 * const page = "Neuron Driver\n~~~~~~~~~~~~~\n\n**Version:** 2.29\n\n* Fixes\n";
 * const [section] = parseComponentsRuntime(page);
 * assertEquals(section?.rst, "* Fixes");
 * ```
 */
export function parseComponentsRuntime(page: string): NotesSection[] {
  const lines = plainLines(page).split("\n");
  const definitions = readDefinitions(lines);
  const sections = new Map<string, NotesSection>();
  for (const draft of drafts(lines)) {
    const raw = draft.lines.join("\n");
    const text = raw.length > MAX_SECTION
      ? raw
      : messageText(draft.lines, definitions);
    const { sdk } = draft;
    const own = draft.lines.map(releaseDateIn)
      .find((date) => date !== undefined);
    const isRight = !MISFILED.includes(sdk ?? "");
    const date = own === undefined ? draft.date : parseNotesDate(own);
    for (const version of draft.versions) {
      if ((sections.get(version)?.rst ?? "") !== "") continue;
      sections.set(version, {
        spelled: version,
        rst: text,
        date: isRight ? date : undefined,
        sdk: isRight ? sdk : undefined,
      });
    }
  }
  return [...sections.values()];
}

function* drafts(lines: readonly string[]): Generator<Draft> {
  let sdk: string | undefined;
  let date: string | undefined;
  let inDriver = false;
  let draft: Draft | undefined;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? "";
    const title = titleAt(lines, i);
    if (title !== undefined && title.underline !== "^") {
      if (draft !== undefined) yield draft;
      draft = undefined;
      inDriver = title.underline === "~" && title.text === "Neuron Driver";
      if (title.underline !== "~") {
        sdk = SDK.exec(title.text)?.[1];
        date = undefined;
      }
      i += 1; // the underline
      continue;
    }
    const version = inDriver ? VERSION.exec(line)?.[1] : undefined;
    if (version !== undefined) {
      if (draft !== undefined) yield draft;
      const versions = version.split(/[/,]/).map((text) => text.trim())
        .filter(isNotesVersion);
      draft = { versions, lines: [], sdk, date };
    } else if (draft !== undefined) {
      draft.lines.push(line);
    } else {
      date ??= parseNotesDate(releaseDateIn(line) ?? "");
    }
  }
  if (draft !== undefined) yield draft;
}
