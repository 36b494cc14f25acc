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
import {
  fetchCommits,
  openLocal,
  type OtherRepository,
  readCommitFiles,
} from "./commit.ts";
import { type Place, VERSION_MARK } from "./place.ts";
import type { Publication, ReadOptions } from "./publication.ts";

/** What somebody published of our releases. */
export interface PublishedReleases extends AsyncDisposable {
  /** Where it is, without passwords. */
  readonly place: string;
  /**
   * Reads the files of one release.
   *
   * @param version which release
   * @param paths the paths whose content matters
   * @returns undefined where the other has no ref for that version that leads
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
  /** Versions that may be read. */
  readonly versions: readonly string[];
}

/** Most bytes of the other's list of refs. */
const MAX_LIST = 16 * 1024 * 1024;

/**
 * Finds out which releases somebody has. From an address the commits of all of
 * them are fetched at once, into a temporary repository that goes with the
 * result.
 *
 * @param place as `parseReleasesPlace()` gives it
 * @param options the versions
 * @throws {OperationError} where it cannot be read
 */
export async function openReleases(
  place: Place,
  options: ReleasesOptions,
): Promise<PublishedReleases> {
  const { versions } = options;
  if (!place.isAddress) {
    const other = await openLocal(place, options);
    const { git } = other.repository;
    const list = await git.text(["for-each-ref", "--format=%(refname)"]);
    const refs = chooseRefs(place, versions, list.split("\n"));
    return releases(place, other, refs);
  }
  const chosen = chooseRefs(place, versions, await listRefs(place, options));
  const refs = [...chosen.values()].flat();
  const other = await fetchCommits(
    place,
    refs.map((ref) => `${ref}:${ref}`),
    options,
  );
  return releases(place, other, chosen);
}

function releases(
  place: Place,
  other: OtherRepository,
  refs: ReadonlyMap<string, readonly string[]>,
): PublishedReleases {
  return {
    place: spelled(place),
    read: async (version, paths) => {
      const folder = place.folder?.replaceAll(VERSION_MARK, version);
      const inside = { ...place, folder };
      for (const ref of refs.get(version) ?? []) {
        const found = await readCommitFiles(
          other.repository,
          inside,
          ref,
          paths,
        );
        if (found !== undefined) return found;
      }
      return undefined;
    },
    [Symbol.asyncDispose]: () => other[Symbol.asyncDispose](),
  };
}

/** The place as it was given, without passwords. */
function spelled({ shown, ref, folder }: Place): string {
  if (ref === undefined) return shown;
  return `${shown}#${ref}${folder === undefined ? "" : `:${folder}`}`;
}

/**
 * Full names of refs by version, the one that counts first: a tag before a
 * branch. What they lead to is not known yet.
 */
function chooseRefs(
  { ref }: Place,
  versions: readonly string[],
  list: readonly string[],
): Map<string, string[]> {
  const known = new Set(list);
  const chosen = new Map<string, string[]>();
  for (const version of versions) {
    const name = ref?.replaceAll(VERSION_MARK, version);
    const candidates = name === undefined
      ? [`refs/tags/${version}`, `refs/tags/v${version}`]
      : [`refs/tags/${name}`, `refs/heads/${name}`];
    chosen.set(version, candidates.filter((candidate) => known.has(candidate)));
  }
  return chosen;
}

async function listRefs(
  { target, shown }: Place,
  options: ReadOptions,
): Promise<string[]> {
  const git = await openGit(resolve("/"), options);
  const text = await git.text(
    [
      "ls-remote",
      "--quiet",
      "--refs",
      "--end-of-options",
      target,
      "refs/tags/*",
      "refs/heads/*",
    ],
    { network: true, subject: shown, stdoutLimit: MAX_LIST },
  );
  return text.split("\n").map((line) => line.slice(line.indexOf("\t") + 1));
}
