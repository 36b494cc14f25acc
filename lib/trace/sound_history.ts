// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Whether git's own walk through a clone's history can be relied on. Its log
 * and blame do not hash what they read, and stop where a shallow file says.
 *
 * @module
 */

import { OperationError, VerificationError } from "../errors.ts";
import { Checklist } from "../verify/checks.ts";
import { checkWithGit } from "../verify/fsck.ts";
import { takeInventory } from "../verify/inventory.ts";
import type { Clone } from "../verify/repository.ts";

/**
 * Refuses a shallow clone.
 *
 * @param path what the error names
 * @throws {OperationError} with the command that gets the rest
 */
export function refuseShallow(clone: Clone, path: string): void {
  if (!clone.isShallow) return;
  throw new OperationError("repository", {
    subject: path,
    problem: "the clone is shallow: its history is cut off, so that nothing " +
      "shows which release was the first",
    hint: `Get the rest with: ${clone.remedy}`,
  });
}

/**
 * Refuses a clone in which an object is not what its id says, or is missing.
 *
 * @param path what the error names
 * @throws {VerificationError} where an object is bad
 * @throws {OperationError} where one is missing, or git cannot check them
 */
export async function checkObjects(clone: Clone, path: string): Promise<void> {
  const checklist = new Checklist();
  const { excess } = await takeInventory(clone);
  if (excess !== undefined) checklist.addObjectError(excess);
  else checklist.add(await checkWithGit(clone));
  const bad = checklist.checks.find(({ status }) => status === "failed") ??
    checklist.checks.find(({ status }) => status === "unknown");
  if (bad === undefined) return;
  const { code, subject, status, found } = bad;
  const details = {
    subject: path,
    problem: "nothing shows which release was the first, because of the " +
      `check ${code} (${subject})`,
    found: found ?? bad.problem,
    hint: "See neuron-publish verify",
  };
  throw status === "failed"
    ? new VerificationError(bad.reason ?? "E_CONTENT", details)
    : new OperationError("repository", details);
}
