// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Gets the pages of release notes. Notes are optional: whatever goes wrong here
 * is a warning, and the source is published anyway.
 *
 * The vendor writes notes in reStructuredText and has moved them twice:
 * dkms_index.ts, per_release.ts and components_runtime.ts each read one format.
 * parse_page.ts finds out which one a page has and returns its sections, one a
 * version; match.ts says which section is about a package. blocks.ts parses a
 * section's text, for message_text.ts and plain_text.ts to print.
 *
 * The markup: {@link https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html}.
 *
 * @module
 */

import { printableAddress } from "../address.ts";
import { DetailedError, messageOf, valuesOf } from "../errors.ts";
import type { Download } from "../http.ts";
import { singleLine } from "../printable.ts";
import type { NotesNames } from "../profile.ts";
import { together } from "../together.ts";
import { MAX_SECTION, type NotesPage } from "./page.ts";
import { MAX_PAGE, type ParsedPage, parsePage } from "./parse_page.ts";

/** Where notes may come from. */
export interface NotesSources {
  /** Local files, the more trusted first. */
  readonly files: readonly string[];
  /** URLs to download, less trusted than the files. */
  readonly urls: readonly string[];
  /**
   * Pages that the repository has archived, by file name; the least trusted.
   * Downloads do not wait for them.
   */
  readonly archived:
    | ReadonlyMap<string, Uint8Array>
    | Promise<ReadonlyMap<string, Uint8Array>>;
  /** What pages are called in the archive. */
  readonly names: NotesNames;
}

/** What {@linkcode collectNotes} found. */
export interface CollectedNotes {
  /** The pages, the more trusted of one format first. */
  readonly pages: readonly NotesPage[];
  /** The pages that have a name in the archive, by that name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What went wrong, each with the source's name. */
  readonly warnings: readonly string[];
}

/** How {@linkcode collectNotes} reads files and URLs. */
export interface NotesAccess {
  readonly download: Download;
  readonly readFile: (path: string) => Promise<Uint8Array<ArrayBuffer>>;
  /** Stops the downloads; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

/** A place to look at. */
interface Source {
  readonly name: string;
  readonly read: () => Promise<Uint8Array>;
  /** The name in the archive, for what comes from there. */
  readonly file?: string;
}

/**
 * Reads all sources of notes concurrently. A source that cannot be read or is
 * not a page of notes is a warning, never an error.
 *
 * A page that was downloaded replaces its archived copy; the copy counts where
 * the download fails or is no longer such a page.
 *
 * @param access how to download and to read files
 * @param sources where to look
 * @throws what `sources.archived` rejects with
 */
export async function collectNotes(
  access: NotesAccess,
  sources: NotesSources,
): Promise<CollectedNotes> {
  const { signal } = access;
  const bounds = { maxBytes: MAX_PAGE, signal };
  const places: Source[] = [
    ...sources.files.map((path) => ({
      name: path,
      read: () => access.readFile(path),
    })),
    ...sources.urls.map((url) => ({
      name: printableAddress(url),
      read: () => access.download(url, bounds),
    })),
  ];
  const readArchived = async () => {
    const archived = [...await sources.archived];
    return await readAll(archived.map(([file, bytes]) => ({
      name: `${file} (archived)`,
      read: () => Promise.resolve(bytes),
      file,
    })));
  };
  const results = (await together(readAll(places), readArchived())).flat();
  signal?.throwIfAborted();
  const pages: NotesPage[] = [];
  const files = new Map<string, Uint8Array>();
  const warnings: string[] = [];
  for (const { file, name, found } of results) {
    if (file !== undefined && files.has(file)) continue; // an older copy
    if (typeof found === "string") {
      warnings.push(singleLine(`Release notes ${name} left out: ${found}`));
      continue;
    }
    const { page, bytes } = found;
    const archiveName = file ?? archiveNameOf(page, sources.names);
    const isFirst = archiveName !== undefined && !files.has(archiveName);
    const { format, sections, tooLong } = page;
    if (tooLong.length > 0) {
      warnings.push(singleLine(
        `Release notes ${name}: the section of ${tooLong.join(", ")} left ` +
          `out: more than ${MAX_SECTION} characters`,
      ));
    }
    pages.push({ source: isFirst ? archiveName : name, format, sections });
    if (isFirst) files.set(archiveName, bytes);
  }
  return { pages, files, warnings };
}

/** Sources with the page that each has, or why it has none. */
function readAll(sources: readonly Source[]) {
  return Promise.all(sources.map(async (source) => {
    try {
      const bytes = await source.read();
      return { ...source, found: { page: parsePage(bytes), bytes } };
    } catch (error) {
      return { ...source, found: reasonOf(error) };
    }
  }));
}

/** What went wrong, without the source's name, which the warning has already. */
function reasonOf(error: unknown): string {
  if (!(error instanceof DetailedError)) return messageOf(error);
  return [error.problem, ...valuesOf(error)].join(", ");
}

/** The name in the archive; a page that does not name its release has none. */
function archiveNameOf(
  { format, sdk }: ParsedPage,
  names: NotesNames,
): string | undefined {
  const name = names[format];
  if (!name.includes("<sdk>")) return name;
  return sdk === undefined ? undefined : name.replace("<sdk>", sdk);
}
