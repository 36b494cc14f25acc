// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Somebody else's repository as one publication for each release.
 *
 * @module
 */

import { HEADS, TAGS } from "../git/revision.ts";
import { openOther, type OtherRepository, readCommitFiles } from "./commit.ts";
import { type Place, VERSION_MARK } from "./place.ts";
import type { Publication, ReadOptions, WantedRelease } from "./published.ts";

/** The releases that another repository has. */
export interface PublishedReleases extends AsyncDisposable {
  /**
   * Reads the files of one release.
   *
   * @param version which release
   * @param paths the paths whose content matters
   * @returns undefined where the other has nothing for that version that leads
   * to a commit
   * @throws {OperationError} where the commit cannot be read
   */
  read(
    version: string,
    paths: ReadonlySet<string>,
  ): Promise<Publication | undefined>;
}

/** Which releases, and how. */
export interface ReleasesOptions extends ReadOptions {
  /** Releases that may be read. */
  readonly releases: readonly WantedRelease[];
}

/** A commit that may be the other's release. */
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

/**
 * Finds the releases of another repository, and fetches their commits. The
 * repository is open until the result is disposed of.
 *
 * @param place as `parseReleasesPlace()` gives it
 * @param options the releases
 * @throws {OperationError} where it cannot be read
 */
export async function openReleases(
  place: Place,
  options: ReleasesOptions,
): Promise<PublishedReleases> {
  await using resources = new AsyncDisposableStack();
  const other = resources.use(await openOther(place, options));
  const candidates = await findReleases(other, place, options.releases);
  const kept = resources.move();
  return {
    read: (version, paths) => {
      const folder = place.folder?.replaceAll(VERSION_MARK, version);
      const found = candidates.get(version) ?? [];
      return readFirst(other, { ...place, folder }, found, paths);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/**
 * Reads the first candidate that leads to a commit.
 *
 * @returns undefined where none does
 */
export async function readFirst(
  other: OtherRepository,
  place: Place,
  candidates: readonly Candidate[],
  paths: ReadonlySet<string>,
): Promise<Publication | undefined> {
  for (const { name, found } of candidates) {
    const read = await readCommitFiles(other, place, name, paths);
    if (read !== undefined) return { ...read, found };
  }
  return undefined;
}

/**
 * Finds releases by a tag or branch; where no ref is named and there is no tag,
 * by a commit of any branch whose subject names the package's file, as in the
 * vendor's own repository. Fetches what it finds.
 */
export async function findReleases(
  other: OtherRepository,
  place: Place,
  releases: readonly WantedRelease[],
): Promise<Candidates> {
  const named = byRef(place, releases, other.refs);
  // Where the user has named a ref, that says where to look.
  const wanted = releases.filter(({ version, file }) =>
    place.ref === undefined && file !== undefined &&
    named.get(version)?.length === 0
  );
  const history = wanted.length > 0;
  const refs = [...named.values()].flat().map(({ name }) => `${name}:${name}`);
  // In one go: what is fetched without its history cuts that of the rest.
  await other.fetch(history ? [...refs, `${HEADS}*:${HEADS}*`] : refs, {
    history,
  });
  if (!history) return named;
  const text = await other.repository.git.text(
    // Not log, for which configuration can name a program.
    ["rev-list", "--all", "--date-order", "--format=%H %s"],
    { stdoutLimit: MAX_SUBJECTS },
  );
  const all = new Map(named);
  for (const line of text.split("\n")) {
    const [id = "", ...words] = line.split(/\s+/);
    for (const { version, file } of wanted) {
      // As a word; the newest comes first.
      if (file === undefined || !words.includes(file)) continue;
      const found = `by its subject, which names ${file}`;
      all.set(version, [...all.get(version) ?? [], { name: id, found }]);
    }
  }
  return all;
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
  const tag = (name: string): Candidate => (
    { name: `${TAGS}${name}`, found: `by its tag ${name}` }
  );
  const branch = (name: string): Candidate => (
    { name: `${HEADS}${name}`, found: `by its branch ${name}` }
  );
  return new Map(releases.map(({ version }) => {
    const named = ref?.replaceAll(VERSION_MARK, version);
    const candidates = named === undefined
      ? [tag(version), tag(`v${version}`)]
      : [tag(named), branch(named)];
    return [version, candidates.filter(({ name }) => known.has(name))];
  }));
}
