// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The journal: which refs and which worktree a run is about to change, so that
 * the next run can complete the change if this one dies.
 *
 * @module
 */

import { unlessMissing } from "../local_file.ts";
import { inGitDirectory, stateDirectory } from "./lock.ts";
import type { RefChange } from "./refs.ts";
import type { ObjectStore } from "./repository.ts";

/** What a run is about to do. */
export interface Journal {
  /** The refs that move. */
  readonly changes: readonly RefChange[];
  /** The worktree to update, if there is one. */
  readonly worktree: {
    /** Absolute path of its top. */
    readonly folder: string;
    /** Its commit or tree before. */
    readonly from: string;
    /** Its commit afterwards. */
    readonly to: string;
  } | undefined;
}

function journalPath(repository: ObjectStore): string {
  return `${stateDirectory(repository)}/journal.json`;
}

/** Writes the journal, whole or not at all, and waits for the disk. */
export async function writeJournal(
  repository: ObjectStore,
  journal: Journal,
): Promise<void> {
  const path = journalPath(repository);
  await inGitDirectory(repository, async () => {
    await Deno.mkdir(stateDirectory(repository), { recursive: true });
    using file = await Deno.create(`${path}.new`);
    const bytes = new TextEncoder().encode(JSON.stringify(journal));
    for (let at = 0; at < bytes.length;) {
      at += await file.write(bytes.subarray(at));
    }
    await file.sync();
  });
  await Deno.rename(`${path}.new`, path);
}

/** Reads the journal of an earlier run, if there is a complete one. */
export async function readJournal(
  repository: ObjectStore,
): Promise<Journal | undefined> {
  const text = await unlessMissing(Deno.readTextFile(journalPath(repository)));
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return isJournal(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Removes the journal. */
export async function removeJournal(repository: ObjectStore): Promise<void> {
  await unlessMissing(Deno.remove(journalPath(repository)));
}

function isJournal(value: unknown): value is Journal {
  if (!isRecord(value)) return false;
  const { changes, worktree } = value;
  return Array.isArray(changes) &&
    changes.every((change) => hasTexts(change, ["ref", "new"], ["old"])) &&
    (worktree === undefined || hasTexts(worktree, ["folder", "from", "to"]));
}

function hasTexts(
  value: unknown,
  names: readonly string[],
  optional: readonly string[] = [],
): boolean {
  const isText = (name: string) =>
    isRecord(value) && typeof value[name] === "string";
  return names.every(isText) &&
    optional.every((name) =>
      isText(name) || isRecord(value) && value[name] === undefined
    );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
