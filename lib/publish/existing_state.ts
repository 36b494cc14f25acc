// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What the repository contains already.
 *
 * @module
 */

import {
  listFolder,
  listTree,
  openObjectReader,
  type TreeEntry,
} from "../git/objects.ts";
import { listTags, type Tag } from "../git/refs.ts";
import type { Repository } from "../git/repository.ts";
import { objectAt } from "../git/revision.ts";
import { parseRepomd, type Repomd } from "../yum/repomd.ts";
import { compareRepomd, verifyNotOlder } from "../yum/rollback.ts";
import type { VerifiedMetadata } from "../yum/metadata.ts";
import { together } from "../together.ts";
import type { Layout } from "../record/layout.ts";

/** Where a clone keeps the branches of its origin. */
const ORIGIN = "refs/remotes/origin/";

/** Where a series branch is, or where it will start. */
export interface SeriesStart {
  /** Full name of the branch. */
  readonly ref: string;
  /** Its tip, undefined where it does not exist yet. */
  readonly old: string | undefined;
  /** The commit to build on, undefined where the repository has none. */
  readonly tip: string | undefined;
}

/** The repository as it was before the run. */
export interface ExistingState {
  /** All tags, by name. */
  readonly tags: ReadonlyMap<string, Tag>;
  /**
   * The metadata that branches have archived, by SHA-256: compared with
   * upstream to detect a rollback.
   */
  readonly repomds: ReadonlyMap<string, Repomd>;
  /** Pages of release notes that the main branch has archived, by file name. */
  readonly notes: ReadonlyMap<string, Uint8Array>;
  /**
   * The files in the packages' directory at the tips of all branches: paths
   * below it, and the ids of their blobs. The main branch comes first.
   */
  packages(): Promise<ReadonlyMap<string, string>>;
  /** All files of source and archive at a commit. */
  entries(tip: string | undefined): Promise<TreeEntry[]>;
  /** Finds a series branch, or the release that a new one starts at. */
  startOfSeries(
    name: string,
    startsAt: string | undefined,
  ): Promise<SeriesStart>;
}

/** Reads the state of the repository that a run needs. */
export async function readExistingState(
  repository: Repository,
  layout: Layout,
): Promise<ExistingState> {
  const [tags, repomds, notes] = await together(
    listTags(repository),
    archivedRepomds(repository, layout),
    archivedNotes(repository, layout),
  );
  return {
    tags,
    repomds,
    notes,
    packages: () => archivedPackages(repository, layout),
    entries: async (tip) =>
      tip === undefined
        ? []
        : await listTree(repository, tip, [layout.source, layout.archive]),
    startOfSeries: async (name, startsAt) => {
      const ref = `refs/heads/${name}`;
      const old = await objectAt(repository.git, ref);
      // A fresh clone has no branch of its own but for the default one.
      const fetched = await objectAt(repository.git, `${ORIGIN}${name}`);
      const start = tags.get(startsAt ?? "")?.commit;
      return { ref, old, tip: old ?? fetched ?? start };
    },
  };
}

/** The tips of all branches that are published to, the main one first. */
async function branchTips(
  { git, branch }: Repository,
): Promise<Set<string>> {
  const series = await git.text([
    "for-each-ref",
    "--format=%(objectname)",
    "refs/heads/series/",
    `${ORIGIN}series/`,
  ]);
  const tips = [branch.tip ?? "", ...series.split("\n")];
  return new Set(tips.filter((tip) => tip !== ""));
}

async function archivedPackages(
  repository: Repository,
  { rpms }: Layout,
): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const tip of await branchTips(repository)) {
    for (const { path, id } of await listTree(repository, tip, [rpms])) {
      const name = path.slice(rpms.length + 1);
      if (!files.has(name)) files.set(name, id);
    }
  }
  return files;
}

async function archivedRepomds(
  repository: Repository,
  layout: Layout,
): Promise<Map<string, Repomd>> {
  const tips = await branchTips(repository);
  await using reader = openObjectReader(repository);
  const repomds = new Map<string, Repomd>();
  for (const tip of tips) {
    const stored = await reader.read(`${tip}:${layout.repomd}`);
    if (stored?.type !== "blob") continue;
    const repomd = await parseRepomd(stored.bytes);
    repomds.set(repomd.sha256, repomd);
  }
  return repomds;
}

/** A page of release notes in the archive. */
const NOTES_FILE = /^release-notes-[0-9A-Za-z.-]+\.rst$/;

/** Reads the pages of release notes that the main branch has archived. */
export async function archivedNotes(
  repository: Repository,
  { archive }: Layout,
): Promise<Map<string, Uint8Array>> {
  const { tip } = repository.branch;
  const pages = new Map<string, Uint8Array>();
  if (tip === undefined) return pages;
  const files = (await listFolder(repository, tip, archive)).flatMap(
    ({ path, type, id }) => {
      const name = path.slice(archive.length + 1);
      return type === "blob" && NOTES_FILE.test(name) ? [{ name, id }] : [];
    },
  );
  if (files.length === 0) return pages;
  await using reader = openObjectReader(repository);
  for (const { name, id } of files) {
    const stored = await reader.read(id);
    if (stored !== undefined) pages.set(name, stored.bytes);
  }
  return pages;
}

/**
 * Compares fresh metadata with everything that was archived. A state that is
 * archived already is not new, in whichever order it came.
 *
 * @param existing what the repository contains
 * @param metadata what upstream has now
 * @param options `allow`: an older state is a warning only; `warn`: called with
 * what is odd, one sentence
 * @throws {VerificationError} `E_ROLLBACK`
 */
export function refuseRollback(
  existing: ExistingState,
  metadata: VerifiedMetadata,
  { allow, warn }: {
    readonly allow: boolean;
    readonly warn: (text: string) => void;
  },
): void {
  const fresh = metadata.repomd.parsed;
  const compare = allow ? compareRepomd : verifyNotOlder;
  const found = Array.from(
    existing.repomds.values(),
    (archived) => compare(archived, fresh),
  ).findLast((one) => one === "rollback" || one === "changed");
  if (found === "rollback") {
    warn(
      "Upstream's metadata is older than the archived one; accepted because " +
        "of --allow-rollback",
    );
  } else if (found === "changed") {
    warn(
      "Upstream's metadata has changed, but not its revision " +
        fresh.revision,
    );
  }
}
