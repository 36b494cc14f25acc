// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Times as text. Nothing else formats one: a time may come from a commit or
 * from metadata, no number is too large for either, and no such number may cost
 * a verdict.
 *
 * @module
 */

import { UsageError } from "./errors.ts";

/**
 * 9999-12-31 23:59:59 UTC in seconds since 1970: later years have more digits.
 */
export const LAST_SECOND: number = 253_402_300_799;

/** Milliseconds of the latest time that a `Date` can hold. */
const LATEST = 8.64e15;

/**
 * The date of a time that anybody may have written.
 *
 * @param seconds since 1970; what no `Date` can hold counts as the nearest that
 * one can
 */
export function dateOf(seconds: number): Date {
  return new Date(Math.min(Math.max(seconds * 1000, -LATEST), LATEST));
}

/** A time: a date, or seconds since 1970. */
export type Time = Date | number;

/**
 * A time as `2025-12-20T00:46:57Z`. Never throws.
 *
 * @param time any time; whole seconds are shown
 * @returns ISO 8601 in UTC; "no time (8640000000001)" for what is before 1970 or
 * after 9999
 */
export function formatTime(time: Time): string {
  const exact = typeof time === "number" ? time : time.getTime() / 1000;
  const seconds = Math.floor(exact);
  return seconds >= 0 && seconds <= LAST_SECOND
    ? new Date(seconds * 1000).toISOString().replace(".000Z", "Z")
    : `no time (${exact})`;
}

/**
 * The day of a time as `2025-12-20`, UTC. Never throws.
 *
 * @param time any time
 * @returns a date; the text of {@linkcode formatTime} for what has none
 */
export function formatDay(time: Time): string {
  const text = formatTime(time);
  return text.endsWith("Z") ? text.slice(0, 10) : text;
}

/**
 * SOURCE_DATE_EPOCH: the time that counts as now, so that results can be made
 * again (reproducible-builds.org, "SOURCE_DATE_EPOCH").
 *
 * @param value the variable's value, where it is set
 * @returns seconds since 1970; undefined where it is not set, or empty
 * @throws {UsageError} where it is no number of seconds, or beyond the year 9999
 */
export function sourceDateEpoch(value: string | undefined): number | undefined {
  if (value === undefined || value === "") return undefined;
  const seconds = /^[0-9]{1,12}$/.test(value) ? Number(value) : NaN;
  if (seconds <= LAST_SECOND) return seconds;
  throw new UsageError(
    `SOURCE_DATE_EPOCH is ${JSON.stringify(value.slice(0, 40))}`,
    "set it to seconds since 1970-01-01 00:00 UTC, before the year 10000, or " +
      "not at all",
  );
}
