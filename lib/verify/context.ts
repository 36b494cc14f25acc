// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What an audit works with, and what its checks get.
 *
 * @module
 */

import type { CommitObject } from "../git/commit_object.ts";
import type { NotesPage } from "../notes/page.ts";
import type { Keyring } from "../openpgp/keyring.ts";
import type { Profile } from "../profile.ts";
import type { Layout } from "../record/layout.ts";
import type { ArchivedMetadata } from "./archived_metadata.ts";
import type { Checklist } from "./checks.ts";
import type { OnVerified } from "./contract.ts";
import type { History } from "./history.ts";
import type { References, ReleaseTag } from "./refs.ts";
import type { Store, Tree } from "./objects.ts";
import type { Clone } from "./repository.ts";

/** The pinned keys that releases are proved by. */
export interface Keys {
  /** The pinned keys of an archive, or those of the file that was given. */
  readonly read: (archive: Tree) => Promise<Keyring>;
  /** The pinned keys of an archive, whatever was given. */
  readonly readArchived: (archive: Tree) => Promise<Keyring>;
  /** What the keys that releases are proved by are called. */
  readonly subject: string;
}

/** What all checks of an audit share. */
export interface Scope {
  readonly clone: Clone;
  readonly references: References;
  readonly history: History;
  readonly store: Store;
  readonly profile: Profile;
  readonly layout: Layout;
  /** Reads archived metadata, each distinct state of it once. */
  readonly readMetadata: (archive: Tree) => Promise<ArchivedMetadata>;
  /** Reads the pages of notes that an archive has, each distinct one once. */
  readonly readPages: (archive: Tree) => Promise<readonly NotesPage[]>;
  /** Finds the look-alikes in a commit's tree, by its id, each tree once. */
  readonly readLookAlikes: (tree: string) => Promise<readonly string[]>;
  /**
   * The package and the checksum file of each release that was looked at, by
   * its tag: ids by file name.
   */
  readonly archived: Map<string, ReadonlyMap<string, string>>;
  readonly keys: Keys;
  /** The time that counts as now. */
  readonly now: Date;
  /** Takes the content of each verified package. */
  readonly onVerified?: OnVerified | undefined;
}

/** What is shared, and what takes the checks of one release or branch. */
export interface CheckContext extends Scope {
  readonly checklist: Checklist;
}

/** A commit and the directories that matter. */
export interface ReleaseSubject extends CheckContext {
  readonly tag: ReleaseTag;
  readonly commit: CommitObject;
  readonly archive: Tree;
  readonly rpms: Tree;
}
