// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What the repository contains already.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { listTree, type ObjectReader, type TreeEntry } from "../git/objects.ts";
import { isAncestor, listRefs, type Tag, tagsOf } from "../git/refs.ts";
import { followedRemote, isFetched } from "../git/remote.ts";
import type { Repository } from "../git/repository.ts";
import { HEADS, REMOTES, symbolicRef, TAGS } from "../git/revision.ts";
import { parseRepomd, type Repomd } from "../yum/repomd.ts";
import { compareRepomd, verifyNotOlder } from "../yum/rollback.ts";
import type { VerifiedMetadata } from "../yum/metadata.ts";
import { together } from "../together.ts";
import { shellWord } from "../shell_word.ts";
import type { Layout } from "../record/layout.ts";

/** Where a series branch is, or where it will start. */
export interface SeriesStart {
  /** Full name of the branch. */
  readonly ref: string;
  /** Its tip, undefined where it does not exist yet. */
  readonly old: string | undefined;
  /** The commit to build on, undefined where the repository has none. */
  readonly tip: string | undefined;
}

/** A repository, where its files are, and what reads its objects. */
export interface OpenArchive {
  readonly repository: Repository;
  readonly layout: Layout;
  readonly reader: ObjectReader;
}

/** The repository as it was before the run. */
export interface ExistingState extends OpenArchive {
  /** All tags, by name. */
  readonly tags: ReadonlyMap<string, Tag>;
  /** The remote that the main branch follows: "origin". */
  readonly remote: string;
  /** What it had of the main branch when it was fetched; undefined: none. */
  readonly fetched: string | undefined;
  /**
   * The metadata that branches have archived, by SHA-256: compared with
   * upstream to detect a rollback.
   */
  readonly repomds: ReadonlyMap<string, Repomd>;
  /** Pages of release notes that the main branch has archived, by file name. */
  readonly notes: ReadonlyMap<string, Uint8Array>;
  /**
   * The files in the packages' directory at some commits, by default at the
   * tips of all branches: paths below it, and the ids of their blobs. The main
   * branch comes first.
   */
  packages(
    commits?: Iterable<string | undefined>,
  ): Promise<ReadonlyMap<string, string>>;
  /** All files of source and archive at a commit. */
  entries(tip: string | undefined): Promise<readonly TreeEntry[]>;
  /** Finds a series branch, or the release that a new one starts at. */
  startOfSeries(
    name: string,
    startsAt: string | undefined,
  ): Promise<SeriesStart>;
}

/** Reads the state of the repository that a run needs. */
export async function readExistingState(
  archive: OpenArchive,
): Promise<ExistingState> {
  const { repository, layout, reader } = archive;
  const { name, tip } = repository.branch;
  const remote = followedRemote(repository);
  const tracking = `${REMOTES}${remote}/`; // where a clone keeps its branches
  const main = `${tracking}${name}`;
  const listings = new Map<string | undefined, Promise<TreeEntry[]>>();
  const entries = (commit: string | undefined) => {
    const listing = listings.get(commit) ??
      listTree(repository, commit, [layout.source, layout.archive]);
    listings.set(commit, listing);
    return listing;
  };
  const [refs, notes] = await together(
    listRefs(repository, TAGS, `${HEADS}series/`, `${tracking}series/`, main),
    entries(tip).then((files) => archivedNotes(reader, files, layout)),
  );
  const tags = tagsOf(refs.values());
  const series = refs.values().filter(({ ref }) =>
    !ref.startsWith(TAGS) && ref !== main
  );
  // The main one first.
  const tips = new Set([tip, ...series.map(({ commit }) => commit)]);
  const packages = async (commits: Iterable<string | undefined> = tips) => {
    const files = new Map<string, string>();
    for (const commit of commits) {
      for (const { path, id } of await entries(commit)) {
        if (!path.startsWith(`${layout.rpms}/`)) continue;
        const name = path.slice(layout.rpms.length + 1);
        if (!files.has(name)) files.set(name, id);
      }
    }
    return files;
  };
  return {
    ...archive,
    tags,
    remote,
    fetched: refs.get(main)?.commit,
    repomds: await archivedRepomds(reader, tips, layout),
    notes,
    packages,
    entries,
    startOfSeries: async (name, startsAt) => {
      const ref = `${HEADS}${name}`;
      const held = refs.get(ref);
      await refuseAlias(repository, ref);
      // A fresh clone has no branch of its own but for the default one, and
      // nobody merges what was fetched into one that is not checked out.
      const fetched = refs.get(`${tracking}${name}`);
      const start = tags.get(startsAt ?? "");
      if (!held && !fetched && !isFetched(repository.git, remote, ref)) {
        // Only a release beside the main branch shows what the series has.
        const isBeside = start !== undefined && tip !== undefined &&
          !await hasRelease({ repository, packages }, [tip], start.commit);
        if (!isBeside) throw notFetched(name, remote);
      }
      const ahead = [fetched, start];
      let newest = held?.commit;
      for (const { commit } of ahead.filter((one) => one !== undefined)) {
        const isBehind = newest === undefined ||
          await isAncestor(repository, newest, commit);
        if (isBehind) newest = commit;
        if (isBehind || !repository.isShallow) continue;
        // A series need not have a release that is on the main branch.
        const branches = [newest, tip].filter((one) => one !== undefined);
        if (!await hasRelease({ repository, packages }, branches, commit)) {
          throw new OperationError("repository", {
            subject: name,
            problem: "the branch does not have what was fetched",
            expected: `${commit} or a commit after it`,
            found: newest,
            hint: deepenHint(remote),
          });
        }
      }
      return { ref, old: held?.id, tip: newest };
    },
  };
}

