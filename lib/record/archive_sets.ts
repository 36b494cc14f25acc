// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The files of commits: those to the archive (metadata, release notes, key),
 * each made only if it changes something, and that of a release.
 *
 * @module
 */

import {
  type Checksum,
  CHECKSUM_TYPES,
  type ChecksumType,
} from "../yum/checksum.ts";
import type { VerifiedMetadata } from "../yum/metadata.ts";
import { METADATA_TYPES } from "../yum/repomd.ts";
import { archiveNames } from "../yum/metadata_file.ts";
import type { FileMode } from "../source/object_id.ts";
import type { VerifiedRelease } from "./evidence.ts";
import type { Layout } from "./layout.ts";

/** A file that a commit is to hold. */
export interface WantedFile {
  /** Path from the repository's root. */
  readonly path: string;
  readonly mode: FileMode;
  readonly content: Uint8Array;
}

/** What one archive commit is to hold. */
export interface ArchiveSet {
  /** The commit's subject. */
  readonly subject: string;
  readonly files: readonly WantedFile[];
  /** Paths that go, unless they are among the files. */
  readonly replaced: readonly string[];
}

/** What there is to archive. */
export interface ArchiveInput {
  readonly metadata: VerifiedMetadata;
  /** Pages of release notes by their file names in the archive. */
  readonly notes: ReadonlyMap<string, Uint8Array>;
  /** The vendor's key as downloaded. */
  readonly key: Uint8Array;
}

function plain(path: string, content: Uint8Array): WantedFile {
  return { path, mode: "100644", content };
}

/** The name, or path, of the file beside another that holds its checksum. */
export function sumName(name: string, type: ChecksumType): string {
  return `${name}.${type}`;
}

function sumOf(path: string, { type, value }: Checksum): WantedFile {
  return plain(sumName(path, type), new TextEncoder().encode(value));
}

/**
 * Lists the archive commits, in their order.
 *
 * @param input verified evidence
 * @param layout where things are
 */
export function archiveSets(
  input: ArchiveInput,
  layout: Layout,
): ArchiveSet[] {
  const { metadata, notes, key } = input;
  return [
    {
      subject: "feat: Update archive - repo files",
      files: [
        plain(layout.repomd, metadata.repomd.bytes),
        ...metadata.files.flatMap(({ name, bytes, checksum }) => [
          plain(`${layout.archive}/${name}`, bytes),
          sumOf(`${layout.archive}/${name}`, checksum),
        ]),
      ],
      // Upstream may change the compression, or leave a type out: the old file
      // goes, since the new repomd.xml does not prove it.
      replaced: METADATA_TYPES.flatMap((type) =>
        archiveNames(type).flatMap((name) => {
          const path = `${layout.archive}/${name}`;
          return [path, ...CHECKSUM_TYPES.map((sum) => sumName(path, sum))];
        })
      ),
    },
    {
      subject: "feat: Update archive - release notes",
      // The archived ones too: a new series branch lacks them.
      files: [...notes].map(([name, page]) =>
        plain(`${layout.archive}/${name}`, page)
      ),
      replaced: [],
    },
    {
      subject: "feat: Update archive - GPG Public Key",
      files: [plain(layout.key, key)],
      replaced: [],
    },
  ];
}

/**
 * Lists the files of a release's commit: the source, the package, its checksum.
 *
 * @param release what was verified
 * @param layout where they go
 */
export function releaseFiles(
  { file, bytes, tree, listed }: VerifiedRelease,
  { source, rpms }: Layout,
): WantedFile[] {
  const path = `${rpms}/${file}`;
  return [
    ...tree.files.map((f) => ({ ...f, path: `${source}/${f.path}` })),
    plain(path, bytes),
    sumOf(path, listed.checksum),
  ];
}
