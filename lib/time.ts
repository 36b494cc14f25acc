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

/** 9999-12-31 23:59:59 UTC in seconds: later years have more digits. */
const LATEST = 253_402_300_799;

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
  return seconds >= 0 && seconds <= LATEST
    ? new Date(seconds * 1000).toISOString().replace(".000Z", "Z")
    : `no time (${exact})`;
}

/**
 * The day of a time as `2025-12-20`, UTC. Never throws.
 *
 * @param time any time
 * @returns likewise
 */
export function formatDay(time: Time): string {
  const text = formatTime(time);
  return text.endsWith("Z") ? text.slice(0, 10) : text;
}