/**
 * Whether one of some branches is known to have a release. Where history is cut
 * off, the archive shows it: packages are never removed.
 *
 * @param tips the branches' commits
 * @param release the release's commit
 */
export async function hasRelease(
  { repository, packages }: Pick<ExistingState, "repository" | "packages">,
  tips: readonly string[],
  release: string,
): Promise<boolean> {
  for (const tip of tips) {
    if (await isAncestor(repository, release, tip)) return true;
  }
  if (!repository.isShallow) return false;
  const [there, wanted] = [await packages(tips), await packages([release])];
  return wanted.size > 0 && wanted.keys().every((name) => there.has(name));
}

/** What to do where history is cut off before it shows what a branch has. */
export function deepenHint(remote: string): string {
  return "History is cut off in this clone. Get the rest with: " +
    `git fetch --unshallow ${shellWord(remote)}`;
}

/** It may be there with the same release, and so may the release's tag. */
function notFetched(name: string, remote: string): OperationError {
  const from = shellWord(remote);
  return new OperationError("repository", {
    subject: name,
    problem: "this is a clone without the series branches of its remote, " +
      "which may have this one",
    hint:
      `Get them with: git remote set-branches --add ${from} 'series/*' && ` +
      `git fetch ${from}`,
  });
}

/** git would move the branch that a symbolic ref leads to. */
async function refuseAlias({ git }: Repository, ref: string): Promise<void> {
  const found = await symbolicRef(git, ref);
  if (found === undefined) return;
  throw new OperationError("repository", {
    subject: ref,
    problem: "this is another name of a branch, and the series needs its own",
    expected: "a branch",
    found: `a symbolic ref to ${found}`,
    hint: `Remove it: git symbolic-ref --delete ${ref}`,
  });
}

async function archivedRepomds(
  reader: ObjectReader,
  tips: Iterable<string | undefined>,
  layout: Layout,
): Promise<Map<string, Repomd>> {
  const repomds = new Map<string, Repomd>();
  for (const tip of tips) {
    if (tip === undefined) continue;
    const stored = await reader.read(`${tip}:${layout.repomd}`);
    if (stored?.type !== "blob") continue;
    const repomd = await parseRepomd(stored.bytes);
    repomds.set(repomd.sha256, repomd);
  }
  return repomds;
}

/** A page of release notes in the archive. */
const NOTES_FILE = /^release-notes-[0-9A-Za-z.-]+\.rst$/;

/**
 * Reads the pages of release notes that a commit has archived.
 *
 * @param files what the commit has in the archive
 */
export async function archivedNotes(
  reader: ObjectReader,
  files: readonly TreeEntry[],
  { archive }: Layout,
): Promise<Map<string, Uint8Array>> {
  const pages = new Map<string, Uint8Array>();
  for (const { path, type, id } of files) {
    const name = path.slice(archive.length + 1);
    const isPage = type === "blob" && path.startsWith(`${archive}/`) &&
      NOTES_FILE.test(name);
    const stored = isPage ? await reader.read(id) : undefined;
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
