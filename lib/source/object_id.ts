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

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";

/** How a repository names its objects: `extensions.objectFormat`. */
export type ObjectFormat = "sha1" | "sha256";

/** Length of an id in hexadecimal digits. */
export const HEX_LENGTH: Readonly<Record<ObjectFormat, number>> = {
  sha1: 40,
  sha256: 64,
};

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
  return createHash(format).update(`blob ${bytes.length}\0`).update(bytes)
    .digest("hex");
}

/**
 * The id of a tree, its directories and theirs, from a flat list of files in
 * any order.
 *
 * @param files the files; every path once, none both file and directory
 * @param format the repository's object format
 * @returns the id in lower-case hexadecimal; of the empty tree without files
 * @throws {TypeError} if a path has an empty part or is there twice, or if an
 * id is not one
 */
export function treeId(
  files: Iterable<TreeFile>,
  format: ObjectFormat = "sha1",
): string {
  const root: Folder = new Map();
  for (const file of files) insert(root, file);
  return folderId(root, format);
}

/** A directory on the way to its id: names to files and directories. */
type Folder = Map<string, Folder | TreeFile>;

function insert(root: Folder, file: TreeFile): void {
  const parts = file.path.split("/");
  const name = parts.pop();
  let folder = root;
  for (const part of parts) {
    const existing = folder.get(part);
    if (existing instanceof Map) {
      folder = existing;
      continue;
    }
    if (existing !== undefined || part === "") throw badPath(file.path);
    const created: Folder = new Map();
    folder.set(part, created);
    folder = created;
  }
  if (name === undefined || name === "" || folder.has(name)) {
    throw badPath(file.path);
  }
  folder.set(name, file);
}

function badPath(path: string): TypeError {
  return new TypeError(`Not a path for a tree: ${JSON.stringify(path)}`);
}

/**
 * Directories have a mode of their own and sort as if their name ended in `/`.
 */
function folderId(folder: Folder, format: ObjectFormat): string {
  const encoder = new TextEncoder();
  const entries = Array.from(folder, ([name, content]) => {
    const isFolder = content instanceof Map;
    const id = isFolder ? folderId(content, format) : content.id;
    if (id.length !== HEX_LENGTH[format]) {
      throw new TypeError(`Not a ${format} id: ${id}`);
    }
    return {
      sortKey: encoder.encode(isFolder ? `${name}/` : name),
      head: encoder.encode(`${isFolder ? "40000" : content.mode} ${name}\0`),
      id: Uint8Array.fromHex(id),
    };
  });
  entries.sort((a, b) => Buffer.compare(a.sortKey, b.sortKey));
  const length = entries.reduce((n, e) => n + e.head.length + e.id.length, 0);
  const hash = createHash(format).update(`tree ${length}\0`);
  for (const { head, id } of entries) hash.update(head).update(id);
  return hash.digest("hex");
}
