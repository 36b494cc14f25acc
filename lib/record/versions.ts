// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Versions, the tags and branches named after them, their order, and the package
 * of each version.
 *
 * @module
 */

import { compareEvr } from "../rpm/version.ts";
import type { PrimaryPackage } from "../yum/primary.ts";

/** Characters of a tag: as a file's name, it gets a suffix. */
const MAX_TAG = 100;

/** A tag that names a release. */
export function isReleaseTag(tag: string): boolean {
  return /^[0-9]+(\.[0-9A-Za-z_+-]+)*$/.test(tag) && !tag.endsWith(".lock") &&
    tag.length <= MAX_TAG;
}

/**
 * Whether a version is a development build: one with letters, as `2.x.8689.0`.
 * rpm calls letters older than any number, so that its order says nothing about
 * when such a build was made: it has no place between the releases.
 *
 * @param version one that can be a tag
 */
export function isDevelopment(version: string): boolean {
  return /[A-Za-z]/.test(version);
}

/**
 * The branch of a version that does not go to the main branch:
 * `series/<major>.<minor>`, or `series/<major>.x` for development builds.
 *
 * @param version one that can be a tag
 */
export function seriesBranch(version: string): string {
  const [major = "0", minor = "0"] = version.split(".");
  return `series/${major}.${isDevelopment(version) ? "x" : minor}`;
}

/** What decides a release's place in the order. */
export interface ReleaseVersion {
  /** 0 most often; a package of a higher one is newer, whatever its version. */
  readonly epoch: number;
  readonly version: string;
}

/**
 * The order of releases, everywhere: epoch, then version, as rpm compares them.
 * A release has one package, so that the rpm's release does not matter.
 *
 * @returns negative where `a` is older, positive where it is newer, else 0
 */
export function compareReleases(a: ReleaseVersion, b: ReleaseVersion): number {
  return compareEvr({ ...a, release: "" }, { ...b, release: "" });
}

/**
 * Two packages of one version (renamed, rebuilt): the newest counts.
 *
 * @returns packages by version
 */
export function newestOfEachVersion(
  input: {
    /** The packages that metadata lists. */
    readonly packages: readonly PrimaryPackage[];
    /** Known package names; of two packages of one version, the later name wins. */
    readonly names: readonly string[];
  },
): Map<string, PrimaryPackage> {
  const newest = new Map<string, PrimaryPackage>();
  const rank = (listed: PrimaryPackage) => input.names.indexOf(listed.name);
  for (const listed of input.packages) {
    const other = newest.get(listed.version);
    const isNewer = other === undefined ||
      (compareEvr(listed, other) || rank(listed) - rank(other)) > 0;
    if (isNewer) newest.set(listed.version, listed);
  }
  return newest;
}
