// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What a commit changes, from trees alone.
 *
 * @module
 */

import { FOLDER_MODE, type NamedObject } from "../git/tree_object.ts";
import type { FileChange } from "../record/message.ts";
import type { Store, Tree } from "./store.ts";

/** A folder before and after; undefined where there is none. */
interface Pair {
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/**
 * Compares two trees, file by file. Folders that are the same are not opened.
 *
 * @param store where trees are read
 * @param pair ids of the trees, undefined for none
 * @returns changes of content and of mode, sorted by path; renames are a file
 * that goes and one that comes
 */
export async function diffTrees(
  store: Store,
  pair: Pair,
): Promise<FileChange[]> {
  const changes = await diffFolders(store, pair, "");
  return changes.sort((a, b) => a.path < b.path ? -1 : 1);
}

async function diffFolders(
  store: Store,
  { before, after }: Pair,
  prefix: string,
): Promise<FileChange[]> {
  if (before === after) return [];
  const read = async (id: string | undefined): Promise<Tree> =>
    id === undefined ? new Map() : await store.tree(id, prefix);
  const old = await read(before);
  const fresh = await read(after);
  const changes: FileChange[] = [];
  for (const name of new Set([...old.keys(), ...fresh.keys()])) {
    const [was, is] = [old.get(name), fresh.get(name)];
    if (was?.id === is?.id && was?.mode === is?.mode) continue;
    const path = prefix + name;
    const [oldFile, newFile] = [fileOf(was), fileOf(is)];
    if (oldFile && newFile) changes.push({ status: "M", path });
    else if (newFile) changes.push({ status: "?", path });
    else if (oldFile) changes.push({ status: "D", path });
    const folders = { before: folderOf(was), after: folderOf(is) };
    changes.push(...await diffFolders(store, folders, `${path}/`));
  }
  return changes;
}

/** Whether it is there and no folder. */
function fileOf(entry: NamedObject | undefined): boolean {
  return entry !== undefined && entry.mode !== FOLDER_MODE;
}

function folderOf(entry: NamedObject | undefined): string | undefined {
  return entry?.mode === FOLDER_MODE ? entry.id : undefined;
}
