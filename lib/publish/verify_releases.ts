// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Releases as they are verified, in order and one ahead of their use.
 *
 * @module
 */

import type { VerifyRpmOptions } from "../rpm/rpm.ts";
import { type VerifiedRelease, verifyRelease } from "../record/evidence.ts";
import type { FetchedRelease } from "./fetch_releases.ts";
import type { PlannedRelease } from "./plan.ts";
import { oneAhead } from "./prefetch.ts";

/**
 * Verifies releases.
 *
 * @param fetched the package files
 * @param options the pinned keys
 * @throws what is wrong with a release, when its turn comes
 */
export async function* verifyReleases(
  fetched: AsyncIterable<FetchedRelease>,
  options: Pick<VerifyRpmOptions, "keyring">,
): AsyncGenerator<{
  readonly planned: PlannedRelease;
  readonly release: VerifiedRelease;
}> {
  yield* oneAhead(fetched, async ({ item: planned, result }) => {
    const release = await verifyRelease(result, planned.listed, options);
    return { planned, release };
  });
}

/**
 * What there is up to the first failure, which is kept and not thrown: it is no
 * failure of whoever works with what came before.
 */
export class UpToFailure<T> implements AsyncIterable<T> {
  /** Whether there was a failure. */
  hasFailed = false;
  /** The failure. */
  error: unknown;
  readonly #items: AsyncIterable<T>;

  /** @param items what may fail */
  constructor(items: AsyncIterable<T>) {
    this.#items = items;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    try {
      yield* this.#items;
    } catch (error) {
      this.hasFailed = true;
      this.error = error;
    }
  }
}
