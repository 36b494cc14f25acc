// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * One published release as a reproducible source tarball.
 *
 * @module
 */

import { requireOptions } from "../arguments.ts";
import { AWS_NEURON } from "../profile.ts";
import type { ReleaseAudit } from "../verify/contract.ts";
import { type ProofOptions, proveRelease } from "../verify/proven_release.ts";
import { type SourceArchive, sourceArchive } from "./source_archive.ts";

/** Which release to pack, and how. */
export interface ArchiveOptions extends ProofOptions {
  /** File name of the tarball; `aws-neuron-driver-<version>.tar.gz` by default. */
  readonly name?: string | undefined;
}

/** A release's tarball, and what proves it. */
export interface Archive extends SourceArchive {
  /** What was checked: verified, perhaps with notes. */
  readonly audit: ReleaseAudit;
}

/**
 * Proves a release as `audit()` does and packs its source. Writes nothing. The
 * same release gives the same bytes everywhere.
 *
 * @param options which release, and how
 * @returns the tarball, its checksum file and its SPDX document
 * @throws {VerificationError} where a check fails, with the first one's reason
 * @throws {OperationError} where this clone lacks what the proof needs
 * @throws {UsageError} where there is no such release
 *
 * @example
 * ```ts ignore
 * import { archive } from "jsr:@wombelix/neuron-publish";
 *
 * const { files } = await archive({ repo: "driver", version: "2.22.2.0" });
 * for (const { name, bytes } of files) await Deno.writeFile(name, bytes);
 * ```
 */
export async function archive(options: ArchiveOptions): Promise<Archive> {
  requireOptions("archive()", options, {
    repo: "needed",
    version: "needed",
    name: "optional",
    profile: "optional",
    keyFile: "optional",
    env: "optional",
    signal: "optional",
  });
  const { profile = AWS_NEURON, name } = options;
  const release = await proveRelease({ ...options, profile });
  return {
    audit: release.audit,
    ...sourceArchive(options.version, release, { profile, name }),
  };
}
