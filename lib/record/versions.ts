// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Versions, the tags named after them, and the package of each version.
 *
 * @module
 */

import { compareEvr } from "../rpm/version.ts";
import type { PrimaryPackage } from "../yum/primary.ts";

/** A tag that names a release. */
export function isReleaseTag(tag: string): boolean {
  return /^[0-9]+(\.[0-9A-Za-z_+-]+)*$/.test(tag) && !tag.endsWith(".lock");
}

/**
 * The branch for backports of a version: `series/<major>.<minor>`; of a
 * development build, which has letters between the dots, `series/<major>.x`.
 */
export function seriesName(version: string): string {
  const [major = "0", minor = "0"] = version.split(".");
  return `series/${major}.${minor}`;
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
