// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Reads what the site shows from a data repository.
 *
 * @module
 */

import type { GitOptions } from "../git/git.ts";
import type { AuditResult, ReleaseAudit } from "../verify/contract.ts";
import { diffFile } from "../diff.ts";
import { OperationError } from "../errors.ts";
import { listTree, ObjectReader, type TreeEntry } from "../git/objects.ts";
import { openRepository, type Repository } from "../git/repository.ts";
import { matchNotes } from "../notes/match.ts";
import type { NotesPage } from "../notes/page.ts";
import { parsePage } from "../notes/parse_page.ts";
import type { Profile } from "../profile.ts";
import { archivedNotes } from "../publish/existing_state.ts";
import { type Layout, layoutOf } from "../record/layout.ts";
import { blobId } from "../source/object_id.ts";
import type { SourceFile } from "../source/tree.ts";
import type { ReleaseProof, SiteChange, SiteRelease } from "./model.ts";
import type { OtherPublication } from "./other_publication.ts";

/** What to read, and what to add to verified releases. */
export interface CollectOptions extends GitOptions {
  /** A directory of the data repository, or a bare one. */
  readonly repo: string;
  /** Directory names. */
  readonly profile: Profile;
  /** Every release of the repository, audited. */
  readonly audit: AuditResult;
  /** What was kept of each verified package, by tag. */
  readonly proofs: ReadonlyMap<string, ReleaseProof>;
  /** What to compare verified releases with. */
  readonly others: readonly OtherPublication[];
  /** Called with the number of releases that are done. */
  readonly onRelease?: (count: number) => void;
}

/**
 * Reads the sources of all releases and compares neighbours. Releases that
 * failed the audit are included: the site is where people look.
 *
 * @throws {OperationError} where this clone lacks objects
 */
export async function collectReleases(
  options: CollectOptions,
): Promise<SiteRelease[]> {
  const { repo, profile, audit, proofs, others, signal, onRelease } = options;
  const repository = await openRepository(repo, {
    ...options,
    detached: "anywhere",
  });
  const layout = layoutOf(profile);
  await using reader = new ObjectReader(repository);
  const pages = await readPages(repository, reader, layout);
  const known = audit.releases.map(({ tag }) => tag);
  const releases: SiteRelease[] = [];
  let before: ReadonlyMap<string, TreeEntry> | undefined;
  for (const release of audit.releases) {
    signal?.throwIfAborted();
    const files = await sourceFiles(repository, release, layout.source);
    const changes = before === undefined
      ? []
      : await changesOf(before, files, reader);
    let size = 0;
    for (const { id } of files.values()) {
      size += (await readBlob(reader, id)).length;
    }
    const total = (side: "added" | "removed") =>
      changes.reduce((sum, { diff }) => sum + diff[side], 0);
    const proof = isVerified(release) ? proofs.get(release.tag) : undefined;
    if (proof !== undefined && others.length > 0) {
      const source = await readSource(proof, reader);
      for (const other of others) await other.compare(release.tag, source);
    }
    releases.push({
      ...proof,
      audit: release,
      notes: matchNotes(release.tag, pages, { known, purpose: "reading" }),
      size,
      added: total("added"),
      removed: total("removed"),
      changes,
    });
    before = files;
    onRelease?.(releases.length);
  }
  return releases;
}

async function readPages(
  repository: Repository,
  reader: ObjectReader,
  layout: Layout,
): Promise<NotesPage[]> {
  const pages: NotesPage[] = [];
  const { tip } = repository.branch;
  const files = await listTree(repository, tip, [layout.archive]);
  const archived = await archivedNotes(reader, files, layout);
  for (const [source, bytes] of archived) {
    try {
      pages.push({ source, ...parsePage(bytes) });
    } catch {
      // A page that cannot be read has no notes.
    }
  }
  return pages;
}

async function sourceFiles(
  repository: Repository,
  { commit }: ReleaseAudit,
  directory: string,
): Promise<ReadonlyMap<string, TreeEntry>> {
  const entries = await listTree(repository, commit, [directory]);
  return new Map(
    entries.filter(({ type }) => type === "blob")
      .map((entry) => [entry.path.slice(directory.length + 1), entry]),
  );
}

/** Whether a release gets what only verified ones have. */
export function isVerified({ verdict }: ReleaseAudit): boolean {
  return verdict === "verified" || verdict === "verified-with-notes";
}

/**
 * Reads the source again from git, by the ids of what the package holds. The
 * audit has proved that the release's tree has these very blobs.
 */
async function readSource(
  { evidence }: ReleaseProof,
  reader: ObjectReader,
): Promise<SourceFile[]> {
  const read: SourceFile[] = [];
  for (const { path, mode, blob } of evidence.files) {
    const content = await readBlob(reader, blob);
    const format = blob.length === 64 ? "sha256" : "sha1";
    if (blobId(content, format) !== blob) {
      throw new OperationError("repository", {
        subject: path,
        problem: "the repository has changed since it was verified",
        expected: `blob ${blob}`,
        hint: "run it again, and let nothing else write to the repository",
      });
    }
    read.push({ path, mode, content });
  }
  return read;
}

/** Compares two trees. Files with the same id and mode are not read. */
async function changesOf(
  before: ReadonlyMap<string, TreeEntry>,
  after: ReadonlyMap<string, TreeEntry>,
  reader: ObjectReader,
): Promise<SiteChange[]> {
  const changes: SiteChange[] = [];
  const paths = new Set([...before.keys(), ...after.keys()]);
  for (const path of [...paths].sort()) {
    const [old, fresh] = [before.get(path), after.get(path)];
    if (old?.id === fresh?.id && old?.mode === fresh?.mode) continue;
    const diff = diffFile(
      await readBlob(reader, old?.id),
      await readBlob(reader, fresh?.id),
    );
    changes.push({
      path,
      modeBefore: old?.mode,
      modeAfter: fresh?.mode,
      diff,
    });
  }
  return changes;
}

/** A blob's content; empty where there is no file. */
async function readBlob(
  reader: ObjectReader,
  id: string | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const object = id === undefined ? undefined : await reader.read(id);
  return object?.bytes ?? new Uint8Array();
}
