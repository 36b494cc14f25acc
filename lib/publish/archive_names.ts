// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Whether packages can be archived under the names that upstream gives them.
 * Nothing signs metadata, and such a name becomes a path in a repository that
 * people clone. Pure.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import { sumName } from "../record/archive_sets.ts";
import { filenameOf } from "../record/evidence.ts";
import { checkTreePaths } from "../source/path_rules.ts";
import type { PrimaryPackage } from "../yum/primary.ts";

/** Names of devices on Windows, which have any suffix. */
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

/** Characters of a file's name; file systems take 255 with a suffix. */
const MAX_NAME = 240;

/** What the archive holds already. */
export interface ArchivedNames {
  /** The packages' directory, for errors: `archive/rpm`. */
  readonly directory: string;
  /** Paths below it on all branches, with the ids of their blobs. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Refuses packages whose file name is not a good path, is that of another
 * package, or is one that some system takes for another file's.
 *
 * @param packages what is about to be published
 * @param archived what is there
 * @throws {VerificationError} `E_PATH`
 */
export function checkArchiveNames(
  packages: readonly PrimaryPackage[],
  { directory, files }: ArchivedNames,
): void {
  const owners = new Map<string, PrimaryPackage>();
  const paths = new Set<string>();
  for (const listed of packages) {
    const name = filenameOf(listed);
    const refuse = (problem: string) =>
      new VerificationError("E_PATH", {
        subject: `primary.xml: ${listed.name}-${listed.version}`,
        problem,
        found: JSON.stringify(name),
        hint: "do not use this metadata. Report it to the vendor; --version " +
          "publishes other releases meanwhile",
      });
    if (!name.endsWith(".rpm")) {
      throw refuse("has a file name that does not end in .rpm");
    }
    if (name.length > MAX_NAME) throw refuse("has too long a file name");
    if (DEVICE.test(name)) throw refuse("has the name of a device on Windows");
    const other = owners.get(name);
    if (other !== undefined) {
      throw refuse(`also has the file name of version ${other.version}`);
    }
    owners.set(name, listed);
    if (files.has(name)) {
      throw refuse(`has the file name of a package in ${directory}`);
    }
    paths.add(name).add(sumName(name, listed.checksum.type));
  }
  if (paths.size === 0) return;
  checkTreePaths([...new Set([...files.keys(), ...paths])], directory);
}
