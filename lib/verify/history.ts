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
        if (commits.size >= MAX_COMMITS) throw tooMany("commits", MAX_COMMITS);
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
  const depths = new Map(Array.from(roots, (id): [string, number] => [id, 0]));
  let missing = 0;
  for (const [id, depth] of depths) { // grows while it is walked
    if (depth > MAX_DEPTH || depths.size > MAX_TREES) {
      const error = depth > MAX_DEPTH
        ? tooMany("nested directories", MAX_DEPTH)
        : tooMany("trees", MAX_TREES);
      checklist.addObjectError(error);
      return;
    }
    try {
      for (const child of await store.subtrees(id)) {
        if (!depths.has(child)) depths.set(child, depth + 1);
      }
    } catch (error) {
      if (error instanceof MissingObjectError) missing += 1;
      else checklist.addObjectError(error);
    }
  }
  if (missing > 0) {
    checklist.unknown("objects", "trees", {
      problem: `this clone lacks ${missing} trees of its commits`,
    });
  }
}

function tooMany(what: string, limit: number): BadObjectError {
  return new BadObjectError("bounds", "history", {
    problem: `there are more ${what} than a data repository has`,
    expected: `at most ${limit}`,
  });
}

function isObjectError(error: unknown): boolean {
  return error instanceof BadObjectError || error instanceof MissingObjectError;
}
