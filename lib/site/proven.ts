// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What only a proved release has on the site: its evidence, its source tarball,
 * and how other publications differ from it.
 *
 * @module
 */

import type { GitOptions } from "../git/git.ts";
import { compareSource } from "../compare/compare.ts";
import type { Place } from "../compare/place.ts";
import type { Publication } from "../compare/published.ts";
import { openReleases, type PublishedReleases } from "../compare/releases.ts";
import { OperationError } from "../errors.ts";
import { type ObjectReader, openObjectReader } from "../git/objects.ts";
import { openRepository } from "../git/repository.ts";
import { blobId } from "../source/object_id.ts";
import type { SourceFile } from "../source/tree.ts";
import { publicName } from "./local_paths.ts";
import type {
  Publications,
  ReleaseEvidence,
  SiteComparison,
  SiteRelease,
} from "./model.ts";
import type { ReleaseProofs } from "./proofs.ts";

/** What to add, and how. */
export interface ProvenOptions extends GitOptions {
  /** A directory of the data repository, or a bare one. */
  readonly repo: string;
  /** What the audit's `onVerified` was given to. */
  readonly proofs: ReleaseProofs;
  /** Other publications of all releases. */
  readonly places: readonly Place[];
  /** Called with the number of releases that are done. */
  readonly onRelease?: (count: number) => void;
}

/** Another publication, for the person who named it. */
export interface Reached {
  /** Where it is, as it may be printed. */
  readonly place: string;
  /** Why it could not be read, or not to its end. */
  readonly failure: OperationError | undefined;
}

/** Releases with what was made, and files of the site that are not pages. */
export interface Proven {
  readonly releases: readonly SiteRelease[];
  readonly publications: Publications;
  /** The same as the user gave them, who may know the paths. */
  readonly others: readonly Reached[];
  /** By path, in the order of the releases. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/**
 * Adds evidence, tarballs and comparisons to the releases that are verified.
 *
 * @param releases as `collectReleases()` gives them
 * @param options what and how
 * @throws {OperationError} where a repository on this machine cannot be read
 */
export async function addProven(
  releases: readonly SiteRelease[],
  options: ProvenOptions,
): Promise<Proven> {
  const { repo, proofs, places, signal, onRelease } = options;
  const good = releases.filter(({ audit: { verdict } }) =>
    verdict === "verified" || verdict === "verified-with-notes"
  );
  const wanted = good.map(({ audit }) => (
    { version: audit.tag, file: audit.package?.filename }
  ));
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const made: SiteRelease[] = [];
  await using resources = new AsyncDisposableStack();
  const published: Other[] = [];
  for (const [i, place] of places.entries()) {
    const other: Other = {
      place: place.shown,
      isAddress: place.isAddress,
      publicName: publicName(place, i + 1),
      releases: undefined,
      failure: undefined,
    };
    published.push(other);
    await reach(other, signal, async () => {
      const opened = await openReleases(place, {
        ...options,
        releases: wanted,
      });
      other.releases = resources.use(opened);
      other.place = opened.place;
    });
  }
  const repository = await openRepository(repo, {
    ...options,
    detached: "anywhere",
  });
  const reader = resources.use(openObjectReader(repository));
  for (const release of releases) {
    signal?.throwIfAborted();
    const { tag } = release.audit;
    const proof = proofs.of(tag);
    if (proof === undefined || !good.includes(release)) made.push(release);
    else {
      for (const [path, bytes] of proof.files) files.set(path, bytes);
      const { evidence, archive } = proof;
      made.push({
        ...release,
        evidence,
        archive,
        comparisons: await compare(
          { tag, evidence, reader },
          published,
          signal,
        ),
      });
    }
    onRelease?.(made.length);
  }
  return {
    releases: made,
    publications: published.map(({ publicName, place, failure }, i) => ({
      place: publicName.name + place.slice(places[i]?.shown.length),
      problem: failure && publicName.hide(failure.problem),
    })),
    others: published.map(({ place, failure }) => ({ place, failure })),
    files,
  };
}

function spelled(place: string, { commit, folder }: Publication): string {
  const inside = folder === undefined ? "" : `:${folder}`;
  return commit === undefined ? place : `${place}#${commit}${inside}`;
}

/** Another publication; one that fails once is not asked again. */
interface Other {
  place: string;
  readonly isAddress: boolean;
  readonly publicName: ReturnType<typeof publicName>;
  releases: PublishedReleases | undefined;
  failure: OperationError | undefined;
}

/**
 * Keeps the error where somebody's server does not give what it should: the
 * site shows that. A directory of this machine that cannot be read is a mistake
 * of the user's.
 */
async function reach(
  other: Other,
  signal: AbortSignal | undefined,
  work: () => Promise<void>,
): Promise<void> {
  if (other.failure !== undefined) return;
  try {
    await work();
  } catch (error) {
    signal?.throwIfAborted();
    if (!other.isAddress || !(error instanceof OperationError)) throw error;
    other.failure = error;
  }
}

async function compare(
  { tag, evidence, reader }: {
    readonly tag: string;
    readonly evidence: ReleaseEvidence;
    readonly reader: ObjectReader;
  },
  published: readonly Other[],
  signal: AbortSignal | undefined,
): Promise<SiteComparison[]> {
  const comparisons: SiteComparison[] = [];
  if (published.length === 0) return comparisons;
  const files = await readSource(evidence, reader);
  const paths = new Set(files.map(({ path }) => path));
  for (const other of published) {
    let theirs: Publication | undefined;
    await reach(other, signal, async () => {
      theirs = await other.releases?.read(tag, paths);
    });
    comparisons.push(
      theirs === undefined ? undefined : {
        place: spelled(other.publicName.name, theirs),
        with: spelled(other.publicName.command, theirs),
        result: compareSource({ files }, theirs),
      },
    );
  }
  return comparisons;
}

/**
 * Reads the source again from git, by the ids of what the package holds. The
 * audit has proved that the release's tree has these very blobs.
 */
async function readSource(
  { files }: ReleaseEvidence,
  reader: ObjectReader,
): Promise<SourceFile[]> {
  const read: SourceFile[] = [];
  for (const { path, mode, blob } of files) {
    const content = (await reader.read(blob))?.bytes;
    const format = blob.length === 64 ? "sha256" : "sha1";
    if (content === undefined || blobId(content, format) !== blob) {
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
