// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Another publication of the source, as far as it is read.
 *
 * @module
 */

import type { GitOptions } from "../git/git.ts";
import type { Layout } from "../record/layout.ts";
import type { FileMode } from "../source/object_id.ts";

/** A file of a publication. */
export interface PublishedFile {
  /** git's mode; submodules and what else there is as git spells it. */
  readonly mode: FileMode | string;
  /**
   * The content, or a link's target; nothing for a submodule, and where the
   * content was not asked for.
   */
  readonly content: Uint8Array<ArrayBuffer>;
}

/** Another publication of the source. */
export interface Publication {
  /** Where it is, as it may be printed. */
  readonly place: string;
  /** The commit that was read; undefined for a plain directory. */
  readonly commit: string | undefined;
  /**
   * How the commit was found where none was named: "by its tag v2.22.2.0".
   */
  readonly found: string | undefined;
  /** The directory of the commit that was read; undefined for all of it. */
  readonly folder: string | undefined;
  /**
   * By path from its root. With `../`, attributes in the directories above that
   * change what git checks out.
   */
  readonly files: ReadonlyMap<string, PublishedFile>;
}

/** How a publication is read. */
export interface ReadOptions extends GitOptions {
  /**
   * Where a data repository has the source. Of one, that is what is read where
   * no directory is named.
   */
  readonly layout: Layout;
  /** Milliseconds without progress after which a server counts as dead. */
  readonly silenceMs?: number | undefined;
  /** Most bytes to fetch; by default 512 MiB. */
  readonly maxFetched?: number | undefined;
}

/** A release that is looked for in another publication. */
export interface WantedRelease {
  readonly version: string;
  /** File name of its package, which a commit's subject may name. */
  readonly file?: string | undefined;
}
