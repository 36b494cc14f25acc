// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Reading trees and blobs.
 *
 * @module
 */

import type { Repository } from "./repository.ts";

/** An entry of a tree, as `git ls-tree -r` tells it. */
export interface TreeEntry {
  /** Path from the repository's root. */
  readonly path: string;
  /** Six octal digits: 100644, 100755, 120000, 160000, 040000. */
  readonly mode: string;
  /** The object's type. */
  readonly type: "blob" | "commit" | "tree";
  /** The object's id. */
  readonly id: string;
  /** Bytes; undefined for anything but a blob. */
  readonly size: number | undefined;
}

/**
 * The files of a commit, below some paths or all.
 *
 * @param commit a commit or tree id
 * @param paths files and folders from the root; none means all
 */
export function listTree(
  _repository: Repository,
  _commit: string,
  _paths: readonly string[] = [],
): Promise<TreeEntry[]> {
  return Promise.reject(new Error("not yet"));
}

/**
 * The object at a path of a commit, a folder included.
 *
 * @returns undefined if there is nothing
 */
export function entryAt(
  _repository: Repository,
  _commit: string,
  _path: string,
): Promise<{ readonly type: string; readonly id: string } | undefined> {
  return Promise.reject(new Error("not yet"));
}

/** One `git cat-file --batch`, to read many objects. */
export interface ObjectReader extends AsyncDisposable {
  /**
   * Reads an object.
   *
   * @param name an id, or `<commit>:<path>`
   * @returns undefined if there is none
   */
  read(name: string): Promise<
    | {
      readonly id: string;
      readonly type: string;
      readonly bytes: Uint8Array<ArrayBuffer>;
    }
    | undefined
  >;
  /** Ends the process; a second call does nothing. */
  close(): Promise<void>;
}

/** Starts reading objects; close what you open. */
export function openObjectReader(_repository: Repository): ObjectReader {
  throw new Error("not yet");
}

/**
 * The blobs of some ids, in that order.
 *
 * @throws {OperationError} "repository" if one is missing or not a blob
 */
export async function* readBlobs(
  _repository: Repository,
  _ids: Iterable<string>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield await Promise.reject(new Error("not yet"));
}
