// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * How old metadata is. Nothing in it is signed, and an attacker in the vendor's
 * place can keep serving an old state: the only sign of that is that nothing
 * new appears. Pure.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import { type Repomd, revisionTime } from "./repomd.ts";
import { formatDay, formatTime } from "../time.ts";

/** Milliseconds of a day. */
const DAY = 86_400_000;

/** Milliseconds by which metadata may be ahead of the clock. */
const MAX_AHEAD = DAY;

/** How old metadata is. */
export interface Freshness {
  /** Time of its newest file in whole seconds, undefined where it has none. */
  readonly newest: Date | undefined;
  /** Whole days since then, -1 within the next day; 0 where it has none. */
  readonly days: number;
  /** What is odd about that, undefined where nothing is. */
  readonly warning: string | undefined;
}

/**
 * Judges the age of metadata by the newest timestamp of its files.
 *
 * Metadata of the future is refused: once it is archived, each honest state
 * that follows is older, and looks like a rollback.
 *
 * @param repomd the metadata
 * @param options the time that counts as now, and days from which on the age is
 * worth a warning; 0 means never
 * @throws {VerificationError} `E_META` where the newest timestamp or the
 * revision is more than a day ahead of now
 */
export function freshnessOf(
  repomd: Pick<Repomd, "newestTimestamp" | "revision">,
  options: { readonly now: Date; readonly maxAge: number },
): Freshness {
  const { now, maxAge } = options;
  refuseFuture("a timestamp", repomd.newestTimestamp, now);
  refuseFuture("the revision", revisionTime(repomd.revision) ?? 0, now);
  const newest = new Date(Math.floor(repomd.newestTimestamp) * 1000);
  if (!(newest.getTime() > 0)) {
    return { newest: undefined, days: 0, warning: undefined };
  }
  const days = Math.floor((now.getTime() - newest.getTime()) / DAY);
  const warning = maxAge !== 0 && days > maxAge
    ? `Upstream's metadata is of ${
      formatDay(newest)
    }, ${days} days old (more ` +
      `than ${maxAge}): either the vendor has published nothing since, or ` +
      "this server hides it"
    : undefined;
  return { newest, days, warning };
}

function refuseFuture(what: string, seconds: number, now: Date): void {
  const latest = new Date(now.getTime() + MAX_AHEAD);
  if (!(seconds * 1000 > latest.getTime())) return;
  throw new VerificationError("E_META", {
    subject: "repomd.xml",
    problem: `${what} is in the future`,
    expected: `at most ${formatTime(latest)}`,
    found: formatTime(seconds),
    hint: "Check this machine's clock. If it is right, do not use this " +
      "metadata: try again later; if it still fails, report it to the vendor",
  });
}
