// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A proven release as a source tarball, with its checksum and its SPDX document
 * beside it. Writes nothing.
 *
 * @module
 */

import type { ProvenRelease } from "../verify/proven_release.ts";
import { digestHex } from "../digest.ts";
import { singleLine } from "../printable.ts";
import type { Profile } from "../profile.ts";
import { spdxDocument } from "../source/spdx.ts";
import { gzip, packTree, type Tar, tarballName } from "../source/tarball.ts";
import type { NewFile } from "../source/write_files.ts";
import { VERSION } from "../version.ts";

/** What belongs to a release's tarball. */
export interface SourceArchive {
  /** The archive before it is compressed. */
  readonly tar: Tar;
  /** SHA-256 of the compressed file, lower-case hexadecimal. */
  readonly sha256: string;
  /** The tarball, `.sha256` and `.spdx.json`, in that order. */
  readonly files: readonly [
    tarball: NewFile,
    checksum: NewFile,
    spdx: NewFile,
  ];
}

/** How a release is packed. */
export interface PackOptions {
  /** Vendor and repository, for the SPDX document. */
  readonly profile: Profile;
  /** File name of the tarball; by default that of {@linkcode archiveName}. */
  readonly name?: string | undefined;
}

/** File name of a release's tarball. */
export function archiveName(version: string): string {
  return `${tarballName(version)}.tar.gz`;
}

/**
 * Packs a release, and does not compress it.
 *
 * @param version the release's tag
 * @param release a proven release
 */
export function packRelease(
  version: string,
  { tree, facts }: Pick<ProvenRelease, "tree" | "facts">,
): Tar {
  return packTree(tree, {
    directory: tarballName(version),
    mtime: facts.buildTime.getTime() / 1000,
  });
}

/**
 * Makes the tarball and what belongs to it. The same release gives the same
 * bytes.
 *
 * @param version the release's tag
 * @param release a proven release
 * @param options vendor and file name
 */
export function sourceArchive(
  version: string,
  release: Pick<ProvenRelease, "facts" | "rpm" | "tree">,
  { profile, name = archiveName(version) }: PackOptions,
): SourceArchive {
  const tar = packRelease(version, release);
  const bytes = gzip(tar.bytes);
  const sha256 = digestHex("SHA-256", bytes);
  const { facts, rpm, tree } = release;
  const spdx = spdxDocument({
    name: tarballName(version),
    version,
    tarball: name,
    tarballSha256: sha256,
    rpm: { ...facts, license: singleLine(rpm.info.license) },
    repoUrl: profile.repoUrl,
    tree,
    tool: `neuron-publish-${VERSION}`,
  });
  const encoder = new TextEncoder();
  return {
    tar,
    sha256,
    files: [
      { name, bytes },
      {
        name: `${name}.sha256`,
        bytes: encoder.encode(`${sha256}  ${name}\n`),
      },
      {
        name: `${name}.spdx.json`,
        bytes: encoder.encode(`${JSON.stringify(spdx, undefined, 2)}\n`),
      },
    ],
  };
}
