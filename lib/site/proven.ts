// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What only a verified release has on the site: its evidence, its source
 * tarball, and how other publications differ from it.
 *
 * @module
 */

import { sourceArchive } from "../archive/source_archive.ts";
import { type ProvenRelease, proveRelease } from "../verify/proven_release.ts";
import { compareSource } from "../compare/compare.ts";
import type { Place } from "../compare/place.ts";
import type { Publication } from "../compare/published.ts";
import { openReleases, type PublishedReleases } from "../compare/releases.ts";
import { OperationError } from "../errors.ts";
import type { Profile } from "../profile.ts";
import type {
  Publications,
  SiteArchive,
  SiteComparison,
  SiteRelease,
} from "./model.ts";
import { archivePath } from "./page.ts";
import { listFileEvidence } from "../record/file_evidence.ts";
import type { ObjectFormat } from "../source/object_id.ts";

/** What to make, and how. */
export interface ProvenOptions {
  /** A folder of the data repository, or a bare one. */
  readonly repo: string;
  /** Vendor, packages, pins, folder names. */
  readonly profile: Profile;
  /** A key file to use instead of the archived ones. */
  readonly keyFile?: string;
  /** Whether to make tarballs. */
  readonly archives: boolean;
  /** Other publications of all releases. */
  readonly places: readonly Place[];
  /** Environment for git; the process's by default. */
  readonly env?: Readonly<Record<string, string>>;
  /** Stops it. */
  readonly signal?: AbortSignal;
  /** Hears of each release. */
  readonly onRelease?: (count: number) => void;
}

/** Releases with what was made, and files of the site that are no pages. */
export interface Proven {
  readonly releases: readonly SiteRelease[];
  readonly publications: Publications;
  /** By path, in the order of the releases. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/**
 * Adds evidence, tarballs and comparisons to the releases that verify.
 *
 * @param releases as `collectReleases()` gives them
 * @param options what and how
 * @throws {OperationError} where a repository on this machine cannot be read
 */
export async function addProven(
  releases: readonly SiteRelease[],
  options: ProvenOptions,
): Promise<Proven> {
  const { repo, profile, archives, places, signal, onRelease } = options;
  const good = releases.filter(({ audit: { verdict } }) =>
    verdict === "verified" || verdict === "verified-with-notes"
  );
  const wanted = good.map(({ audit }) => (
    { version: audit.tag, file: audit.package?.filename }
  ));
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const made: SiteRelease[] = [];
  await using others = new AsyncDisposableStack();
  const published: Other[] = [];
  for (const place of places) {
    const other: Other = {
      place: place.shown,
      isAddress: place.isAddress,
      releases: undefined,
      failure: undefined,
    };
    published.push(other);
    await reach(other, signal, async () => {
      const opened = await openReleases(place, {
        ...options,
        releases: wanted,
      });
      other.releases = others.use(opened);
      other.place = opened.place;
    });
  }
  for (const release of releases) {
    signal?.throwIfAborted();
    if (!good.includes(release)) {
      made.push(release);
      onRelease?.(made.length);
      continue;
    }
    const { tag } = release.audit;
    const proven = await proveRelease({
      repo,
      profile,
      version: tag,
      ...(options.env === undefined ? {} : { env: options.env }),
      ...(signal === undefined ? {} : { signal }),
      ...(options.keyFile === undefined ? {} : { keyFile: options.keyFile }),
    });
    made.push({
      ...release,
      evidence: {
        signatures: proven.rpm.signatures,
        files: listFileEvidence(proven.rpm, proven.tree, formatOf(proven)),
      },
      ...(archives ? { archive: await pack(proven, profile, files) } : {}),
      comparisons: await compare(proven, published, signal),
    });
    onRelease?.(made.length);
  }
  return {
    releases: made,
    publications: published.map(({ place, failure }) => ({ place, failure })),
    files,
  };
}

/** The repository's object format, from the length of a commit's id. */
function formatOf({ audit }: ProvenRelease): ObjectFormat {
  return audit.commit.length === 64 ? "sha256" : "sha1";
}

async function pack(
  release: ProvenRelease,
  profile: Profile,
  files: Map<string, Uint8Array<ArrayBuffer>>,
): Promise<SiteArchive> {
  const { sha256, files: made } = await sourceArchive(release, { profile });
  for (const { name, bytes } of made) {
    files.set(archivePath(name), new Uint8Array(bytes));
  }
  const [tarball, checksum, spdx] = made;
  return {
    name: tarball.name,
    size: tarball.bytes.length,
    sha256,
    checksum: checksum.name,
    spdx: spdx.name,
  };
}

function spelled({ place, commit, folder }: Publication): string {
  const inside = folder === undefined ? "" : `:${folder}`;
  return commit === undefined ? place : `${place}#${commit}${inside}`;
}

/** Another publication; one that fails once is not asked again. */
interface Other {
  place: string;
  readonly isAddress: boolean;
  releases: PublishedReleases | undefined;
  failure: OperationError | undefined;
}

/**
 * Notes where somebody's server does not give what it should: the site shows
 * that. A directory of this machine that cannot be read is a mistake of the
 * user's.
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
  { tree, audit }: ProvenRelease,
  published: readonly Other[],
  signal: AbortSignal | undefined,
): Promise<SiteComparison[]> {
  const comparisons: SiteComparison[] = [];
  const paths = new Set(tree.files.map(({ path }) => path));
  for (const other of published) {
    let theirs: Publication | undefined;
    await reach(other, signal, async () => {
      theirs = await other.releases?.read(audit.tag, paths);
    });
    comparisons.push(
      theirs === undefined ? undefined : {
        with: spelled(theirs),
        result: compareSource(tree, theirs),
      },
    );
  }
  return comparisons;
}
