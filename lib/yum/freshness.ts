// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * How old metadata is. Nothing in it is signed, and whoever can answer in the
 * vendor's place can go on serving an old state for ever: the only sign of that
 * is that nothing happens any more. Pure.
 *
 * @module
 */

import type { Repomd } from "./repomd.ts";

/** Days after which metadata is reported, unless told otherwise. */
export const DEFAULT_MAX_AGE = 180;

/** Milliseconds of a day. */
const DAY = 86_400_000;

/** Days that clocks may disagree by. */
const MAX_SKEW = 2;

/** How old metadata is. */
export interface Freshness {
  /** Time of its newest file in whole seconds, undefined where it tells none. */
  readonly newest: Date | undefined;
  /** Whole days since then, negative in the future; 0 where it tells none. */
  readonly days: number;
  /** What is odd about that, undefined where nothing is. */
  readonly warning: string | undefined;
}

/**
 * Judges the age of metadata by the newest timestamp of its files.
 *
 * @param repomd the metadata
 * @param options the time that counts as now, and days from which on the age is
 * worth a warning; 0 means never
 */
export function freshnessOf(
  repomd: Pick<Repomd, "newestTimestamp">,
  options: { readonly now: Date; readonly maxAge: number },
): Freshness {
  const newest = new Date(Math.floor(repomd.newestTimestamp) * 1000);
  if (!(newest.getTime() > 0)) {
    return { newest: undefined, days: 0, warning: undefined };
  }
  const days = Math.floor((options.now.getTime() - newest.getTime()) / DAY);
  const day = newest.toISOString().slice(0, 10);
  const { maxAge } = options;
  const warning = maxAge === 0
    ? undefined
    : days > maxAge
    ? `Upstream's metadata is of ${day}, ${days} days old (more than ` +
      `${maxAge}): has the vendor stopped, or is an old state served to us?`
    : days < -MAX_SKEW
    ? `Upstream's metadata is of ${day}, ${-days} days in the future`
    : undefined;
  return { newest, days, warning };
}
