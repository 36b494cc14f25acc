// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What `git diff-index`, `diff-files` and `diff-tree` answer with `--raw -z`.
 *
 * @module
 */

/** A path on whose two sides something differs. */
export interface RawChange {
  /** Path from the repository's root. */
  readonly path: string;
  /** Mode before; "000000" if there was nothing. */
  readonly oldMode: string;
  /** Mode after; "000000" if there is nothing. */
  readonly newMode: string;
  /** Id before; zeros if there was nothing. */
  readonly oldId: string;
  /** Id after; zeros if there is nothing, or if git has not computed it. */
  readonly newId: string;
  /** A added, D deleted, M modified, T type changed, U unmerged. */
  readonly status: string;
}

/** The mode of a side that has nothing. */
export const NO_MODE = "000000";

/**
 * Reads the answer of a command that ran with `--raw -z --no-renames`.
 *
 * @param records the NUL-terminated records, two a change
 */
export function parseRawDiff(records: readonly string[]): RawChange[] {
  const changes: RawChange[] = [];
  for (let i = 0; i + 1 < records.length; i += 2) {
    const [head = "", path = ""] = records.slice(i, i + 2);
    const [oldMode = "", newMode = "", oldId = "", newId = "", status = ""] =
      head.replace(/^:/, "").split(" ");
    changes.push({ path, oldMode, newMode, oldId, newId, status });
  }
  return changes;
}
