// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A branch with commits that no ref leads to yet: what its tip contains, and
 * what the next commit changes. In a dry run nothing reaches git.
 *
 * @module
 */

import type { CommitSpec, FastImport } from "../git/fast_import.ts";
import type { TreeEntry } from "../git/objects.ts";
import type { RefChange } from "../git/refs.ts";
import { blobId, type ObjectFormat } from "../source/object_id.ts";
import type { WantedFile } from "../record/archive_sets.ts";
import type { FileChange } from "../record/message.ts";

/** A change to commit. */
export interface Change {
  /** What the commit's message lists, sorted by path. */
  readonly files: readonly FileChange[];
  /** Files to set. */
  readonly writes: readonly (WantedFile & { readonly id: string })[];
  /** Files to remove. */
  readonly deletes: readonly string[];
}

/** Author and committer of one commit. */
export type Authorship = Pick<CommitSpec, "author" | "committer">;

/** The commit that a draft continues. */
export interface DraftStart {
  /** The commit to build on; undefined where there is none, or in a dry run. */
  readonly tip: string | undefined;
  /** All files of the directories that are going to change. */
  readonly entries: readonly Omit<TreeEntry, "type">[];
}

/** A branch, and the commits that a run adds to it. */
export class BranchDraft {
  /** The branch's full name, and what it holds before. */
  readonly branch: Pick<RefChange, "ref" | "old">;
  readonly #files: Map<string, { mode: string; id: string }>;
  readonly #format: ObjectFormat;
  readonly #startImport: (() => Promise<FastImport>) | undefined;
  #tip: string | undefined;
  #commits = 0;

  /**
   * @param branch the ref that is going to lead to the commits
   * @param start the commit to continue
   * @param options the object format, and the import that the first commit
   * starts; none in a dry run
   */
  constructor(
    { ref, old }: Pick<RefChange, "ref" | "old">,
    start: DraftStart,
    options: {
      readonly objectFormat: ObjectFormat;
      readonly startImport: (() => Promise<FastImport>) | undefined;
    },
  ) {
    this.branch = { ref, old };
    this.#tip = start.tip;
    this.#files = new Map(
      start.entries.map(({ path, mode, id }) => [path, { mode, id }]),
    );
    this.#format = options.objectFormat;
    this.#startImport = options.startImport;
  }

  /** The last commit, undefined where there is none. */
  get tip(): string | undefined {
    return this.#tip;
  }

  /**
   * The start of a branch that forks here. git cannot answer that: the commits
   * are not in the repository yet.
   */
  get end(): DraftStart {
    const entries = [...this.#files].map(([path, held]) => ({ path, ...held }));
    return { tip: this.#tip, entries };
  }

  /** How many commits were added. */
  get commits(): number {
    return this.#commits;
  }

  /**
   * Compares files with what the tip contains.
   *
   * @param wanted files of the next commit
   * @param replaced paths, and directories with a final slash, of which only
   * the wanted files stay
   */
  compare(wanted: readonly WantedFile[], replaced: readonly string[]): Change {
    const writes = wanted.map((file) => ({
      ...file,
      id: blobId(file.content, this.#format),
    })).filter(({ path, mode, id }) => {
      const held = this.#files.get(path);
      return held?.mode !== mode || held.id !== id;
    });
    const kept = new Set(wanted.map((file) => file.path));
    const deletes = [...this.#files.keys()].filter((path) =>
      !kept.has(path) &&
      replaced.some((place) =>
        place.endsWith("/") ? path.startsWith(place) : path === place
      )
    );
    const files: FileChange[] = [
      ...writes.map(({ path }): FileChange => ({
        status: this.#files.has(path) ? "M" : "?",
        path,
      })),
      ...deletes.map((path): FileChange => ({ status: "D", path })),
    ].sort((a, b) => a.path < b.path ? -1 : 1);
    return { files, writes, deletes };
  }

  /**
   * Adds a commit.
   *
   * @param change what it changes
   * @param message its message
   * @param authorship author, committer and time
   * @returns the commit's id; undefined in a dry run
   */
  async commit(
    change: Change,
    message: string,
    authorship: Authorship,
  ): Promise<string | undefined> {
    const target = await this.#startImport?.();
    for (const path of change.deletes) this.#files.delete(path);
    for (const { path, mode, id } of change.writes) {
      this.#files.set(path, { mode, id });
    }
    this.#commits += 1;
    if (target === undefined) return undefined;
    for (const { content, id } of change.writes) {
      await target.blob(content, id);
    }
    this.#tip = await target.commit({
      ...authorship,
      message,
      parents: this.#tip === undefined ? [] : [this.#tip],
      deletes: change.deletes,
      writes: change.writes.map(({ path, mode, id }) => ({ path, mode, id })),
    });
    return this.#tip;
  }
}
