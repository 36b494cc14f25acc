// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A note of what is about to happen to refs and worktree, for the run that
 * finds it unfinished.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { stateFolder } from "./lock.ts";
import type { RefChange } from "./refs.ts";
import type { Repository } from "./repository.ts";

/** What a run is about to do. */
export interface Intention {
  /** The refs that move. */
  readonly changes: readonly RefChange[];
  /** The worktree that follows, if one does. */
  readonly worktree: {
    /** Absolute path of its top. */
    readonly folder: string;
    /** The commit or tree where it is. */
    readonly from: string;
    /** The commit where it is going. */
    readonly to: string;
  } | undefined;
}

function notePath(repository: Repository): string {
  return `${stateFolder(repository)}/intention.json`;
}

/** Writes the note, whole or not at all, and to the disk. */
export async function writeIntention(
  repository: Repository,
  intention: Intention,
): Promise<void> {
  const path = notePath(repository);
  try {
    await Deno.mkdir(stateFolder(repository), { recursive: true });
    using file = await Deno.create(`${path}.new`);
    const bytes = new TextEncoder().encode(JSON.stringify(intention));
    for (let at = 0; at < bytes.length;) {
      at += await file.write(bytes.subarray(at));
    }
    await file.sync();
  } catch (cause) {
    throw unwritable(repository, cause);
  }
  await Deno.rename(`${path}.new`, path);
}

/** Reads the note of an earlier run, if there is one that says something. */
export async function readIntention(
  repository: Repository,
): Promise<Intention | undefined> {
  const text = await Deno.readTextFile(notePath(repository))
    .catch((error) => {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    });
  return text === undefined ? undefined : parseIntention(text);
}

/** Forgets the note. */
export async function removeIntention(repository: Repository): Promise<void> {
  const path = notePath(repository);
  for (const file of [path, `${path}.new`]) {
    await Deno.remove(file).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
}

function unwritable(repository: Repository, cause: unknown): OperationError {
  return new OperationError("disk", {
    subject: repository.git.folder,
    problem: "cannot write to the git folder",
    found: cause instanceof Error ? cause.message : String(cause),
    cause,
  });
}

/** What is not a note of ours says nothing. */
function parseIntention(text: string): Intention | undefined {
  let note: unknown;
  try {
    note = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(note) || !Array.isArray(note["changes"])) return undefined;
  const changes: RefChange[] = [];
  for (const change of note["changes"]) {
    if (!isRecord(change)) return undefined;
    const { ref, old, new: next } = change;
    if (typeof ref !== "string" || typeof next !== "string") return undefined;
    if (old !== undefined && typeof old !== "string") return undefined;
    changes.push({ ref, old, new: next });
  }
  const place = note["worktree"];
  if (place === undefined) return { changes, worktree: undefined };
  if (!isRecord(place)) return undefined;
  const { folder, from, to } = place;
  return typeof folder === "string" && typeof from === "string" &&
      typeof to === "string"
    ? { changes, worktree: { folder, from, to } }
    : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
