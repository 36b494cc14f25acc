// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Where source and evidence are in a data repository.
 *
 * A data repository has a commit and a tag for each release. The commit
 * contains the driver's source (`src/`) and, below `archive/`, everything it
 * was made from: the vendor's metadata and key, the package, its checksum, and
 * the page of release notes. message.ts writes the commit's message,
 * message_parser.ts reads it, and evidence.ts verifies what goes in.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import type { Profile } from "../profile.ts";

/** Paths from the repository's root, without final slashes. */
export interface Layout {
  /** The driver's source: `src`. */
  readonly source: string;
  /** The evidence: `archive`. */
  readonly archive: string;
  /** The packages: `archive/rpm`. */
  readonly rpms: string;
  /** The vendor's key: `archive/GPG-PUB-KEY-AMAZON-AWS-NEURON.PUB`. */
  readonly key: string;
  /** The root of the metadata: `archive/repomd.xml`. */
  readonly repomd: string;
}

/** Names in the archive that metadata and release notes have, in lower case. */
const ARCHIVED = /^((repomd|primary|filelists|other)\.xml|release-notes-)/;

/**
 * Derives the paths from a profile.
 *
 * @throws {UsageError} where a directory's name is not a plain relative path,
 * where source and archive are inside of each other, or where packages are to
 * be kept under the name of another file of the archive
 */
export function layoutOf(profile: Profile): Layout {
  const source = plainDirectory("--source-folder", profile.sourceFolder);
  const archive = plainDirectory("--archive-folder", profile.archiveFolder);
  const rpm = plainDirectory("--archive-rpm-folder", profile.archiveRpmFolder);
  if (
    `${source}/`.startsWith(`${archive}/`) ||
    `${archive}/`.startsWith(`${source}/`)
  ) {
    throw new UsageError(
      `Source directory ${source} and archive directory ${archive} overlap`,
      "name two directories beside each other",
    );
  }
  const own = rpm.split("/")[0]?.toLowerCase() ?? "";
  if (own === profile.keyName.toLowerCase() || ARCHIVED.test(own)) {
    throw new UsageError(
      `--archive-rpm-folder ${rpm} is the name of another file in ${archive}`,
      "name a directory for the packages alone, such as rpm",
    );
  }
  return {
    source,
    archive,
    rpms: `${archive}/${rpm}`,
    key: `${archive}/${profile.keyName}`,
    repomd: `${archive}/repomd.xml`,
  };
}

function plainDirectory(option: string, directory: string): string {
  const plain = directory.replace(/\/+$/, "").replace(/^(\.\/)+/, "");
  const isPlain = plain.split("/").every((part) =>
    /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(part)
  );
  if (isPlain) return plain;
  throw new UsageError(
    `${option} ${JSON.stringify(directory)} is not a plain directory name`,
    "use letters, digits, dots, dashes and underscores, below the repository",
  );
}
