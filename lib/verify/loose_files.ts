// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Files beside HEAD, which git takes for refs and lists nowhere.
 *
 * @module
 */

import type { Clone } from "./repository.ts";

/** The files beside HEAD that git writes and takes for refs. */
const WRITTEN_BY_GIT: ReadonlySet<string> = new Set([
  "HEAD",
  "ORIG_HEAD",
  "FETCH_HEAD",
  "MERGE_HEAD",
  "MERGE_AUTOSTASH",
  "CHERRY_PICK_HEAD",
  "REVERT_HEAD",
  "REBASE_HEAD",
  "BISECT_HEAD",
  "BISECT_EXPECTED_REV",
  "AUTO_MERGE",
  "NOTES_MERGE_PARTIAL",
  "NOTES_MERGE_REF",
  // With git gc, and not when the branch that it begins with is deleted.
  "info/refs",
]);

/**
 * Directories beside HEAD of which git lists the refs, or whose files nobody
 * asks for by name.
 */
const OTHER_KINDS: ReadonlySet<string> = new Set([
  "refs",
  "objects",
  "logs", // of the reflogs nothing is proved
  "worktrees", // noted by themselves
  "rebase-apply",
  "rebase-merge",
  "sequencer",
]);

/** Bytes of the largest file that git is asked about: it reads all of them. */
export const MAX_REF: number = 64 * 1024;

/**
 * Files that git could take for refs, by name; and of the large ones, whether
 * it does: by its first bytes, whatever follows.
 */
export type LooseFiles = ReadonlyMap<string, "small" | "large" | "large ref">;

/** Lists them, in the git directory and the common one. */
export async function filesBesideHead(clone: Clone): Promise<LooseFiles> {
  const files = new Map<string, "small" | "large" | "large ref">();
  for (const directory of [clone.gitDirectory, clone.commonDirectory]) {
    for await (const { name, size } of filesOf(directory)) {
      if (size <= MAX_REF && !files.has(name)) files.set(name, "small");
      if (size <= MAX_REF) continue;
      const isRef = await startsAsRef(`${directory}/${name}`);
      files.set(name, isRef ? "large ref" : "large");
    }
  }
  return files;
}

async function startsAsRef(path: string): Promise<boolean> {
  const start = new Uint8Array(64);
  try {
    using file = await Deno.open(path);
    await file.read(start);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return false; // not ours to read, nor git's
  }
  return /^(?:ref:|[0-9A-Fa-f]{40})/.test(new TextDecoder().decode(start));
}

/** Files of a git directory that could be refs; each directory once. */
async function* filesOf(top: string): AsyncGenerator<{
  readonly name: string;
  readonly size: number;
}> {
  const seen = new Set<string>();
  const work = [""];
  for (const prefix of work) { // grows while it is walked
    const directory = await Deno.realPath(`${top}/${prefix}`)
      .catch(() => undefined);
    if (directory === undefined || seen.has(directory)) continue;
    seen.add(directory);
    const entries = await Array.fromAsync(Deno.readDir(directory))
      .catch((error) => {
        if (error instanceof Deno.errors.NotCapable) throw error;
        return []; // not ours to read, nor git's
      });
    for (const entry of entries) {
      const name = prefix + entry.name;
      if (OTHER_KINDS.has(name) || WRITTEN_BY_GIT.has(name)) continue;
      const info = await Deno.stat(`${top}/${name}`).catch(() => undefined);
      if ((info ?? entry).isDirectory) work.push(`${name}/`);
      else if (info !== undefined) yield { name, size: info.size };
      else if (entry.isFile) yield { name, size: 0 }; // its name is not UTF-8
    }
  }
}
