// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A branch with commits that no ref leads to yet: what its tip contains, and
 * what the next commit changes. In a dry run nothing reaches git.
 *
 * @module
 */

import type { FastImport } from "../git/fast_import.ts";
import type { Identity } from "../git/ident.ts";
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

/** The commit that a draft continues. */
export interface DraftStart {
  /** The commit to build on; undefined where there is none, or in a dry run. */
  readonly tip: string | undefined;
  /** All files of the directories that are going to change, by path. */
  readonly files: ReadonlyMap<string, Pick<TreeEntry, "mode" | "id">>;
}

/** A branch, and the commits that a run adds to it. */
export class BranchDraft {
  readonly #branch: Pick<RefChange, "ref" | "old">;
  readonly #start: DraftStart;
  readonly #files: Map<string, Pick<TreeEntry, "mode" | "id">>;
  readonly #format: ObjectFormat;
  #tip: string | undefined;

  /**
   * @param branch the ref that is going to lead to the commits, and its value
   * @param start the commit to continue
   * @param format how the repository names objects
   */
  constructor(
    { ref, old }: Pick<RefChange, "ref" | "old">,
    start: DraftStart,
    format: ObjectFormat,
  ) {
    this.#branch = { ref, old };
    this.#start = start;
    this.#tip = start.tip;
    this.#files = new Map(start.files);
    this.#format = format;
  }

  /** How the ref moves; undefined where no commit was added, or in a dry run. */
  get change(): RefChange | undefined {
    return this.#tip === undefined || this.#tip === this.#start.tip
      ? undefined
      : { ...this.#branch, new: this.#tip };
  }

  /**
   * The start of a branch that forks here. git cannot answer that: the commits
   * are not in the repository yet.
   */
  get end(): DraftStart {
    return { tip: this.#tip, files: new Map(this.#files) };
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
   * @param identity author, committer and time
   * @param into takes the commit; undefined in a dry run
   * @returns the commit's id; undefined in a dry run
   */
  async commit(
    change: Change,
    message: string,
    { author, committer }: Identity,
    into: FastImport | undefined,
  ): Promise<string | undefined> {
    for (const path of change.deletes) this.#files.delete(path);
    for (const { path, mode, id } of change.writes) {
      this.#files.set(path, { mode, id });
    }
    if (into === undefined) return undefined;
    for (const { content, id } of change.writes) await into.blob(content, id);
    this.#tip = await into.commit({
      author,
      committer,
      message,
      parents: this.#tip === undefined ? [] : [this.#tip],
      deletes: change.deletes,
      writes: change.writes,
    });
    return this.#tip;
  }
}
