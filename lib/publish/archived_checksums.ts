// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Upstream's checksums beside those that were archived. The vendor signs all
 * packages anew whenever it rebuilds its repository, which changes the file and
 * not what is in it; a checksum alone cannot tell that from other content.
 *
 * @module
 */

import { listTree, openObjectReader } from "../git/objects.ts";
import type { Tag } from "../git/refs.ts";
import type { Repository } from "../git/repository.ts";
import { compareVersions } from "../rpm/version.ts";
import { blobId } from "../source/object_id.ts";
import type { PrimaryPackage } from "../yum/primary.ts";
import { filenameOf } from "../record/evidence.ts";
import type { Layout } from "../record/layout.ts";

/** How published packages compare, the oldest version first. */
export interface ChecksumComparison {
  /** Versions of which upstream's file is another than the archived one. */
  readonly changed: readonly string[];
  /** Versions of which there is no archived checksum to compare with. */
  readonly unknown: readonly string[];
}

/** What there is to compare. */
export interface ComparisonInput {
  /** Where the archive is. */
  readonly layout: Layout;
  /** The releases' tags. */
  readonly tags: Iterable<Tag>;
  /** What upstream lists, by version. */
  readonly offered: ReadonlyMap<string, PrimaryPackage>;
}

/**
 * Compares checksums, with those at the branch's tip or else those that the
 * release itself brought.
 *
 * @param repository the data repository
 * @param input releases and packages
 */
export async function compareChecksums(
  repository: Repository,
  { layout, tags, offered }: ComparisonInput,
): Promise<ChecksumComparison> {
  await using reader = openObjectReader(repository);
  const { branch: { tip }, objectFormat } = repository;
  const held = new Map(
    (tip === undefined ? [] : await listTree(repository, tip, [layout.rpms]))
      .map(({ path, id }) => [path, id]),
  );
  const changed: string[] = [];
  const unknown: string[] = [];
  for (const { name, commit } of tags) {
    const listed = offered.get(name);
    if (listed === undefined) continue;
    const { checksum } = listed;
    const path = `${layout.rpms}/${filenameOf(listed)}.${checksum.type}`;
    // Of thousands of files, those that are as expected need not be read.
    const expected = new TextEncoder().encode(checksum.value);
    const id = held.get(path);
    if (id === blobId(expected, objectFormat)) continue;
    const stored = await reader.read(id ?? `${commit}:${path}`);
    const archived = stored?.type === "blob"
      ? new TextDecoder().decode(stored.bytes).trim().toLowerCase()
      : undefined;
    if (archived === undefined) unknown.push(name);
    else if (archived !== checksum.value) changed.push(name);
  }
  return {
    changed: changed.sort(compareVersions),
    unknown: unknown.sort(compareVersions),
  };
}
