// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Blobs and commits through one `git fast-import`. Nothing is a file on the
 * way, so no attribute, filter or ignore rule has a say; and no ref changes.
 *
 * @module
 */

import type { FileMode, ObjectFormat } from "../source/object_id.ts";
import type { Git } from "./git.ts";
import type { Ident } from "./ident.ts";

/** A file that a commit sets. */
export interface FileWrite {
  /** Path from the repository's root. */
  readonly path: string;
  /** Plain file, executable or symbolic link. */
  readonly mode: FileMode;
  /** The id that {@linkcode FastImport.blob} gave, or of a blob that is there. */
  readonly id: string;
}

/** A commit to make. */
export interface CommitSpec {
  /**
   * Parent commits: ids that {@linkcode FastImport.commit} gave or that the
   * repository has. The first one's tree is the start; without one, nothing.
   */
  readonly parents: readonly string[];
  /** The whole message, written as UTF-8 byte for byte. */
  readonly message: string;
  /** Who made the change. */
  readonly author: Ident;
  /** Who made the commit. */
  readonly committer: Ident;
  /** Files, or folders with all they hold, to remove first. */
  readonly deletes?: readonly string[];
  /** Files to set after that. */
  readonly writes?: readonly FileWrite[];
}

/** A running import. */
export interface FastImport {
  /**
   * Adds a blob, once however often it is given.
   *
   * @returns its id, computed here
   */
  blob(bytes: Uint8Array): Promise<string>;
  /**
   * Adds a commit.
   *
   * @returns its id, as git computed it
   */
  commit(spec: CommitSpec): Promise<string>;
  /**
   * What git has at a path of a commit of this import or of the repository.
   *
   * @param path a file or folder, or `""` for the root
   * @returns mode and id, or undefined if there is nothing (in a root tree
   * without entries too)
   */
  entry(
    commit: string,
    path: string,
  ): Promise<{ readonly mode: string; readonly id: string } | undefined>;
  /** Ends the import; its objects are in the repository afterwards. */
  finish(): Promise<void>;
  /** Gives the import up. What was written stays as unreachable objects. */
  abort(): Promise<void>;
}

/** Where an import runs. */
export interface FastImportOptions {
  /** The repository's object format. */
  readonly objectFormat: ObjectFormat;
  /** The git folder, for removing crash reports. */
  readonly gitFolder: string;
}

/** Starts an import into the repository that `git` works in. */
export function startFastImport(
  _git: Git,
  _options: FastImportOptions,
): FastImport {
  throw new Error("not yet");
}
