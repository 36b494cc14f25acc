// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * From the bytes of a page to its sections, whichever format it is in.
 *
 * @module
 */

import { parseComponentsRuntime } from "./components_runtime.ts";
import { parseDkmsIndex } from "./dkms_index.ts";
import { MAX_SECTION, type NotesPage, type NotesSection } from "./page.ts";
import { parsePerRelease } from "./per_release.ts";

/** Longest page that is read, in bytes. The real ones have up to 100,000. */
export const MAX_PAGE: number = 8 * 1024 * 1024;

/** A page without a name. */
export interface ParsedPage extends Omit<NotesPage, "source"> {
  /** The release of the SDK that a page of the last format is about. */
  readonly sdk?: string | undefined;
  /** The versions whose section is left out, because it is too long. */
  readonly tooLong: readonly string[];
}

/**
 * Reads a page of notes.
 *
 * @param bytes the page, UTF-8, attacker-controlled
 * @returns its format and sections, at least one
 * @throws {Error} for anything that is not a page of notes; says why
 */
export function parsePage(bytes: Uint8Array): ParsedPage {
  if (bytes.length > MAX_PAGE) throw new Error(`more than ${MAX_PAGE} bytes`);
  const page = parseText(decode(bytes));
  const isTooLong = ({ rst }: NotesSection) => rst.length > MAX_SECTION;
  const sections = page.sections.filter((section) => !isTooLong(section));
  const tooLong = page.sections.filter(isTooLong).map((each) => each.spelled);
  if (sections.length === 0) {
    throw new Error(`its sections have more than ${MAX_SECTION} characters`);
  }
  return { ...page, sections, tooLong };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Error("it is not UTF-8", { cause });
  }
}

function parseText(text: string): Omit<ParsedPage, "tooLong"> {
  if (/^\s{0,99}<(?:!doctype|html|head|body)\b/i.test(text)) {
    throw new Error("it is HTML, not reStructuredText");
  }
  const old = parseDkmsIndex(text);
  if (old.length > 0) return { format: "dkms-index", sections: old };
  const components = parseComponentsRuntime(text);
  if (components.length > 0) {
    return { format: "components", sections: components };
  }
  const { sdk, sections } = parsePerRelease(text);
  if (sections.length > 0) {
    return { format: "per-release", sections, sdk };
  }
  throw new Error("it names no version of the driver");
}
