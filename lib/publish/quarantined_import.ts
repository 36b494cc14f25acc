// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * An import into a quarantine: its objects reach the repository all together,
 * once they are complete and signed.
 *
 * @module
 */

import { FastImport } from "../git/fast_import.ts";
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

/** What {@linkcode QuarantinedImport.finish} has made. */
export interface Imported {
  /** A commit's final id: a signed commit has another than the import gave. */
  readonly final: (commit: string) => string;
  /** The tags' refs, which do not exist yet. */
  readonly tags: readonly RefChange[];
  /** Absolute path of the object directory that holds all of it. */
  readonly objects: string;
}

/** One run's import. Disposing of it removes what is still in quarantine. */
export class QuarantinedImport implements AsyncDisposable {
  /** Takes blobs and commits. */
  readonly import: FastImport;
  readonly #quarantine: Quarantine;
  readonly #signer: Signer | undefined;

  private constructor(
    quarantine: Quarantine,
    into: FastImport,
    signer: Signer | undefined,
  ) {
    this.#quarantine = quarantine;
    this.import = into;
    this.#signer = signer;
  }

  /**
   * Starts an import.
   *
   * @param repository a repository whose lock is held
   * @param options `sign`: sign commits and tags
   */
  static async open(
    repository: Repository,
    { sign }: { readonly sign: boolean },
  ): Promise<QuarantinedImport> {
    await using opened = new AsyncDisposableStack();
    const quarantine = opened.use(await openQuarantine(repository));
    const { git } = quarantine;
    const signer = sign ? openSigner(repository.git, git) : undefined;
    const into = new FastImport(git, repository.objectFormat);
    opened.move();
    return new QuarantinedImport(quarantine, into, signer);
  }

  /**
   * Ends the import and signs. All of it is still in quarantine.
   *
   * @param newTags the tags to make
   * @throws {OperationError} if that fails
   */
  async finish(newTags: readonly NewTag[]): Promise<Imported> {
    await this.import.finish();
    const signed = new Map<string, string>();
    const tags: RefChange[] = [];
    for (const commit of this.#signer && this.import.commits || []) {
      const id = await this.#signer?.commit(commit, signed);
      if (id !== undefined) signed.set(commit, id);
    }
    const final = (commit: string) => signed.get(commit) ?? commit;
    for (const { name, commit, message } of newTags) {
      const spec = { name, message, commit: final(commit) };
      const id = await this.#signer?.tag(spec) ?? spec.commit;
      tags.push({ ref: `refs/tags/${name}`, old: undefined, new: id });
    }
    return { final, tags, objects: this.#quarantine.objects };
  }

  /**
   * Moves the objects into the repository. No ref leads to them yet.
   *
   * @throws {OperationError} if that fails
   */
  async release(): Promise<void> {
    await this.#quarantine.release();
  }

  /** Ends git and removes the quarantine. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.import[Symbol.asyncDispose]();
    await this.#quarantine[Symbol.asyncDispose]();
  }
}
