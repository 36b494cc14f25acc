// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Finds the release notes of one version, for a person to read.
 *
 * @module
 */

import { requireOptions } from "../arguments.ts";
import type { GitOptions } from "../git/git.ts";
import { messageOf } from "../errors.ts";
import { listTree, ObjectReader } from "../git/objects.ts";
import { openRepository } from "../git/repository.ts";
import { listTags } from "../git/refs.ts";
import { createDownload, type Download } from "../http.ts";
import { readLocalFile } from "../local_file.ts";
import { collectNotes } from "../notes/collect.ts";
import { type MatchedNotes, matchNotes, nearVersions } from "../notes/match.ts";
import type { NotesPage } from "../notes/page.ts";
import { MAX_PAGE } from "../notes/parse_page.ts";
import { AWS_NEURON, type Profile } from "../profile.ts";
import { fetchMetadata } from "../yum/upstream.ts";
import type { WarningEvent } from "./contract.ts";
import { archivedNotes } from "./existing_state.ts";
import { layoutOf } from "../record/layout.ts";
import { isReleaseTag } from "../record/versions.ts";

/** Which version, and where to look. */
export interface FindNotesOptions extends GitOptions {
  /** As the package or the page spells it. */
  readonly version: string;
  /** A data repository whose archived pages count. */
  readonly repo?: string | undefined;
  /** Files of release notes. */
  readonly notesFiles?: readonly string[] | undefined;
  /**
   * URLs of notes, the vendor's repository, names of packages, directories;
   * `AWS_NEURON` by default.
   */
  readonly profile?: Profile | undefined;
  /** Downloads files; `createDownload()` by default. */
  readonly download?: Download | undefined;
  /** Called with what is wrong but stops nothing. */
  readonly onEvent?: ((event: WarningEvent) => void) | undefined;
}

/** What there is about a version. */
export interface FoundNotes {
  /** Undefined where no page has any. */
  readonly notes: MatchedNotes | undefined;
  /** The pages that were read, the more trusted of one format first. */
  readonly pages: readonly NotesPage[];
  /** Where there are none, versions near this one that pages have. */
  readonly near: readonly string[];
}

/**
 * Finds the notes of a version, by both rules of `matchNotes()`.
 *
 * The second rule needs to know which packages there are: the repository's
 * tags say so, or else the vendor's metadata, which is downloaded only then.
 *
 * @param options which version, and where to look
 * @throws {OperationError} where the repository cannot be read
 */
export async function findNotes(
  options: FindNotesOptions,
): Promise<FoundNotes> {
  requireOptions("findNotes()", options, {
    version: "needed",
    repo: "optional",
    notesFiles: "optional",
    profile: "optional",
    download: "optional",
    onEvent: "optional",
    env: "optional",
    signal: "optional",
  });
  const { version, repo, signal } = options;
  const { profile = AWS_NEURON, download = createDownload() } = options;
  const warn = (text: string) => options.onEvent?.({ kind: "warning", text });
  const repository = repo === undefined
    ? undefined
    : await openRepository(repo, { ...options, detached: "anywhere" });
  const readArchived = async () => {
    if (repository === undefined) return new Map<string, Uint8Array>();
    const layout = layoutOf(profile);
    const { tip } = repository.branch;
    const files = await listTree(repository, tip, [layout.archive]);
    await using reader = new ObjectReader(repository);
    return await archivedNotes(reader, files, layout);
  };
  const { pages, warnings } = await collectNotes({
    download,
    readFile: (path) => readLocalFile(path, MAX_PAGE, { signal }),
    signal,
  }, {
    files: options.notesFiles ?? [],
    urls: profile.notesUrls,
    archived: readArchived(),
    names: profile.notesNames,
  });
  warnings.forEach(warn);
  const match = (known: Iterable<string>, isLast: boolean) =>
    matchNotes(version, pages, {
      known,
      purpose: "reading",
      onAmbiguous: ({ source, spelled, versions }) => {
        if (!isLast) return;
        warn(`${source}: ${spelled} may be any of ${versions.join(", ")}`);
      },
    });
  const upstreamVersions = async () => {
    try {
      const { packages } = await fetchMetadata({
        download,
        repoUrl: profile.repoUrl,
        names: profile.packages,
        signal,
      });
      return packages.map(({ version }) => version);
    } catch (error) {
      signal?.throwIfAborted();
      warn(
        `Which packages there are is not known, so nothing is matched by prefix: ${
          messageOf(error)
        }`,
      );
      return [];
    }
  };
  const tags = repository === undefined
    ? []
    : [...(await listTags(repository)).keys()].filter(isReleaseTag);
  const isTag = tags.includes(version);
  let notes = match(tags, isTag);
  if (notes === undefined && !isTag && mayMatch(version, pages)) {
    notes = match([...tags, ...await upstreamVersions()], true);
  }
  const near = notes === undefined ? nearVersions(version, pages) : [];
  return { notes, pages, near };
}

/** Whether knowing the packages could make a difference. */
function mayMatch(version: string, pages: readonly NotesPage[]): boolean {
  return pages.some(({ sections }) =>
    sections.some((section) => version.startsWith(`${section.spelled}.`))
  );
}
