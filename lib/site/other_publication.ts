// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Another publication of all releases, for the site.
 *
 * @module
 */

import { compareSource } from "../compare/compare.ts";
import type { Place } from "../compare/place.ts";
import {
  openReleases,
  type PublishedReleases,
  type ReleasesOptions,
} from "../compare/releases.ts";
import { OperationError } from "../errors.ts";
import type { SourceFile } from "../source/tree.ts";
import { publicName } from "./local_paths.ts";
import type { SiteComparison, SitePublication } from "./model.ts";

/** Another publication. One that fails once is not asked again. */
export class OtherPublication implements AsyncDisposable {
  readonly #place: Place;
  readonly #name: ReturnType<typeof publicName>;
  readonly #signal: AbortSignal | undefined;
  readonly #compared = new Map<string, SiteComparison>();
  #releases: PublishedReleases | undefined;
  #error: OperationError | undefined;

  private constructor(
    place: Place,
    number: number,
    signal: AbortSignal | undefined,
  ) {
    this.#place = place;
    this.#name = publicName(place, number);
    this.#signal = signal;
  }

  /**
   * Finds its releases.
   *
   * @param place as `parseReleasesPlace()` gives it
   * @param number its position among those given, from 1
   * @param options the releases that may be compared
   * @throws {OperationError} where a directory of this machine cannot be read
   */
  static async open(
    place: Place,
    number: number,
    options: ReleasesOptions,
  ): Promise<OtherPublication> {
    const other = new OtherPublication(place, number, options.signal);
    other.#releases = await other.#reach(() => openReleases(place, options));
    return other;
  }

  /** Where it is, as the user may see it. */
  get place(): string {
    return this.#place.shown + this.#place.suffix;
  }

  /** Why it could not be read, or not to its end. */
  get error(): OperationError | undefined {
    return this.#error;
  }

  /** The same for the site, without a path of this machine. */
  get shown(): SitePublication {
    const { name, hide } = this.#name;
    return {
      place: name + this.#place.suffix,
      problem: this.#error && hide(this.#error.problem),
      releases: this.#compared,
    };
  }

  /**
   * Compares a release with it, if it has the release.
   *
   * @param tag which release
   * @param files its verified source
   */
  async compare(
    tag: string,
    files: readonly SourceFile[],
  ): Promise<void> {
    const paths = new Set(files.map(({ path }) => path));
    const theirs = await this.#reach(async () =>
      await this.#releases?.read(tag, paths)
    );
    if (theirs === undefined) return;
    const { commit, folder } = theirs;
    const inside = folder === undefined ? "" : `:${folder}`;
    const suffix = commit === undefined ? "" : `#${commit}${inside}`;
    this.#compared.set(tag, {
      place: this.#name.name + suffix,
      with: this.#name.command + suffix,
      result: compareSource({ files }, theirs),
    });
  }

  /**
   * Keeps the error where somebody's server does not give what it should: the
   * site shows that. A directory of this machine that cannot be read is a
   * mistake of the user's.
   */
  async #reach<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.#error !== undefined) return undefined;
    try {
      return await work();
    } catch (error) {
      this.#signal?.throwIfAborted();
      const isTheirs = this.#place.isAddress && error instanceof OperationError;
      if (!isTheirs) throw error;
      this.#error = error;
      return undefined;
    }
  }

  /** Removes what was fetched. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#releases?.[Symbol.asyncDispose]();
  }
}
