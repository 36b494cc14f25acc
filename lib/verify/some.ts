// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Some releases and branches of a clone, without the rest: for a publisher who
 * has just made them, and for commands that show one release.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { ObjectReader } from "../git/objects.ts";
import { Checklist } from "./checks.ts";
import type { BranchAudit, ReleaseAudit } from "./contract.ts";
import { takeInventory } from "./inventory.ts";
import { auditLine } from "./line.ts";
import { openLines } from "./line_context.ts";
import type { Clone } from "./repository.ts";
import {
  auditReleases,
  openScope,
  requireTags,
  type ScopeOptions,
} from "./scope.ts";

/** Which releases and branches, and by which means. */
export interface SomeOptions extends ScopeOptions {
  /** Release tags to prove. */
  readonly tags: readonly string[];
  /**
   * Full names of branches whose tips to prove: their source is the newest
   * release's, and every commit on them is accounted for. What older releases
   * brought is `unknown`, since those are not proved again.
   */
  readonly branches: readonly string[];
}

/** The result for some releases and branches. */
export interface SomeResult {
  /** Lowest version first. */
  readonly releases: readonly ReleaseAudit[];
  readonly branches: readonly BranchAudit[];
}

/**
 * Proves some releases and the tips of some branches; what fails is in the
 * result. Neither the other refs nor HEAD nor the worktree is looked at, and git
 * fsck does not run.
 *
 * @param clone the open clone
 * @param options which and how
 * @throws {UsageError} where a tag or branch is not there
 */
export async function auditSome(
  clone: Clone,
  options: SomeOptions,
): Promise<SomeResult> {
  const inventory = await takeInventory(clone);
  await using reader = new ObjectReader(clone);
  const scope = await openScope(
    { clone, inventory, reader },
    options,
    // What is wrong with the clone as a whole has no effect here: git shows no
    // replacement and runs no program, each object is hashed as it is read, and
    // refs are read by their full names.
    new Checklist(),
  );
  const { references } = scope;
  requireTags(options.tags, scope);
  const tags = references.tags.filter(({ name }) =>
    options.tags.includes(name)
  );
  const releases = await auditReleases(tags, scope, {
    signal: options.signal,
  });
  const lines = openLines(scope, releases);
  const branches: BranchAudit[] = [];
  for (const ref of options.branches) {
    const branch = references.branches.find((one) => one.ref === ref);
    if (branch === undefined) {
      throw new UsageError(`There is no branch ${JSON.stringify(ref)}`);
    }
    const { name, tip } = branch;
    branches.push(await auditLine({ name, tip, needsRelease: true }, lines));
  }
  return { releases, branches };
}
