// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Whether upstream's metadata went back in time. Only the comparison with the
 * archived repomd.xml protects against an old copy that is served again.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import { type Repomd, revisionTime } from "./repomd.ts";

/**
 * How fresh metadata relates to archived metadata: `same` bytes; `newer`;
 * `changed`, not older and of the same revision, but other bytes, which is
 * worth a warning; `rollback`, older.
 */
export type RepomdComparison = "same" | "newer" | "changed" | "rollback";

/**
 * Compares fresh metadata with what is known. A revision is free text by
 * specification, so revisions are ordered only where both can be times.
 *
 * @param archived what is known
 * @param fresh what upstream has now
 * @returns how fresh relates to archived
 */
export function compareRepomd(
  archived: Repomd,
  fresh: Repomd,
): RepomdComparison {
  if (fresh.sha256 === archived.sha256) return "same";
  const before = revisionTime(archived.revision);
  const after = revisionTime(fresh.revision);
  const isEarlier = before !== undefined && after !== undefined &&
    after < before;
  if (isEarlier || fresh.newestTimestamp < archived.newestTimestamp) {
    return "rollback";
  }
  return fresh.revision === archived.revision ? "changed" : "newer";
}

/**
 * Refuses metadata that is older than what is known.
 *
 * @param archived what is known
 * @param fresh what upstream has now
 * @returns how fresh relates to archived, never `rollback`
 * @throws {VerificationError} `E_ROLLBACK`
 */
export function verifyNotOlder(
  archived: Repomd,
  fresh: Repomd,
): Exclude<RepomdComparison, "rollback"> {
  const comparison = compareRepomd(archived, fresh);
  if (comparison !== "rollback") return comparison;
  const describe = (repomd: Repomd) =>
    `revision ${repomd.revision}, newest file of ${repomd.newestTimestamp}`;
  throw new VerificationError("E_ROLLBACK", {
    subject: "repomd.xml",
    problem: "upstream's metadata is older than the archived one",
    expected: `at least ${describe(archived)}`,
    found: describe(fresh),
    hint: "If upstream took a release back on purpose, use --allow-rollback",
  });
}
