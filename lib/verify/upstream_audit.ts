// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What an audit says of the vendor's server.
 *
 * @module
 */

import type {
  OperationError,
  VerificationCode,
  VerificationError,
} from "../errors.ts";
import type { Freshness } from "../yum/freshness.ts";
import type { RepomdComparison } from "../yum/rollback.ts";

/** What became of a published release on the vendor's server. */
export const UPSTREAM_STATUSES = {
  unchanged: "the same file",
  "re-signed": "another file with the same header and payload",
  changed: "other content under the same version, or a package that fails " +
    "verification: an alarm",
  gone: "no longer listed",
} as const;

/** One of the keys of {@linkcode UPSTREAM_STATUSES}. */
export type UpstreamStatus = keyof typeof UPSTREAM_STATUSES;

/** One published release beside the vendor's. */
export interface UpstreamRelease {
  /** The version. */
  readonly tag: string;
  /** What became of it. */
  readonly status: UpstreamStatus;
  /** The published content, or file; where the status is `changed`. */
  readonly expected?: string;
  /** What the vendor has instead; where the status is `changed`. */
  readonly found?: string;
  /** Why the vendor's package was refused, where it was. */
  readonly reason?: VerificationCode;
}

/** What the vendor's server has. */
export interface UpstreamAudit {
  /** Root of its yum repository. */
  readonly repoUrl: string;
  /** Revision of its metadata. */
  readonly revision: string;
  /** How its metadata relates to the archived one, where that can be read. */
  readonly compared: RepomdComparison | undefined;
  /** How old its metadata is. */
  readonly freshness: Freshness;
  /** Those that were proved and verified before, lowest version first. */
  readonly releases: readonly UpstreamRelease[];
  /** Those of them that a failure kept from being compared, likewise. */
  readonly uncompared: readonly string[];
  /** Versions that are not published yet, lowest first. */
  readonly new: readonly string[];
}

/** Why the vendor's server was not asked to the end. */
export type UpstreamFailure = OperationError | VerificationError;
