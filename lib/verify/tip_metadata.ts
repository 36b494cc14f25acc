// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What the metadata at a tip says beyond what signed packages prove. The vendor
 * does not sign repomd.xml, so that anybody can write metadata that agrees with
 * itself and is newer than every release. It is a note, not a failure: the
 * vendor may sign its packages again, withdraw one, or list one that the
 * publisher has yet to publish. What failed is named by its own checks.
 *
 * @module
 */

import { counted, listNames } from "../wording.ts";
import { sumName } from "../record/archive_sets.ts";
import { filenameOf } from "../record/evidence.ts";
import { compareVersions } from "../rpm/version.ts";
import { blobId } from "../source/object_id.ts";
import { compareRepomd } from "../yum/rollback.ts";
import type { ConsistentMetadata } from "./archived_metadata.ts";
import type { Tip } from "./line_context.ts";

/**
 * Compares the metadata at a tip with the releases of the clone.
 *
 * @param metadata of the tip, its files those of its repomd.xml
 */
export async function checkTipMetadata(
  metadata: ConsistentMetadata,
  tip: Tip,
): Promise<void> {
  const { releases, newest, published, store, layout, checklist } = tip;
  const listed = Map.groupBy(metadata.packages, ({ version }) => version);
  const unpublished: string[] = [];
  const unproved: string[] = [];
  for (const [version, packages] of listed) {
    const release = published.get(version);
    if (release === undefined) unpublished.push(version);
    else if (
      release.audit?.package !== undefined && release.audit.verdict !== "failed"
    ) {
      const files = tip.archived.get(version);
      const isThere = packages.some((one) =>
        files?.get(sumName(filenameOf(one), one.checksum.type)) ===
          blobId(
            new TextEncoder().encode(one.checksum.value),
            store.objectFormat,
          )
      );
      if (!isThere) unproved.push(version);
    }
  }
  const withdrawn = releases.filter(({ tag, audit }) =>
    !listed.has(tag) && audit?.verdict !== "failed"
  ).map(({ tag }) => tag);
  const findings: readonly (readonly [string, readonly string[]])[] = [
    ["the metadata lists versions that are not published here", unpublished],
    [
      "the metadata gives checksums that no package here has, as after the " +
      "vendor signed these versions again",
      unproved,
    ],
    ["the metadata does not list these releases", withdrawn],
  ];
  for (const [problem, versions] of findings) {
    if (versions.length === 0) continue;
    checklist.note("tip-metadata", layout.repomd, {
      problem: `${problem}: ${listNames(versions.toSorted(compareVersions))}`,
    });
  }
  const { verified: known } = await tip.readMetadata(
    await store.directoryOf(newest.commit, layout.archive),
  );
  if (
    known !== undefined &&
    compareRepomd(known.repomd, metadata.repomd) === "rollback"
  ) {
    checklist.note("tip-metadata", layout.repomd, {
      problem: `the metadata is older than that of release ${newest.tag}`,
      expected: `revision ${known.repomd.revision} or newer`,
      found: `revision ${metadata.repomd.revision}`,
    });
  }
  checklist.okIfNothingFound(
    "tip-metadata",
    layout.repomd,
    counted(metadata.packages.length, "package"),
  );
}
