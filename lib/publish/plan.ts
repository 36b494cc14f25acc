// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Which releases are missing, in which order and on which branch. Pure.
 *
 * @module
 */

import {
  compareReleases,
  isDevelopment,
  isReleaseTag,
  newestOfEachVersion,
  type ReleaseVersion,
  seriesBranch,
} from "../record/versions.ts";
import { compareEvr } from "../rpm/version.ts";
import type { PrimaryPackage } from "../yum/primary.ts";

/**
 * What to do with a version below the highest published one. Development builds
 * never go to the main branch: `main` sends them to their series as well.
 */
export type Backports = "branch" | "main" | "skip";

/** What {@linkcode planReleases} looks at. */
export interface PlanInput {
  /** The packages that upstream lists. */
  readonly packages: readonly PrimaryPackage[];
  /** Known package names; of two packages of one version, the later name wins. */
  readonly names: readonly string[];
  /** The releases that the repository has. */
  readonly published: readonly ReleaseVersion[];
  /** What to do with backports. */
  readonly backports: Backports;
  /** Publish these versions only; all where empty. */
  readonly versions: readonly string[];
  /** Publish at most so many, the oldest first. */
  readonly limit: number | undefined;
}

/** A release to publish. */
export interface PlannedRelease {
  /** Version, and name of the tag. */
  readonly tag: string;
  /** The package as primary.xml lists it. */
  readonly listed: PrimaryPackage;
  /** Where a backport goes; undefined for the main branch. */
  readonly series: Series | undefined;
}

/** A branch beside the main one. */
export interface Series {
  /** Why the release goes there. */
  readonly kind: "backport" | "development";
  /** Short name of the branch: `series/2.21`, `series/2.x`. */
  readonly branch: string;
  /**
   * The nearest lower version: where the branch starts if it is new. No backport
   * starts at a development build.
   */
  readonly startsAt: string | undefined;
}

/** What there is to do. */
export interface Plan {
  /** In the order in which they are to be published. */
  readonly releases: readonly PlannedRelease[];
  /** Those that belong to a series, left out because `backports` is `skip`. */
  readonly skipped: readonly string[];
  /** Packages left out because their version cannot be the name of a tag. */
  readonly untaggable: readonly PrimaryPackage[];
  /** Versions that were asked for and that upstream has none to publish of. */
  readonly unknown: readonly string[];
  /** The highest published release, which the main branch has. */
  readonly highest: string | undefined;
}

/**
 * Plans a publication.
 *
 * @param input what upstream and the repository have
 */
export function planReleases(input: PlanInput): Plan {
  const { backports, versions, limit } = input;
  const published = new Set(input.published.map(({ version }) => version));
  const offered = [...newestOfEachVersion(input).values()];
  const taggable = offered.filter(({ version }) => isReleaseTag(version));
  const missing = taggable.filter(({ version }) =>
    !published.has(version) &&
    (versions.length === 0 || versions.includes(version))
  ).sort(compareEvr);
  const highest = newestOf(input.published.filter(isNumbered));
  const skipped: string[] = [];
  const releases: PlannedRelease[] = [];
  const known = [...input.published];
  for (const listed of missing) {
    const { version } = listed;
    const isBackport = highest !== undefined && backports !== "main" &&
      compareReleases(listed, highest) < 0;
    const kind = isDevelopment(version)
      ? "development"
      : isBackport
      ? "backport"
      : undefined;
    if (kind !== undefined && backports === "skip") {
      skipped.push(version);
      continue;
    }
    if (limit !== undefined && releases.length >= limit) break;
    const series: Series | undefined = kind && {
      kind,
      branch: seriesBranch(version),
      startsAt: startOf(listed, known)?.version,
    };
    releases.push({ tag: version, listed, series });
    known.push(listed);
  }
  const have = new Set(taggable.map(({ version }) => version));
  return {
    releases,
    skipped,
    untaggable: offered.filter((listed) => !taggable.includes(listed)),
    unknown: versions.filter((version) =>
      !have.has(version) && !published.has(version)
    ),
    highest: highest?.version,
  };
}

function isNumbered({ version }: ReleaseVersion): boolean {
  return !isDevelopment(version);
}

/** The nearest lower release that the series may start at. */
function startOf(
  release: ReleaseVersion,
  known: readonly ReleaseVersion[],
): ReleaseVersion | undefined {
  return newestOf(
    known.filter((other) =>
      compareReleases(other, release) < 0 &&
      (isDevelopment(release.version) || isNumbered(other))
    ),
  );
}

/** @returns undefined where there is none */
function newestOf(
  releases: readonly ReleaseVersion[],
): ReleaseVersion | undefined {
  return releases.toSorted(compareReleases).at(-1);
}
