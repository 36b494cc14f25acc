// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What an audit says of a release's package.
 *
 * @module
 */

/** What the signed package says. */
export interface PackageFacts {
  /** The package's name. */
  readonly name: string;
  /** File name in the archive. */
  readonly filename: string;
  /** SHA-256 of the file, lower-case hexadecimal. */
  readonly sha256: string;
  /** SHA-256 of main header and payload: which a new signature does not change. */
  readonly contentSha256: string;
  /** When the signature was made. */
  readonly signedAt: Date;
  /** Fingerprint of the pinned key, upper-case hexadecimal. */
  readonly fingerprint: string;
  /** The key file that held it: the archive's, or the one that was given. */
  readonly keyFile: string;
  /** When the vendor built it. */
  readonly buildTime: Date;
  /** git's id of the source tree that the payload holds. */
  readonly tree: string;
  /** The commit that the source names, 40 hexadecimal digits. */
  readonly upstreamCommit: string | undefined;
}
