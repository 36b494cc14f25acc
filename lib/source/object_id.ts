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
  const encoder = new TextEncoder();
  const names = Map.groupBy(files, ({ path }) => path.split("/", 1)[0] ?? "");
  const entries = Array.from(names, ([name, inside]) => {
    const file = inside.find(({ path }) => path === name);
    if (name === "" || file !== undefined && inside.length > 1) {
      throw new TypeError(`Not a path for a tree: ${JSON.stringify(name)}`);
    }
    const { mode, id } = file ?? {
      mode: "40000",
      id: treeId(
        inside.map(({ path, mode, id }) => (
          { path: path.slice(name.length + 1), mode, id }
        )),
        format,
      ),
    };
    if (id.length !== HEX_LENGTH[format]) {
      throw new TypeError(`Not a ${format} id: ${id}`);
    }
    return {
      // Directories sort as if their name ended in a slash.
      sortKey: encoder.encode(file === undefined ? `${name}/` : name),
      head: encoder.encode(`${mode} ${name}\0`),
      id: Uint8Array.fromHex(id),
    };
  });
  entries.sort((a, b) => Buffer.compare(a.sortKey, b.sortKey));
  const length = entries.reduce((n, e) => n + e.head.length + e.id.length, 0);
  const hash = createHash(format).update(`tree ${length}\0`);
  for (const { head, id } of entries) hash.update(head).update(id);
  return hash.digest("hex");
}
