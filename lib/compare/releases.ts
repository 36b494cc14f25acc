// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Somebody else's repository as one publication for each release.
 *
 * @module
 */

import { resolve } from "@std/path/resolve";
import { openGit } from "../git/git.ts";
import { remoteRefs } from "../git/ls_remote.ts";
import {
  networkUse,
  openFetched,
  openLocal,
  type OtherRepository,
  readCommitFiles,
} from "./commit.ts";
import { type Place, VERSION_MARK } from "./place.ts";
import type { Publication, ReadOptions, WantedRelease } from "./published.ts";

/** What somebody published of our releases. */
export interface PublishedReleases extends AsyncDisposable {
  /** Where it is, as it may be printed. */
  readonly place: string;
  /**
   * Reads the files of one release.
   *
   * @param version which release
   * @param paths the paths whose content matters; by default all
   * @returns undefined where the other has nothing for that version that leads
   * to a commit
   * @throws {OperationError} where the commit cannot be read
   */
  read(
    version: string,
    paths?: ReadonlySet<string>,
  ): Promise<Publication | undefined>;
}

/** Which releases, and how. */
export interface ReleasesOptions extends ReadOptions {
  /** Releases that may be read. */
  readonly releases: readonly WantedRelease[];
}

/** A commit that may be somebody's release. */
interface Candidate {
  /** A ref's full name, or a commit's id. */
  readonly name: string;
  /** How it was found: "by its tag v2.22.2.0". */
  readonly found: string;
}

/** Candidates by version, the one that counts first. */
type Candidates = ReadonlyMap<string, readonly Candidate[]>;

/** Most bytes of the subjects of all commits. */
const MAX_SUBJECTS = 64 * 1024 * 1024;

/** Branches of the other, as they are fetched. */
const BRANCHES = "refs/heads/*";

/**
 * Finds out which releases somebody has: by a tag or branch; where no ref is
 * named and there is no tag, by a commit of any branch whose subject names the
 * package's file, as in the vendor's own repository. From an address the commits
 * of all of them are fetched at once, into a temporary repository that goes with
 * the result.
 *
 * @param place as `parseReleasesPlace()` gives it
 * @param options the releases
 * @throws {OperationError} where it cannot be read
 */
export async function openReleases(
  place: Place,
  options: ReleasesOptions,
): Promise<PublishedReleases> {
  const { releases } = options;
  if (!place.isAddress) {
    const other = await openLocal(place, options);
    const { git } = other.repository;
    const list = await git.text(["for-each-ref", "--format=%(refname)"]);
    const named = byRef(place, releases, list.split("\n"));
    return published(
      place,
      other,
      await withSubjects(other, place, named, releases),
    );
  }
  const git = await openGit(resolve("/"), options);
  const there = await remoteRefs(git, place.target, networkUse(place, options));
  const named = byRef(place, releases, [...there.keys()]);
  const other = await openFetched(place, there, options);
  try {
    const refs = [...named.values()].flat();
    await other.fetch(refs.map(({ name }) => `${name}:${name}`));
    if (subjectsWanted(place, named, releases).length > 0) {
      await other.fetch([`${BRANCHES}:${BRANCHES}`], { history: true });
    }
    const all = await withSubjects(other, place, named, releases);
    return published(place, other, all);
  } catch (error) {
    await other[Symbol.asyncDispose]();
    throw error;
  }
}

function published(
  place: Place,
  other: OtherRepository,
  candidates: Candidates,
): PublishedReleases {
  return {
    place: spelled(place),
    read: async (version, paths) => {
      const folder = place.folder?.replaceAll(VERSION_MARK, version);
      const inside = { ...place, folder };
      for (const { name, found } of candidates.get(version) ?? []) {
        const read = await readCommitFiles(
          other.repository,
          inside,
          name,
          paths,
        );
        if (read !== undefined) return { ...read, found };
      }
      return undefined;
    },
    [Symbol.asyncDispose]: () => other[Symbol.asyncDispose](),
  };
}

/** The place as it was given, without secrets. */
function spelled({ shown, ref, folder }: Place): string {
  if (ref === undefined) return shown;
  return `${shown}#${ref}${folder === undefined ? "" : `:${folder}`}`;
}

/**
 * Refs by version: a tag before a branch. What they lead to is not known yet.
 */
function byRef(
  { ref }: Place,
  releases: readonly WantedRelease[],
  list: readonly string[],
): Map<string, Candidate[]> {
  const known = new Set(list);
  const chosen = new Map<string, Candidate[]>();
  for (const { version } of releases) {
    const named = ref?.replaceAll(VERSION_MARK, version);
    const names = named === undefined
      ? [`refs/tags/${version}`, `refs/tags/v${version}`]
      : [`refs/tags/${named}`, `refs/heads/${named}`];
    chosen.set(
      version,
      names.filter((name) => known.has(name)).map((name) => ({
        name,
        found: name.startsWith("refs/tags/")
          ? `by its tag ${name.slice("refs/tags/".length)}`
          : `by its branch ${name.slice("refs/heads/".length)}`,
      })),
    );
  }
  return chosen;
}

/** Releases without a ref, whose package's file a commit may name. */
function subjectsWanted(
  { ref }: Place,
  named: Candidates,
  releases: readonly WantedRelease[],
): { readonly version: string; readonly file: string }[] {
  if (ref !== undefined) return []; // the user has said where to look
  return releases.flatMap(({ version, file }) =>
    file !== undefined && named.get(version)?.length === 0
      ? [{ version, file }]
      : []
  );
}

/**
 * Adds commits whose subject names a package's file as a word, the newest first.
 */
async function withSubjects(
  { repository: { git } }: OtherRepository,
  place: Place,
  named: Candidates,
  releases: readonly WantedRelease[],
): Promise<Candidates> {
  const wanted = subjectsWanted(place, named, releases);
  if (wanted.length === 0) return named;
  const text = await git.text(
    ["log", "--all", "--date-order", "--format=%H %s"],
    { stdoutLimit: MAX_SUBJECTS },
  );
  const all = new Map(named);
  for (const line of text.split("\n")) {
    const [id = "", ...words] = line.split(/\s+/);
    for (const { version, file } of wanted) {
      if (!words.includes(file)) continue;
      const found = `by its subject, which names ${file}`;
      all.set(version, [...all.get(version) ?? [], { name: id, found }]);
    }
  }
  return all;
}
