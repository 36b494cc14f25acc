// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * How rpm orders versions.
 *
 * @module
 */

import { type Kind, KINDS, requireArgument } from "../arguments.ts";

/** Epoch, version and release: what rpm compares, in this order. */
export interface Evr {
  /** Missing counts as 0. */
  readonly epoch: number;
  /** Digits, letters and separators: `2.22.2.0`. */
  readonly version: string;
  /** The packager's count of builds, or a word: `dkms`. */
  readonly release: string;
}

const EVR: Kind = {
  epoch: KINDS.count,
  version: KINDS.text,
  release: KINDS.text,
};

/**
 * Compares two version strings as rpm does (rpmio/rpmvercmp.cc, and rpm-version(7)):
 * segments of digits and of letters, digits are newer than letters, `~` is
 * older than the end and `^` newer than it but older than anything else.
 *
 * @returns negative if `a` is older, positive if it is newer, else 0
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { compareVersions } from "./version.ts";
 *
 * const versions = ["2.10.11.0", "2.9.4.0", "2.9", "2.10~rc1"];
 * assertEquals(versions.sort(compareVersions), [
 *   "2.9",
 *   "2.9.4.0",
 *   "2.10~rc1",
 *   "2.10.11.0",
 * ]);
 * ```
 */
export function compareVersions(a: string, b: string): number {
  for (const version of [a, b]) {
    requireArgument("compareVersions(): a version", version, KINDS.text);
  }
  const left = segmentsOf(a);
  const right = segmentsOf(b);
  for (let i = 0;; i++) {
    const one = left[i];
    const two = right[i];
    if (one === two) {
      if (one === undefined) return 0;
      continue;
    }
    const order = compareSegments(one, two);
    if (order !== 0) return order;
  }
}

/** Numbers lose their zeros and get one as a mark: the longer is the greater. */
function segmentsOf(version: string): string[] {
  return (version.match(/[0-9]+|[A-Za-z]+|~|\^/g) ?? [])
    .map((segment) => segment.replace(/^0*(?=[0-9])/, "0"));
}

function compareSegments(a: string | undefined, b: string | undefined): number {
  for (const mark of ["~", "^"]) {
    if (a !== mark && b !== mark) continue;
    // Older than all else is "~"; "^" is so too, but for the end of a version.
    const sign = mark === "^" && (a === undefined || b === undefined) ? -1 : 1;
    return a === mark ? -sign : sign;
  }
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  const aIsNumber = a.startsWith("0");
  const bIsNumber = b.startsWith("0");
  if (aIsNumber !== bIsNumber) return aIsNumber ? 1 : -1;
  if (aIsNumber && a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Compares epoch, then version, then release.
 *
 * @returns negative if `a` is older, positive if it is newer, else 0
 */
export function compareEvr(a: Evr, b: Evr): number {
  for (const evr of [a, b]) requireArgument("compareEvr(): an EVR", evr, EVR);
  return a.epoch - b.epoch || compareVersions(a.version, b.version) ||
    compareVersions(a.release, b.release);
}

/**
 * Formats as rpm prints it: `2.22.2.0-dkms`, `1:2.22.2.0-dkms`.
 *
 * @returns the epoch only if it is not 0
 */
export function formatEvr(evr: Evr): string {
  requireArgument("formatEvr(): evr", evr, EVR);
  const epoch = evr.epoch === 0 ? "" : `${evr.epoch}:`;
  return `${epoch}${evr.version}-${evr.release}`;
}
