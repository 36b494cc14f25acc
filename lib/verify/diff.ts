// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What trees hold and what differs between them, file by file and within
 * bounds: a dozen small trees can hold more files than there are atoms.
 *
 * @module
 */

import { type NamedObject, TREE_MODE } from "../git/tree_object.ts";
import type { FileChange } from "../record/message.ts";
import { BadObjectError } from "./object_errors.ts";
import type { Store, Tree } from "./objects.ts";

/** Most files and directories that one walk looks at. */
const MAX_ENTRIES = 200_000;

/** Most nested directories. */
const MAX_DEPTH = 256;

/** A directory before and after; undefined where there is none. */
interface Pair {
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** A change, and what is there after it. */
export interface TreeChange extends FileChange {
  readonly after: NamedObject | undefined;
}

/** A file of a tree with its path. */
export interface PathEntry extends NamedObject {
  /** Path from the tree that was walked. */
  readonly path: string;
}

/**
 * Compares two trees, file by file. Directories that are the same are not
 * opened.
 *
 * @param store where trees are read
 * @param pair ids of the trees, undefined for none
 * @param opens the directories to open, by path; all where absent. Others are
 * one change
 * @returns changes of content and of mode, sorted by path; renames are a file
 * that goes and one that comes
 * @throws {BadObjectError} over the bounds
 */
export async function diffTrees(
  store: Store,
  pair: Pair,
  opens: (path: string) => boolean = () => true,
): Promise<TreeChange[]> {
  const changes: TreeChange[] = [];
  const bound = new Bound();
  const work: (Pair & { readonly prefix: string })[] = [
    { ...pair, prefix: "" },
  ];
  for (const { before, after, prefix } of work) { // grows while it is walked
    if (before === after) continue;
    bound.enter(prefix);
    const read = async (id: string | undefined): Promise<Tree> =>
      id === undefined ? new Map() : await store.tree(id, prefix);
    const old = await read(before);
    const fresh = await read(after);
    for (const name of new Set([...old.keys(), ...fresh.keys()])) {
      bound.count();
      const [was, is] = [old.get(name), fresh.get(name)];
      if (was?.id === is?.id && was?.mode === is?.mode) continue;
      const path = prefix + name;
      const opened = opens(path);
      const isFile = (entry: NamedObject | undefined) =>
        entry !== undefined && (entry.mode !== TREE_MODE || !opened);
      const result = { path, after: is };
      if (isFile(was) && isFile(is)) changes.push({ status: "M", ...result });
      else if (isFile(is)) changes.push({ status: "?", ...result });
      else if (isFile(was)) changes.push({ status: "D", ...result });
      if (!opened) continue;
      const directory = (entry: NamedObject | undefined) =>
        entry?.mode === TREE_MODE ? entry.id : undefined;
      work.push({
        before: directory(was),
        after: directory(is),
        prefix: `${path}/`,
      });
    }
  }
  return changes.sort((a, b) => a.path < b.path ? -1 : 1);
}

/**
 * Lists the files of a tree.
 *
 * @param tree id of the tree
 * @returns everything but directories
 * @throws {BadObjectError} over the bounds
 */
export async function listFiles(
  store: Store,
  tree: string,
): Promise<PathEntry[]> {
  const files: PathEntry[] = [];
  const bound = new Bound();
  const work = [{ id: tree, prefix: "" }];
  for (const { id, prefix } of work) { // grows while it is walked
    bound.enter(prefix);
    for (const entry of (await store.tree(id, prefix)).values()) {
      bound.count();
      const path = prefix + entry.name;
      if (entry.mode === TREE_MODE) {
        work.push({ id: entry.id, prefix: `${path}/` });
      } else files.push({ ...entry, path });
    }
  }
  return files;
}

/** Counts what one walk looks at. */
class Bound {
  #entries = 0;

  enter(prefix: string): void {
    if (prefix.split("/").length > MAX_DEPTH + 1) {
      throw this.#over(`${MAX_DEPTH} nested directories`);
    }
  }

  count(): void {
    this.#entries += 1;
    if (this.#entries > MAX_ENTRIES) throw this.#over(`${MAX_ENTRIES} entries`);
  }

  #over(limit: string): BadObjectError {
    return new BadObjectError("bounds", "a tree", {
      problem: "the tree holds more than any driver does",
      expected: `at most ${limit}`,
    });
  }
}
