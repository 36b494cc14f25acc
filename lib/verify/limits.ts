// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * How much an audit reads: of one object, and of all objects of a kind.
 *
 * @module
 */

import { BadObjectError } from "./object_errors.ts";

/** Most bytes that are read of an object, by what it is used for. */
export const LIMITS = {
  commit: 4 * 2 ** 20,
  tag: 2 ** 20,
  tree: 16 * 2 ** 20,
  attributes: 2 ** 20,
  checksum: 4096,
  key: 2 ** 20,
  metadata: 128 * 2 ** 20,
  notes: 16 * 2 ** 20,
  package: 256 * 2 ** 20, // no larger one is published
  source: 256 * 2 ** 20,
} as const;

/**
 * Bounds all objects of a kind in one run, since what they say is kept.
 *
 * @param subject what errors call them: "all commits"
 * @param maxBytes most bytes of all of them together
 * @returns takes the bytes of one more
 */
export function totalBound(
  subject: string,
  maxBytes: number,
): (bytes: number) => void {
  let total = 0;
  return (bytes) => {
    total += bytes;
    if (total <= maxBytes) return;
    throw new BadObjectError("bounds", subject, {
      problem: "there is more than a data repository has",
      expected: `at most ${maxBytes} bytes together`,
    });
  };
}

/** Bytes from which on an object's size is known before it is read. */
export const LARGE: number = 2 ** 20;
