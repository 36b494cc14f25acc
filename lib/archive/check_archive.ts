// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Compares a source tarball with the release that it claims to be.
 *
 * @module
 */

import { digestHex } from "../digest.ts";
import { OperationError, UsageError, VerificationError } from "../errors.ts";
import { readLocalFile } from "../local_file.ts";
import { gzip, type Tar } from "../source/tarball.ts";
import {
  checkTarball,
  claimedVersion,
  MAX_TARBALL,
  TARBALL_HINT,
  unpackTarball,
} from "../source/tarball_check.ts";
import type { ReleaseAudit } from "../verify/contract.ts";
import { type ProofOptions, proveRelease } from "../verify/proven_release.ts";
import { packRelease } from "./source_archive.ts";

/** A tarball that is the release's. */
export interface CheckedArchive {
  /** What was checked of the release that it claims to be. */
  readonly audit: ReleaseAudit;
  /** The release's tarball. */
  readonly tar: Tar;
  /** Of the file, lower-case hexadecimal. */
  readonly sha256: string;
  /** Whether the compressed file is the same, too. */
  readonly sameFile: boolean;
}

/**
 * Proves the release that a tarball claims to be, and compares the two byte by
 * byte.
 *
 * @param path the tarball
 * @param options the release that it must be, "" for the one that it claims, and
 * how to prove it
 * @throws {VerificationError} where it is not the release's
 * @throws {OperationError} where it cannot be read, or the release is unknown
 */
export async function checkArchive(
  path: string,
  options: ProofOptions,
): Promise<CheckedArchive> {
  const { version: wanted, signal } = options;
  const { file, found } = await readTarball(path, signal);
  const version = claimedVersion(found, path);
  if (wanted !== "" && wanted !== version) {
    throw new VerificationError("E_CONTENT", {
      subject: path,
      problem: "is the tarball of a different release",
      expected: wanted,
      found: version,
      hint: "without VERSION, it is compared with the release that it claims",
    });
  }
  const release = await proveRelease({ ...options, version }).catch((cause) => {
    // The version comes from the tarball: naming it was not wrong usage.
    if (!(cause instanceof UsageError) || wanted !== "") throw cause;
    throw new OperationError("repository", {
      subject: path,
      problem: "claims to be a release that the repository does not have",
      found: version,
      hint: "fetch the repository's tags, in case it is older than the tarball",
      cause,
    });
  });
  const tar = packRelease(version, release);
  checkTarball(found, tar, path);
  const sha256 = digestHex("SHA-256", file);
  const sameFile = sha256 === digestHex("SHA-256", gzip(tar.bytes));
  return { audit: release.audit, tar, sha256, sameFile };
}

/** Reads and unpacks it. Its errors give no advice about signed files. */
async function readTarball(path: string, signal: AbortSignal | undefined) {
  try {
    const file = await readLocalFile(path, MAX_TARBALL, { signal });
    return { file, found: await unpackTarball(file, path) };
  } catch (cause) {
    if (!(cause instanceof VerificationError)) throw cause;
    const hint = TARBALL_HINT;
    throw new VerificationError(cause.code, { ...cause, hint, cause });
  }
}
