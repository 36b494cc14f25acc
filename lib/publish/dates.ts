// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Which time commits bear.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import type { Ident, Identity } from "../git/ident.ts";
import type { Authorship } from "./line.ts";

/** `now`: the clock's. `build`: the package's, so that ids can be reproduced. */
export type DateSource = "now" | "build";

/**
 * Makes the function that dates commits.
 *
 * With `now`, author and committer keep the time that git gave them;
 * SOURCE_DATE_EPOCH replaces it. With `build`, both bear the time of what the
 * commit holds, in UTC.
 *
 * @param identity author and committer, with git's idea of now
 * @param source which time
 * @param epoch the value of SOURCE_DATE_EPOCH, where it is set
 * @returns takes the time of a commit's content, in seconds since 1970
 * @throws {UsageError} where SOURCE_DATE_EPOCH is no number of seconds
 */
export function dater(
  identity: Identity,
  source: DateSource,
  epoch: string | undefined,
): (contentTime: number) => Authorship {
  const at = (ident: Ident, seconds: number): Ident => ({
    ...ident,
    seconds,
    offset: "+0000",
  });
  const both = (seconds: number): Authorship => ({
    author: at(identity.author, seconds),
    committer: at(identity.committer, seconds),
  });
  if (source === "build") {
    return (contentTime) => both(Math.floor(contentTime));
  }
  if (epoch === undefined || epoch === "") return () => identity;
  if (!/^[0-9]{1,12}$/.test(epoch)) {
    throw new UsageError(
      `SOURCE_DATE_EPOCH is ${JSON.stringify(epoch)}`,
      "set it to seconds since 1970-01-01 00:00 UTC, or not at all",
    );
  }
  return () => both(Number(epoch));
}
