// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What the site tells: an audit, and what changed between releases.
 *
 * @module
 */

import type { AuditResult, ReleaseAudit } from "../audit/contract.ts";
import type { FileDiff } from "../diff/hunks.ts";
import type { MatchedNotes } from "../notes/match.ts";
import type { Profile } from "../profile.ts";

/** A file that is not the same in two neighbouring releases. */
export interface SiteChange {
  /** Below the source folder. */
  readonly path: string;
  /** git's mode before; undefined for a new file. */
  readonly modeBefore: string | undefined;
  /** git's mode after; undefined for a file that went. */
  readonly modeAfter: string | undefined;
  readonly diff: FileDiff;
}

/** One release, as the site tells of it. */
export interface SiteRelease {
  readonly audit: ReleaseAudit;
  /** What the vendor wrote about it, if anything. */
  readonly notes: MatchedNotes | undefined;
  /** Bytes of all files of the published source. */
  readonly size: number;
  /** Files of the published source. */
  readonly count: number;
  /** Lines that are new since the release before; 0 for the first. */
  readonly added: number;
  /** Lines that went since the release before; 0 for the first. */
  readonly removed: number;
  /** What changed since the release before; nothing for the first. */
  readonly changes: readonly SiteChange[];
}

/** Everything that the pages are made from. */
export interface Site {
  readonly audit: AuditResult;
  /** Lowest version first; never empty. */
  readonly releases: readonly SiteRelease[];
  readonly profile: Profile;
  /** When it was checked, in seconds since 1970. */
  readonly checked: number;
  /** Web address of the data repository, without a final slash. */
  readonly web: string | undefined;
  /** This program, with its version. */
  readonly tool: string;
}
