// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What goes into an audit and what comes out.
 *
 * @module
 */

import type {
  OperationError,
  VerificationCode,
  VerificationError,
} from "../errors.ts";
import type { GitOptions } from "../git/git.ts";
import type { Download } from "../http.ts";
import type { Profile } from "../profile.ts";
import type { VerifiedRelease } from "../record/evidence.ts";
import type { Freshness } from "../yum/freshness.ts";
import type { RepomdComparison } from "../yum/rollback.ts";
import type { Check, Verdict } from "./checks.ts";

/** What `audit()` proves, and by which means. */
export interface AuditOptions extends GitOptions {
  /** The top directory of a clone, or a bare repository. */
  readonly repo: string;
  /** Vendor, packages, pins, directory names; `AWS_NEURON` by default. */
  readonly profile?: Profile | undefined;
  /** Releases to prove; all where absent or empty. */
  readonly versions?: readonly string[] | undefined;
  /** Only this release and those above it. */
  readonly since?: string | undefined;
  /** A key file to use instead of the archived ones. */
  readonly keyFile?: string | undefined;
  /** Compare with what the vendor's server has now; false by default. */
  readonly upstream?: boolean | undefined;
  /** Downloads files for that; `createDownload()` by default. */
  readonly download?: Download | undefined;
  /** Days from which on the vendor's metadata is old; 0 for never. */
  readonly maxAge?: number | undefined;
  /** Takes the content of each verified package. */
  readonly onVerified?: OnVerified | undefined;
  /** The time that counts as now; the clock's where absent. */
  readonly now?: Date | undefined;
  /** Called with what happens. */
  readonly onEvent?: ((event: AuditEvent) => void) | undefined;
}

/**
 * Takes each release whose package is verified, with its content, and is
 * awaited. The checks after that may still fail: look at the verdict before you
 * use anything. Keeping the content of every release keeps all packages
 * in memory.
 */
export type OnVerified = (
  verified: {
    /** The release's tag. */
    readonly tag: string;
    /** Its package, and the source in it. */
    readonly evidence: VerifiedRelease;
    /** What the audit says of the package. */
    readonly package: PackageFacts;
  },
) => void | Promise<void>;

/** Something that happens during an audit. */
export type AuditEvent =
  | { readonly kind: "plan"; readonly tags: readonly string[] }
  | { readonly kind: "release"; readonly release: ReleaseAudit }
  | {
    readonly kind: "upstream";
    /** Releases whose packages are downloaded, to compare them. */
    readonly tags: readonly string[];
    /** Bytes of all these packages. */
    readonly bytes: number;
  }
  | DownloadEvent;

/** Bytes of a package have arrived. */
export interface DownloadEvent {
  /** The kind of event. */
  readonly kind: "download";
  /** The release. */
  readonly tag: string;
  /** Bytes that have arrived; starts again at 0 on a retry. */
  readonly received: number;
  /** Bytes of the whole package. */
  readonly total: number;
}

/** What the signed package says. */
export interface PackageFacts {
  /** The package's name. */
  readonly name: string;
  /** File name in the archive. */
  readonly file: string;
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

/** What is known of one release. */
export interface ReleaseAudit {
  /** The tag: the version. */
  readonly tag: string;
  /** Id of the commit that it leads to. */
  readonly commit: string;
  /**
   * Time of that commit; absent without the commit. One that is later than a
   * `Date` can be counts as the latest `Date`.
   */
  readonly committedAt?: Date | undefined;
  /** The verdict of all checks. */
  readonly verdict: Verdict;
  /** Everything that was checked, in the order of the evidence. */
  readonly checks: readonly Check[];
  /** The package, once it was verified. */
  readonly package?: PackageFacts;
}

/** What is known of a line of history: a branch, or what HEAD leads to. */
export interface BranchAudit {
  /** Short name. */
  readonly name: string;
  /** Id of the commit at its tip. */
  readonly tip: string;
  /** The newest release on it, by history. */
  readonly newest: string | undefined;
  /** Commits on it, as far as this clone has them. */
  readonly commits: number;
  /** The verdict of all checks. */
  readonly verdict: Verdict;
  /** Everything that was checked. */
  readonly checks: readonly Check[];
}

/** What was looked at. */
export interface RepositoryAudit {
  /** Absolute path of the git directory. */
  readonly gitDirectory: string;
  /** Absolute path of the worktree's top; undefined in a bare repository. */
  readonly worktree: string | undefined;
  /** How objects are named: `sha1` or `sha256`. */
  readonly objectFormat: string;
  /** Commits of all branches and releases. */
  readonly commits: number;
  /** Objects in the clone. */
  readonly objects: number;
  /** How to get what the clone was made without; undefined for a full one. */
  readonly remedy: string | undefined;
  /** The verdict of all checks. */
  readonly verdict: Verdict;
  /** Checks of the clone as a whole. */
  readonly checks: readonly Check[];
}

/** What HEAD is. */
export interface HeadAudit {
  /** The commit; undefined where there is none. */
  readonly commit: string | undefined;
  /** The ref that it names; undefined where it is detached. */
  readonly ref: string | undefined;
  /** What it was proved as: "release 2.25.4.0", "the tip of main". */
  readonly as: string;
  /** The verdict of all checks. */
  readonly verdict: Verdict;
  /** Everything that was checked; nothing of a branch is repeated. */
  readonly checks: readonly Check[];
}

/** A ref, and its verdict. */
export interface RefAudit {
  /** The full name, in printable form. */
  readonly ref: string;
  /** The id that it leads to. */
  readonly id: string;
  /** Whether what it leads to is proved. */
  readonly verdict: Verdict;
  /** What it is: "release 2.25.4.0", "branch main", "nothing proves it". */
  readonly as: string;
}

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

/** The result of an audit. */
export interface AuditResult {
  /**
   * Verdict on all that was asked for; upstream does not change it. Where some
   * releases were named, the rest counts only where it failed.
   */
  readonly verdict: Verdict;
  /** The repository as a whole. */
  readonly repository: RepositoryAudit;
  /** What HEAD leads to, and the source that is checked out. */
  readonly head: HeadAudit;
  /** Every ref, sorted by name. */
  readonly refs: readonly RefAudit[];
  /** Lowest version first. */
  readonly releases: readonly ReleaseAudit[];
  /** The main branch. */
  readonly branch: BranchAudit;
  /** Every other branch, here or at a remote, that is not at the same commit. */
  readonly branches: readonly BranchAudit[];
  /** What the vendor's server has now, where it was asked and has answered. */
  readonly upstream: UpstreamAudit | undefined;
  /** Why it was not asked to the end: no answer, or what it has is refused. */
  readonly upstreamError: OperationError | VerificationError | undefined;
}
