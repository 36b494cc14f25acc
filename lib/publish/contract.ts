// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What goes into a publication and what comes out.
 *
 * @module
 */

import type { OperationError } from "../errors.ts";
import type { GitOptions } from "../git/git.ts";
import type { Download } from "../http.ts";
import type { Profile } from "../profile.ts";
import type { DateSource } from "./dates.ts";
import type { VerifiedRelease } from "../record/evidence.ts";
import type { FileChange } from "../record/message.ts";
import type { DownloadEvent } from "../verify/contract.ts";
import type { Backports } from "./plan.ts";
import type { UpstreamState } from "./upstream_state.ts";

/** Which upstream to compare with a data repository, and by which means. */
export interface UpstreamOptions extends GitOptions {
  /** Vendor, packages, pins, directory names; `AWS_NEURON` by default. */
  readonly profile?: Profile | undefined;
  /** Downloads files; `createDownload()` by default. */
  readonly download?: Download | undefined;
  /**
   * What becomes of a version below the highest published one; `branch` by
   * default.
   */
  readonly backports?: Backports | undefined;
  /** Accept metadata that is older than the archived one; false by default. */
  readonly allowRollback?: boolean | undefined;
  /**
   * Days from which on the age of metadata is worth a warning; 180 by default,
   * 0 for never.
   */
  readonly maxAge?: number | undefined;
  /** The time that counts as now for that; the clock's by default. */
  readonly now?: Date | undefined;
}

/**
 * What `publish()` does, where, and by which means. SOURCE_DATE_EPOCH counts in
 * `env`; once `signal` fires, nothing is written.
 */
export interface PublishOptions extends UpstreamOptions {
  /** A directory of the data repository. */
  readonly repo: string;
  /**
   * Whether publishing may begin on a branch that has commits, none of which
   * published anything; true by default. The command line says so where it is
   * given the repository.
   */
  readonly begin?: boolean | undefined;
  /** A key file to use instead of the vendor's. */
  readonly keyFile?: string | undefined;
  /** Files of release notes; the profile's URLs are asked as well. */
  readonly notesFiles?: readonly string[] | undefined;
  /** Verify and plan, but write nothing. */
  readonly dryRun?: boolean | undefined;
  /** Publish these versions only. */
  readonly versions?: readonly string[] | undefined;
  /** Publish at most so many releases, the oldest first. */
  readonly limit?: number | undefined;
  /**
   * Prove the new releases and the branches that move, as `verify` would, before
   * any ref moves. The command line does so with --push. Default: false.
   */
  readonly prove?: boolean | undefined;
  /** Which time commits have; `now` by default. */
  readonly date?: DateSource | undefined;
  /**
   * Sign commits, and make signed, annotated tags, with whatever git is
   * configured to sign with.
   */
  readonly sign?: boolean | undefined;
  /** Called with what happens. */
  readonly onEvent?: ((event: PublishEvent) => void) | undefined;
}

/** {@linkcode PublishOptions} with the defaults filled in. */
export interface PublishSettings extends PublishOptions {
  readonly profile: Profile;
  readonly download: Download;
}

/** Something is odd but stops nothing. */
export interface WarningEvent {
  /** The kind of event. */
  readonly kind: "warning";
  /** One sentence, for a person. */
  readonly text: string;
}

/** Something that happens during a publication. */
export type PublishEvent =
  | WarningEvent
  | { readonly kind: "metadata"; readonly packages: number }
  | {
    readonly kind: "plan";
    readonly tags: readonly string[];
    /** Bytes of all packages to download. */
    readonly bytes: number;
  }
  | DownloadEvent
  | { readonly kind: "release"; readonly release: PublishedRelease };

/** A commit to the archive. */
export interface ArchiveCommit {
  /** First line of its message. */
  readonly subject: string;
  /** Short name of the branch. */
  readonly branch: string;
  /** Undefined in a dry run. */
  readonly commit: string | undefined;
  /** What it changes, sorted by path. */
  readonly files: readonly FileChange[];
}

/** A release that was verified and, but in a dry run, committed. */
export interface PublishedRelease {
  /** The version. */
  readonly tag: string;
  /** Short name of the branch. */
  readonly branch: string;
  /** Undefined in a dry run. */
  readonly commit: string | undefined;
  /** git's id of the source tree, lower-case hexadecimal. */
  readonly tree: string;
  /** What was verified. */
  readonly evidence: VerifiedRelease;
  /** Where its release notes come from, where there are any. */
  readonly notes:
    | { readonly source: string; readonly rule: string }
    | undefined;
  /** What its commit changes, sorted by path. */
  readonly files: readonly FileChange[];
  /** The commit's message. */
  readonly message: string;
}

/** What a run has done. */
export interface PublishResult {
  /** The metadata that everything was compared with. */
  readonly metadata: UpstreamState;
  /** Whether nothing was to be written. */
  readonly dryRun: boolean;
  /** The main branch, and its tip before and after. */
  readonly branch: {
    readonly name: string;
    readonly before: string | undefined;
    readonly after: string | undefined;
  };
  /** Commits to the archive, in their order. */
  readonly archive: readonly ArchiveCommit[];
  /** Releases, in their order. */
  readonly releases: readonly PublishedRelease[];
  /** Backports that were left out on request. */
  readonly skipped: readonly string[];
  /**
   * Why the run stopped early, where it did: the releases before are
   * published, this one and those after it are not.
   */
  readonly failure:
    | { readonly tag: string; readonly error: Error }
    | undefined;
  /**
   * Why the worktree could not be updated, if so: a full disk, for example. The
   * next run completes that.
   */
  readonly unfollowed: OperationError | undefined;
}
