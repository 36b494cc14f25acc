// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The verdict on every ref of a clone.
 *
 * @module
 */

import { printableName } from "../printable.ts";
import type { Checklist } from "./checks.ts";
import type { BranchAudit, RefAudit, ReleaseAudit } from "./contract.ts";
import { listPaths } from "./diff.ts";
import type { References } from "./refs.ts";

/** What refs are compared with. */
interface Known {
  readonly releases: readonly ReleaseAudit[];
  readonly branches: readonly BranchAudit[];
  /** Takes a note that names those that nothing proves. */
  readonly checklist: Checklist;
}

/**
 * Says for every ref whether what it leads to is proved: release tags and
 * branches are, as far as their own checks say; nothing proves others.
 */
export function accountForRefs(
  { all, tags, branches }: References,
  known: Known,
): RefAudit[] {
  const others: string[] = [];
  // A clone may have a hundred thousand refs.
  const tagOf = new Map(tags.map((tag) => [`refs/tags/${tag.name}`, tag]));
  const branchOf = new Map(branches.map((branch) => [branch.ref, branch]));
  const lineOf = new Map(known.branches.map((line) => [line.tip, line]));
  const releaseOf = new Map(known.releases.map((one) => [one.tag, one]));
  const releaseAt = new Map(known.releases.map((one) => [one.commit, one]));
  const refs = all.map(({ ref, id, symbolic }): RefAudit => {
    const base = { ref: printableName(ref), id };
    const tag = tagOf.get(ref);
    if (tag !== undefined) {
      const release = releaseOf.get(tag.name);
      return release === undefined
        ? {
          ...base,
          verdict: "not-proved",
          as: `release ${tag.name}, not part of this run`,
        }
        : { ...base, verdict: release.verdict, as: `release ${tag.name}` };
    }
    const target = symbolic !== undefined && ref.endsWith("/HEAD")
      ? symbolic
      : ref;
    const branch = branchOf.get(target);
    const line = branch === undefined ? undefined : lineOf.get(branch.tip);
    if (branch !== undefined && line !== undefined) {
      const name = printableName(branch.name);
      return { ...base, verdict: line.verdict, as: `branch ${name}` };
    }
    others.push(printableName(ref));
    const same = releaseAt.get(id);
    return {
      ...base,
      verdict: "not-proved",
      as: same === undefined
        ? "no release and no branch"
        : `no release and no branch; leads to the commit of ${same.tag}`,
    };
  });
  if (others.length > 0) {
    known.checklist.note("refs", "other refs", {
      problem: `nothing proves what these lead to: ${listPaths(others)}`,
    });
  }
  return refs;
}
