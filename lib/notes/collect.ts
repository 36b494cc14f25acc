// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Gets the pages of release notes. Notes are a courtesy: whatever goes wrong
 * here is a warning, and the source is published all the same.
 *
 * @module
 */

import { displayUrl, type Download } from "../http.ts";
import { singleLine } from "../printable.ts";
import { parseDkmsIndex } from "./dkms_index.ts";
import type { NotesPage } from "./match.ts";

/** Longest page that is read, in bytes. The real ones have up to 100,000. */
const MAX_PAGE = 8 * 1024 * 1024;

/** Longest section that goes into a commit message, in characters. */
const MAX_SECTION = 256 * 1024;

/** Where notes may come from. */
export interface NotesSources {
  /** The archived page, as the branch has it. */
  readonly archived: Uint8Array | undefined;
  /** Name of the page in the archive. */
  readonly archiveName: string;
  /** URLs to download, in the order of trust; the first one is archived. */
  readonly urls: readonly string[];
  /** Local files, in the order of trust. They replace the URLs. */
  readonly files: readonly string[];
}

/** What {@linkcode collectNotes} found. */
export interface CollectedNotes {
  /** Pages in the order of trust: downloaded or given ones first. */
  readonly pages: readonly NotesPage[];
  /** The page to archive, where one was downloaded or given. */
  readonly toArchive: Uint8Array<ArrayBuffer> | undefined;
  /** What went wrong, a line for each source. */
  readonly warnings: readonly string[];
}

/** How {@linkcode collectNotes} reaches the world. */
export interface NotesAccess {
  readonly download: Download;
  readonly readFile: (path: string) => Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * Reads all sources of notes. Never throws for what a source holds or lacks.
 *
 * @param access how to download and to read files
 * @param sources where to look
 */
export async function collectNotes(
  access: NotesAccess,
  sources: NotesSources,
): Promise<CollectedNotes> {
  const warnings: string[] = [];
  const pages: NotesPage[] = [];
  let toArchive: Uint8Array<ArrayBuffer> | undefined;
  const given = [
    ...sources.files.map((path) => ({
      name: path,
      read: () => access.readFile(path),
    })),
    ...(sources.files.length > 0 ? [] : sources.urls).map((url) => ({
      name: displayUrl(url),
      read: () => access.download(url, { maxBytes: MAX_PAGE }),
    })),
  ];
  for (const { name, read } of given) {
    try {
      const bytes = await read();
      const isFirst = toArchive === undefined;
      const source = isFirst ? sources.archiveName : name;
      pages.push({ source, sections: parsePage(bytes) });
      if (isFirst) toArchive = bytes;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      warnings.push(singleLine(`Release notes ${name} left out: ${reason}`));
    }
  }
  if (sources.archived !== undefined && toArchive === undefined) {
    try {
      const sections = parsePage(sources.archived);
      pages.push({ source: sources.archiveName, sections });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      warnings.push(singleLine(`Archived release notes left out: ${reason}`));
    }
  }
  return { pages, toArchive, warnings };
}

/**
 * Reads a page of notes.
 *
 * @param bytes the page, UTF-8
 * @returns its sections, at least one
 * @throws {Error} where it is no such page
 */
export function parsePage(bytes: Uint8Array): NotesPage["sections"] {
  if (bytes.length > MAX_PAGE) throw new Error(`more than ${MAX_PAGE} bytes`);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const sections = parseDkmsIndex(decoder.decode(bytes));
  if (sections.length === 0) throw new Error("it names no version");
  return sections.filter((section) => section.text.length <= MAX_SECTION);
}
