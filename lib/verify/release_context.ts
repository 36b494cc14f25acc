// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What the checks of releases and branches have in common.
 *
 * @module
 */

import type { CommitObject } from "../git/commit_object.ts";
import type { Keyring } from "../openpgp/keyring.ts";
import type { Profile } from "../profile.ts";
import type { VerifiedRelease } from "../record/evidence.ts";
import type { Layout } from "../record/layout.ts";
import type { MetadataReader } from "./archived_metadata.ts";
import type { Checklist } from "./checks.ts";
import type { LookAlikesReader } from "./look_alikes.ts";
import type { PackageFacts } from "./package_facts.ts";
import type { PagesReader } from "./pages.ts";
import type { ReleaseTag } from "./refs.ts";
import type { Store, Tree } from "./objects.ts";

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
    readonly release: VerifiedRelease;
    /** What the audit says of the package. */
    readonly facts: PackageFacts;
  },
) => void | Promise<void>;

/** The pinned keys that releases are proved by. */
export interface Keys {
  /** The pinned keys of an archive, or those of the file that was given. */
  readonly read: (archive: Tree) => Promise<Keyring>;
  /** The pinned keys of an archive, whatever was given. */
  readonly readArchived: (archive: Tree) => Promise<Keyring>;
  /** What the keys that releases are proved by are called. */
  readonly subject: string;
}

/** What releases and branches of one audit share. */
export interface ReleaseContext {
  readonly store: Store;
  readonly profile: Profile;
  readonly layout: Layout;
  /** Reads archived metadata, each state once. */
  readonly readMetadata: MetadataReader;
  /** Reads archived pages of notes, each once. */
  readonly readPages: PagesReader;
  /** Finds paths that some systems take for others, in each tree once. */
  readonly readLookAlikes: LookAlikesReader;
  /**
   * The package and its checksum file of each release that was looked at: ids
   * by name, by the release's tag.
   */
  readonly archived: Map<string, ReadonlyMap<string, string>>;
  readonly keys: Keys;
  /** The time that counts as now. */
  readonly now: Date;
  /** Takes the content of each verified package. */
  readonly onVerified?: OnVerified | undefined;
}

/** A commit and the directories that matter. */
export interface ReleaseSubject {
  readonly tag: ReleaseTag;
  readonly commit: CommitObject;
  readonly archive: Tree;
  readonly rpms: Tree;
  readonly checklist: Checklist;
  readonly context: ReleaseContext;
}
