// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What a run has made, proved as `verify` would prove it, before any ref leads
 * to it.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import type { RefChange } from "../git/refs.ts";
import type { Repository } from "../git/repository.ts";
import { HEADS, TAGS } from "../git/revision.ts";
import { describeCheck } from "../verify/checks.ts";
import { openClone } from "../verify/repository.ts";
import { auditSome } from "../verify/some.ts";
import type { PublishSettings } from "./contract.ts";

/**
 * Proves new releases, and the branches that they are on, from git's objects.
 * What a shallow or partial clone lacks is not a failure: it is in the remote.
 *
 * @param changes branches and tags that are about to move
 * @param objects absolute path of the object directory that holds what is new
 * @throws {VerificationError} with the first check that fails
 */
export async function proveChanges(
  repository: Repository,
  changes: readonly RefChange[],
  objects: string,
  { profile, now, env, signal }: PublishSettings,
): Promise<void> {
  const clone = await openClone(
    repository.worktree ?? repository.gitDirectory,
    { env, signal },
  );
  const git = clone.git.with({
    GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(objects), // git's quotes
  });
  const refs = changes.map(({ ref }) => ref);
  const { releases, branches } = await auditSome({ ...clone, git }, {
    profile,
    tags: refs.filter((ref) => ref.startsWith(TAGS))
      .map((ref) => ref.slice(TAGS.length)),
    branches: refs.filter((ref) => ref.startsWith(HEADS)),
    moved: new Map(changes.map((change) => [change.ref, change.new])),
    signal,
    now,
  });
  const all = [
    ...releases.map(({ tag, checks }) => ({ name: tag, checks })),
    ...branches,
  ];
  for (const { name, checks } of all) {
    const failed = checks.find(({ status }) => status === "failed");
    if (failed === undefined) continue;
    const { expected, found, reason } = failed;
    throw new VerificationError(reason ?? "E_CONTENT", {
      subject: name,
      problem: `verify would refuse this: ${describeCheck(failed)}`,
      expected,
      found,
      hint: "see what neuron-publish verify says of the repository as it is; " +
        "if it finds nothing, report a bug in neuron-publish",
    });
  }
}
