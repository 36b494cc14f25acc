// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Which releases are missing, in which order and on which branch. Pure.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import { isReleaseTag, newestOfEachVersion } from "../record/versions.ts";
import { compareEvr, compareVersions } from "../rpm/version.ts";
import type { PrimaryPackage } from "../yum/primary.ts";

/** What to do with a version below the highest published one. */
export type Backports = "branch" | "main" | "skip";

/** What {@linkcode planReleases} looks at. */
export interface PlanInput {
  /** The packages that upstream lists. */
  readonly packages: readonly PrimaryPackage[];
  /** Known package names; of two packages of one version, the later name wins. */
  readonly names: readonly string[];
  /** Names of the repository's tags. */
  readonly tags: Iterable<string>;
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
  readonly version: string;
  /** The package as primary.xml lists it. */
  readonly listed: PrimaryPackage;
  /** Where a backport goes; undefined for the main branch. */
  readonly series: Series | undefined;
}

/** A branch for backports: `series/<major>.<minor>`. */
export interface Series {
  /** Short name of the branch. */
  readonly branch: string;
  /** The nearest lower version: where the branch starts if it is new. */
  readonly startsAt: string | undefined;
}

/** What there is to do. */
export interface Plan {
  /** In the order in which they are to be published. */
  readonly releases: readonly PlannedRelease[];
  /** Backports left out because `backports` is `skip`. */
  readonly skipped: readonly string[];
  /** Versions that were asked for and that upstream does not have. */
  readonly unknown: readonly string[];
}

/**
 * Plans a publication.
 *
 * @param input what upstream and the repository have
 * @throws {VerificationError} `E_META` where a missing version cannot be the
 * name of a tag
 */
export function planReleases(input: PlanInput): Plan {
  const published = new Set([...input.tags].filter(isReleaseTag));
  const offered = newestOfEachVersion(input);
  const missing = [...offered.values()]
    .filter(({ version }) => !published.has(version))
    .filter(({ version }) =>
      input.versions.length === 0 || input.versions.includes(version)
    )
    .sort(compareEvr);
  const highest = missing.length === 0 ? undefined : newestOf(published);
  const skipped: string[] = [];
  const releases: PlannedRelease[] = [];
  for (const listed of missing) {
    const { version } = listed;
    checkTagName(listed);
    const isBackport = highest !== undefined &&
      compareVersions(version, highest) < 0 && input.backports !== "main";
    if (isBackport && input.backports === "skip") {
      skipped.push(version);
      continue;
    }
    if (input.limit !== undefined && releases.length >= input.limit) break;
    const known = [...published, ...releases.map((r) => r.version)];
    const series = isBackport ? seriesOf(version, known) : undefined;
    releases.push({ version, listed, series });
  }
  const unknown = input.versions.filter((version) =>
    !offered.has(version) && !published.has(version)
  );
  return { releases, skipped, unknown };
}

function checkTagName({ name, version }: PrimaryPackage): void {
  if (isReleaseTag(version)) return;
  throw new VerificationError("E_META", {
    subject: `primary.xml (${name})`,
    problem: "lists a version that cannot be the name of a tag",
    expected: "digits and dots",
    found: JSON.stringify(version.slice(0, 64)),
  });
}

function seriesOf(version: string, known: readonly string[]): Series {
  const [major = "0", minor = "0"] = version.split(".");
  const startsAt = newestOf(
    known.filter((other) => compareVersions(other, version) < 0),
  );
  return { branch: `series/${major}.${minor}`, startsAt };
}

/** @returns undefined where there is none */
function newestOf(versions: Iterable<string>): string | undefined {
  let newest: string | undefined;
  for (const version of versions) {
    if (newest === undefined || compareVersions(version, newest) >= 0) {
      newest = version;
    }
  }
  return newest;
}
