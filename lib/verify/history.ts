// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Commits and their parents, from the commits' own bytes: grafts, shallow files
 * and cached graphs are ignored.
 *
 * @module
 */

import type { CommitObject } from "../git/commit_object.ts";
import type { Checklist } from "./checks.ts";
import { BadObjectError, MissingObjectError } from "./object_errors.ts";
import type { Store } from "./objects.ts";

/** Most commits that are looked at. */
const MAX_COMMITS = 1_000_000;

/** Most distinct trees that are looked at. */
const MAX_TREES = 1_000_000;

/** Most nested directories. */
const MAX_DEPTH = 512;

/** Objects that are asked for at once. */
const BATCH = 256;

/** The commits of some tips and all before them. */
export class History {
  /** The commits that are there and good. */
  readonly commits: ReadonlyMap<string, CommitObject>;
  /** What is wrong with those that are not. */
  readonly failures: ReadonlyMap<string, unknown>;

  #children:
    | ReadonlyMap<string, readonly { readonly child: string }[]>
    | undefined;

  private constructor(
    commits: ReadonlyMap<string, CommitObject>,
    failures: ReadonlyMap<string, unknown>,
  ) {
    this.commits = commits;
    this.failures = failures;
  }

  /** Reads them; those that are missing or bad are remembered as such. */
  static async read(
    store: Store,
    tips: readonly string[],
  ): Promise<History> {
    const commits = new Map<string, CommitObject>();
    const failures = new Map<string, unknown>();
    const known = new Set(tips);
    for (const id of known) { // grows while it is walked
      try {
        if (commits.size >= MAX_COMMITS) throw tooMany("commits");
        const commit = await store.commit(id);
        commits.set(id, commit);
        for (const parent of commit.parents) known.add(parent);
      } catch (error) {
        if (!isObjectError(error)) throw error;
        failures.set(id, error);
      }
    }
    return new History(commits, failures);
  }

  /**
   * Tips and all before them, those that are missing or bad included.
   *
   * @param stops commits beyond which not to look; they are part of the result
   */
  upTo(
    tips: readonly string[],
    stops: ReadonlySet<string> = new Set(),
  ): Set<string> {
    const found = new Set<string>(tips);
    for (const commit of found) { // grows while it is walked
      if (stops.has(commit)) continue;
      for (const parent of this.commits.get(commit)?.parents ?? []) {
        found.add(parent);
      }
    }
    return found;
  }

  /**
   * Whether some of these commits are missing, so that more may be beyond them.
   */
  isCut(commits: Iterable<string>): boolean {
    for (const id of commits) {
      if (this.failures.get(id) instanceof MissingObjectError) return true;
    }
    return false;
  }

  /** Some commits and all that come after them. */
  from(starts: Iterable<string>): Set<string> {
    this.#children ??= Map.groupBy(
      [...this.commits].flatMap(([child, { parents }]) =>
        parents.map((parent) => ({ child, parent }))
      ),
      ({ parent }) => parent,
    );
    const found = new Set(starts);
    for (const id of found) { // grows while it is walked
      for (const { child } of this.#children.get(id) ?? []) found.add(child);
    }
    return found;
  }
}

/**
 * Reads every tree of some commits, so that each is known to have git's form.
 * Twelve trees can hold a million files a level down; each is read once.
 */
export async function readTrees(
  store: Store,
  roots: Iterable<string>,
  checklist: Checklist,
): Promise<void> {
  const seen = new Set<string>(roots);
  let next = [...seen];
  let missing = 0;
  const read = async (id: string) => {
    try {
      return await store.subtrees(id);
    } catch (error) {
      if (error instanceof MissingObjectError) missing += 1;
      else checklist.addObjectError(error);
      return undefined;
    }
  };
  for (let depth = 0; next.length > 0; depth++) {
    if (depth > MAX_DEPTH || seen.size > MAX_TREES) {
      checklist.addObjectError(
        tooMany(depth > MAX_DEPTH ? "nested directories" : "trees"),
      );
      return;
    }
    const found: string[] = [];
    for (let at = 0; at < next.length; at += BATCH) {
      const trees = await Promise.all(next.slice(at, at + BATCH).map(read));
      for (const tree of trees) {
        for (const id of tree ?? []) {
          if (seen.has(id)) continue;
          seen.add(id);
          found.push(id);
        }
      }
    }
    next = found;
  }
  if (missing > 0) {
    checklist.unknown("objects", "trees", {
      problem: `this clone lacks ${missing} trees of its commits`,
    });
  }
}

function tooMany(what: string): BadObjectError {
  const limits: Record<string, number> = {
    commits: MAX_COMMITS,
    trees: MAX_TREES,
  };
  return new BadObjectError("bounds", "history", {
    problem: `there are more ${what} than a data repository has`,
    expected: `at most ${limits[what] ?? MAX_DEPTH}`,
  });
}

function isObjectError(error: unknown): boolean {
  return error instanceof BadObjectError || error instanceof MissingObjectError;
}
