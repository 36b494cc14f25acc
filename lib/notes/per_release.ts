// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The release notes of one release of the SDK, as they were kept from 2.25.0 to
 * 2.27.0: a page with headings such as `Neuron Driver 2.24.7.0`, underlined
 * with `^`, one for each category of what changed.
 *
 * ```rst
 * AWS Neuron SDK 2.26.0: Neuron Runtime release notes
 * ===================================================
 * **Date of release**: September 18, 2025
 *
 * Bug fixes
 * ---------
 *
 * Neuron Driver 2.24.7.0
 * ^^^^^^^^^^^^^^^^^^^^^^
 * ```
 *
 * @module
 */

import { plainLines } from "../printable.ts";
import { type Definitions, readDefinitions } from "./inline.ts";
import { messageText } from "./message_text.ts";
import {
  isNotesVersion,
  MAX_SECTION,
  type NotesSection,
  parseNotesDate,
  releaseDateIn,
} from "./page.ts";
import { titleAt } from "./rst.ts";

const DRIVER = /^Neuron Driver \[?([0-9.]+)\]?$/;
const SDK = /^AWS Neuron SDK (\d+(?:\.\d+){1,3})\b/;

/** Heads a list of versions, not a category of changes. */
const NO_CATEGORY = /^Released versions$/i;

/** What a page says about one component in one category. */
interface Block {
  readonly version: string;
  readonly category: string | undefined;
  readonly lines: string[];
}

/** A page of one release. */
export interface ReleasePage {
  /** The release of the SDK, `2.26.0`, where the page names it. */
  readonly sdk: string | undefined;
  /** One for each version of the driver, in the order of the page. */
  readonly sections: readonly NotesSection[];
}

/**
 * Parses a page. The blocks of one version are put together, each below its
 * category.
 *
 * The page's date is that of the release. A version that is not the one in the
 * list of released versions was added later, as a patch, and has no date.
 *
 * @param page the page's text
 */
export function parsePerRelease(page: string): ReleasePage {
  const lines = plainLines(page).split("\n");
  let sdk: string | undefined;
  let date: string | undefined;
  let released: string | undefined; // the version in the list of released ones
  let category: string | undefined;
  let block: Block | undefined;
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? "";
    const title = titleAt(lines, i);
    if (title === undefined) {
      block?.lines.push(line);
      date ??= parseNotesDate(releaseDateIn(line) ?? "");
      released ??= /^[-*] Neuron Driver: ``([0-9.]+)``\s*$/.exec(line)?.[1];
      continue;
    }
    block = undefined;
    if (title.underline === "=") sdk ??= SDK.exec(title.text)?.[1];
    if (title.underline === "-") {
      category = NO_CATEGORY.test(title.text) ? undefined : title.text;
    }
    const version = title.underline === "^"
      ? DRIVER.exec(title.text)?.[1]
      : undefined;
    if (version !== undefined && isNotesVersion(version)) {
      block = { version, category, lines: [] };
      blocks.push(block);
    }
    i += 1; // the underline
  }
  const texts = textsOf(blocks, readDefinitions(lines));
  const sections = [...texts].map(([version, parts]): NotesSection => ({
    spelled: version,
    rst: parts.join("\n\n"),
    sdk,
    date: released === version ? date : undefined,
  }));
  return { sdk, sections };
}

/** Texts by version, each below its category. */
function textsOf(
  blocks: readonly Block[],
  definitions: Definitions,
): Map<string, string[]> {
  const texts = new Map<string, string[]>();
  for (const { version, category, lines } of blocks) {
    const raw = lines.join("\n");
    const text = raw.length > MAX_SECTION
      ? raw
      : messageText(lines, definitions);
    if (text === "") continue;
    const heading = category === undefined
      ? ""
      : `${category}\n${"^".repeat(category.length)}\n`;
    texts.set(version, [...texts.get(version) ?? [], heading + text]);
  }
  return texts;
}
