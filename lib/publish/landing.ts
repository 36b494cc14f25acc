// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * From commits that git has been told of to commits that everybody sees. The
 * objects stay apart from the repository's own until the last moment.
 *
 * @module
 */

import type { OperationError } from "../errors.ts";
import { type FastImport, startFastImport } from "../git/fast_import.ts";
import { moveRefs } from "../git/move.ts";
import { openQuarantine, type Quarantine } from "../git/quarantine.ts";
import type { RefChange } from "../git/refs.ts";
import type { Repository } from "../git/repository.ts";
import { openSigner, type Signer } from "../git/sign.ts";

/** A tag to make. */
export interface NewTag {
  /** The short name: "2.25.4.0". */
  readonly name: string;
  /** The commit, by the id that the import gave. */
  readonly commit: string;
  /** The message, if the tag is to be signed. */
  readonly message: string;
}

/** What is to become visible at once. */
export interface LandingPlan {
  /** Every commit of the import, parents first. */
  readonly commits: readonly string[];
  /** Branches to move; `new` is an id that the import gave. */
  readonly branches: readonly RefChange[];
  /** Tags that do not exist yet. */
  readonly tags: readonly NewTag[];
  /** For the reflog. */
  readonly message: string;
}

/** What has become visible. */
export interface Landed {
  /** A commit's final id: a signed commit has another than the import gave. */
  readonly final: (commit: string) => string;
  /** Why the worktree could not follow its branch, where it could not. */
  readonly unfollowed: OperationError | undefined;
}

/** One run's import. Disposing of it forgets what has not landed. */
export class Landing implements AsyncDisposable {
  readonly import: FastImport;
  readonly #repository: Repository;
  readonly #quarantine: Quarantine;
  readonly #signer: Signer | undefined;

  private constructor(
    repository: Repository,
    quarantine: Quarantine,
    signer: Signer | undefined,
  ) {
    this.#repository = repository;
    this.#quarantine = quarantine;
    this.#signer = signer;
    this.import = startFastImport(quarantine.git, {
      objectFormat: repository.objectFormat,
      gitFolder: quarantine.gitFolder,
    });
  }

  /**
   * Starts an import.
   *
   * @param repository a repository whose lock is held
   * @param options `sign`: sign commits and tags
   */
  static async open(
    repository: Repository,
    options: { readonly sign: boolean },
  ): Promise<Landing> {
    const quarantine = await openQuarantine(repository);
    try {
      const signer = options.sign
        ? await openSigner(repository.git, quarantine.git)
        : undefined;
      return new Landing(repository, quarantine, signer);
    } catch (error) {
      await quarantine[Symbol.asyncDispose]();
      throw error;
    }
  }

  /**
   * Ends the import, signs, and moves branches and tags together.
   *
   * @throws {OperationError} where that fails; no ref has moved then
   */
  async land(plan: LandingPlan): Promise<Landed> {
    await this.import.finish();
    const signed = new Map<string, string>();
    const tags: RefChange[] = [];
    for (const commit of this.#signer === undefined ? [] : plan.commits) {
      const id = await this.#signer?.commit(commit, signed);
      if (id !== undefined) signed.set(commit, id);
    }
    const final = (commit: string) => signed.get(commit) ?? commit;
    for (const { name, commit, message } of plan.tags) {
      const spec = { name, message, commit: final(commit) };
      const id = await this.#signer?.tag(spec) ?? spec.commit;
      tags.push({ ref: `refs/tags/${name}`, old: undefined, new: id });
    }
    const branches = plan.branches.map((change) => ({
      ...change,
      new: final(change.new),
    }));
    await this.#quarantine.release();
    const unfollowed = await moveRefs(
      this.#repository,
      [...branches, ...tags],
      { message: plan.message },
    );
    return { final, unfollowed };
  }

  /** Ends what is running and removes what has not landed. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.import.abort();
    await this.#quarantine[Symbol.asyncDispose]();
  }
}
