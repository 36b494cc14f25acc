// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What the site shows: an audit, what changed between releases, and what was
 * made of the verified ones.
 *
 * @module
 */

import type { SourceArchive } from "../archive/source_archive.ts";
import type { AuditResult, ReleaseAudit } from "../verify/contract.ts";
import type { Comparison } from "../compare/compare.ts";
import type { FileDiff } from "../diff.ts";
import type { MatchedNotes } from "../notes/match.ts";
import type { Profile } from "../profile.ts";
import type { FileEvidence } from "../record/file_evidence.ts";
import type { RpmSignature } from "../rpm/signature.ts";
import type { Checksum } from "../yum/checksum.ts";

/** A file that is not the same in two neighbouring releases. */
export interface SiteChange {
  /** Below the source directory. */
  readonly path: string;
  /** git's mode before; undefined for a new file. */
  readonly modeBefore: string | undefined;
  /** git's mode after; undefined for a file that went. */
  readonly modeAfter: string | undefined;
  readonly diff: FileDiff;
}

/** One release, as the site shows it. */
export interface SiteRelease extends Partial<ReleaseProof> {
  readonly audit: ReleaseAudit;
  /** What the vendor wrote about it, if anything. */
  readonly notes: MatchedNotes | undefined;
  /** Bytes of all files of the published source. */
  readonly size: number;
  /** Lines that are new since the release before; 0 for the first. */
  readonly added: number;
  /** Lines that went since the release before; 0 for the first. */
  readonly removed: number;
  /** What changed since the release before; nothing for the first. */
  readonly changes: readonly SiteChange[];
}

/** What a release has only if it is verified. */
export interface ReleaseProof {
  /** What was verified of its package. */
  readonly evidence: ReleaseEvidence;
  /** Its source tarball, where tarballs were made. */
  readonly archive?: Pick<SourceArchive, "sha256" | "files">;
}

/** What the vendor signed, and what git calls it. */
export interface ReleaseEvidence {
  /** What primary.xml says of the package's file. */
  readonly listed: {
    readonly checksum: Checksum;
    /** Bytes of the file. */
    readonly size: number;
  };
  /** Good signatures of the package, in the order of their tags. */
  readonly signatures: readonly RpmSignature[];
  /** Every source file, sorted by path. */
  readonly files: readonly FileEvidence[];
}

/** A release in another publication. */
export interface SiteComparison {
  /** Where it is, and which commit: "a local copy (1)#4be0…:src". */
  readonly place: string;
  /** What to give to `compare --with` for the same. */
  readonly with: string;
  /** What differs. */
  readonly result: Comparison;
}

/** Another publication that the releases were compared with. */
export interface SitePublication {
  /** Where it is; a place on the machine that made the site has no path. */
  readonly place: string;
  /** Why it could not be read, or not to its end. */
  readonly problem?: string | undefined;
  /** The verified releases that it has, by tag, lowest version first. */
  readonly releases: ReadonlyMap<string, SiteComparison>;
}

/** Everything that the pages are made from. */
export interface Site {
  readonly audit: AuditResult;
  /** Lowest version first; never empty. */
  readonly releases: readonly SiteRelease[];
  readonly profile: Profile;
  /** What the releases were compared with; nothing by default. */
  readonly publications?: readonly SitePublication[];
  /** When it was checked. */
  readonly checkedAt: Date;
  /** Web address of the data repository, without a final slash. */
  readonly web: string | undefined;
  /** Web address that the site will have, without a final slash. */
  readonly url?: string | undefined;
  /** This program, with its version. */
  readonly tool: string;
}
