// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The packages of the missing releases, in order and ahead of their use.
 *
 * @module
 */

import { fetchPackage } from "../yum/upstream.ts";
import type { PublishOptions } from "./contract.ts";
import type { PlannedRelease } from "./plan.ts";
import { prefetch } from "./prefetch.ts";

/** Downloads that may be under way at once. */
const CONCURRENCY = 4;
/** Bytes of packages that may wait for verification. */
const MAX_WAITING = 128 * 1024 * 1024;

/** A release and its package file, with size and checksum verified. */
export interface FetchedRelease {
  readonly item: PlannedRelease;
  readonly result: Uint8Array<ArrayBuffer>;
}

/**
 * Fetches packages.
 *
 * @param releases the releases, in order
 * @param options upstream, and who wants to hear about progress
 * @throws what went wrong with a release, when its turn comes
 */
export async function* fetchReleases(
  releases: readonly PlannedRelease[],
  options: PublishOptions,
): AsyncGenerator<FetchedRelease> {
  const fetch = async (release: PlannedRelease, signal: AbortSignal) => {
    const bytes = await fetchOne(release, signal, options);
    hear(options, release, bytes.length);
    return bytes;
  };
  yield* prefetch(releases, fetch, {
    concurrency: CONCURRENCY,
    maxBytes: MAX_WAITING,
    sizeOf: (release) => release.listed.size.package,
  });
}

function fetchOne(
  release: PlannedRelease,
  signal: AbortSignal,
  options: PublishOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { download, profile } = options;
  return fetchPackage(download, release.listed, {
    repoUrl: profile.repoUrl,
    signal: options.signal === undefined
      ? signal
      : AbortSignal.any([options.signal, signal]),
    onProgress: (received) => hear(options, release, received),
  });
}

function hear(
  { onEvent }: PublishOptions,
  { version, listed }: PlannedRelease,
  received: number,
): void {
  const total = listed.size.package;
  onEvent?.({ kind: "download", version, received, total });
}
