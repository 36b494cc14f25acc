// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Which time commits have.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import type { Identity } from "../git/ident.ts";
import { formatTime, sourceDateEpoch } from "../time.ts";

/**
 * `now`: the clock's. `build`: the package's, so that ids can be reproduced.
 */
export type DateSource = "now" | "build";

/**
 * Dates a commit by the time of its content, in seconds since 1970.
 *
 * @throws {UsageError} where SOURCE_DATE_EPOCH is before `notBefore`
 */
export type Dater = (contentTime: number, notBefore?: Evidence) => Identity;

/** Something that was there before the commit. */
export interface Evidence {
  /** What it is: "the signature of driver.rpm". */
  readonly subject: string;
  readonly time: Date;
}

/**
 * Decides how commits are dated, before author and committer are known.
 *
 * With `now`, author and committer keep the time that git gave them;
 * SOURCE_DATE_EPOCH replaces it. With `build`, both have the time of the
 * commit's content, in UTC.
 *
 * @param source which time
 * @param epoch the value of SOURCE_DATE_EPOCH, where it is set
 * @returns takes author and committer, with git's idea of now
 * @throws {UsageError} where SOURCE_DATE_EPOCH is not a number of seconds
 */
export function dater(
  source: DateSource,
  epoch: string | undefined,
): (identity: Identity) => Dater {
  if (source === "build") {
    return (identity) => (contentTime) => at(identity, Math.floor(contentTime));
  }
  const seconds = sourceDateEpoch(epoch);
  if (seconds === undefined) return (identity) => () => identity;
  return (identity) => (_, notBefore) => {
    requireAfter(seconds, notBefore);
    return at(identity, seconds);
  };
}

/** A commit that bears an earlier time than its evidence would look forged. */
function requireAfter(epoch: number, evidence: Evidence | undefined): void {
  if (evidence === undefined || epoch * 1000 >= evidence.time.getTime()) return;
  const { subject, time } = evidence;
  throw new UsageError(
    `SOURCE_DATE_EPOCH is ${formatTime(epoch)}, and ${subject} was made at ` +
      formatTime(time),
    `set it to ${Math.ceil(time.getTime() / 1000)} or later, or use ` +
      "--date=build",
  );
}

function at({ author, committer }: Identity, seconds: number): Identity {
  const time = { seconds, offset: "+0000" };
  return {
    author: { ...author, ...time },
    committer: { ...committer, ...time },
  };
}
