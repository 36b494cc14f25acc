// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What the checks of one release have in common.
 *
 * @module
 */

import type { CommitObject } from "../git/commit_object.ts";
import type { Keyring } from "../openpgp/keyring.ts";
import type { Profile } from "../profile.ts";
import type { Layout } from "../record/layout.ts";
import type { MetadataReader } from "./archived_metadata.ts";
import type { Checklist } from "./checks.ts";
import type { PagesReader } from "./pages.ts";
import type { ReleaseTag } from "./references.ts";
import type { Store, Tree } from "./store.ts";

/** How a commit hangs together with the branches. */
export interface Reach {
  /** `unknown`: history is cut off. */
  readonly status: "ok" | "note" | "failed" | "unknown";
  /** What is wrong; the branch that it is on, where nothing is. */
  readonly problem: string;
}

/** What releases of one audit share. */
export interface ReleaseContext {
  readonly store: Store;
  readonly profile: Profile;
  readonly layout: Layout;
  /** Reads archived metadata, each state once. */
  readonly readMetadata: MetadataReader;
  /** Reads archived pages of notes, each once. */
  readonly readPages: PagesReader;
  /** The pinned keys of an archive, or those that were given. */
  readonly readKeyring: (archive: Tree) => Promise<Keyring>;
  /** Whether a commit is on a branch. */
  readonly reach: (commit: string) => Reach;
  /** The time that counts as now. */
  readonly now: Date;
}

/** A commit and the folders that matter. */
export interface Place {
  readonly tag: ReleaseTag;
  readonly commit: CommitObject;
  readonly archive: Tree;
  readonly rpms: Tree;
  readonly checklist: Checklist;
  readonly context: ReleaseContext;
}
