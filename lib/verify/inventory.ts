// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The objects of a clone, by number and size, before any of them is read.
 *
 * @module
 */

import type { Clone } from "./repository.ts";
import { BadObjectError } from "./object_errors.ts";
import { LARGE, LIMITS } from "./limits.ts";

/** Most bytes of one object: git fsck may read all of it into memory. */
const MAX_OBJECT = LIMITS.package;

/** Most bytes of all objects together: git fsck reads each of them. */
const MAX_TOTAL = 64 * 2 ** 30;

/** The objects of a clone. */
export interface Inventory {
  readonly count: number;
  /** Sizes of the large ones, in bytes. */
  readonly large: ReadonlyMap<string, number>;
  /** Ids of all objects, where the clone is partial. */
  readonly local: ReadonlySet<string> | undefined;
  /** Why not all of them can be read; undefined where they can. */
  readonly excess: BadObjectError | undefined;
}

/** Lists the objects of a clone. git says sizes without unpacking anything. */
export async function takeInventory(clone: Clone): Promise<Inventory> {
  const large = new Map<string, number>();
  const local = clone.isPartial ? new Set<string>() : undefined;
  let [count, total, largest] = [0, 0, 0];
  const text = await clone.git.text([
    "cat-file",
    "--batch-all-objects",
    "--unordered",
    "--batch-check=%(objectname) %(objectsize)",
  ], { okCodes: [0, 128] }); // 128: one is damaged, which is seen later
  for (const line of text.split("\n")) {
    const [id = "", digits = ""] = line.split(" ");
    if (!/^\d+$/.test(digits)) continue; // one that cannot be read
    const size = Number(digits);
    count += 1;
    total += size;
    largest = Math.max(largest, size);
    if (size >= LARGE) large.set(id, size);
    local?.add(id);
  }
  return { count, large, local, excess: excessOf(total, largest) };
}

function excessOf(total: number, largest: number): BadObjectError | undefined {
  const [what, found, limit] = total > MAX_TOTAL
    ? ["bytes in all objects together", total, MAX_TOTAL]
    : ["bytes in one object", largest, MAX_OBJECT];
  return found <= limit ? undefined : new BadObjectError(
    "bounds",
    "the clone's objects",
    {
      problem: "there is more than a data repository has",
      expected: `at most ${limit} ${what}`,
      found: `${found}`,
    },
  );
}
