// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A yum repository's metadata: repomd.xml, the files that it vouches for, and
 * the packages in primary.xml. From bytes ({@linkcode verifyMetadata}), or from
 * a server ({@linkcode fetchMetadata}).
 *
 * @example List the driver's packages
 * ```ts ignore
 * import { fetchMetadata } from "jsr:@wombelix/neuron-publish/yum";
 *
 * const { packages } = await fetchMetadata();
 * for (const { name, version, href } of packages) {
 *   console.log(name, version, href);
 * }
 * ```
 *
 * @module
 */

export {
  DetailedError,
  type ErrorDetails,
  OperationError,
  type OperationKind,
  UsageError,
  VERIFICATION_CODES,
  type VerificationCode,
  VerificationError,
} from "./lib/errors.ts";
export {
  createDownload,
  type Download,
  type DownloadOptions,
  type HttpOptions,
  type Transport,
  type TransportInit,
} from "./lib/http.ts";
export type { Evr } from "./lib/rpm/version.ts";
export type { Checksum, ChecksumType } from "./lib/yum/checksum.ts";
export {
  type MetadataEvidence,
  type MetadataOptions,
  type VerifiedMetadata,
  verifyMetadata,
} from "./lib/yum/metadata.ts";
export type { MetadataFile, OpenBudget } from "./lib/yum/metadata_file.ts";
export {
  type Nevra,
  type PackageElsewhere,
  type PrimaryOptions,
  type PrimaryPackage,
  readPrimary,
} from "./lib/yum/primary.ts";
export {
  type MetadataType,
  parseRepomd,
  type Repomd,
  type RepomdData,
} from "./lib/yum/repomd.ts";
export {
  fetchKey,
  fetchMetadata,
  type FetchMetadataOptions,
  type FetchOptions,
  fetchPackage,
  type FetchPackageOptions,
} from "./lib/yum/upstream.ts";
