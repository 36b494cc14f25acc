// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What became of every ref of a clone.
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
  const refs = all.map(({ ref, id, symbolic }): RefAudit => {
    const base = { ref: printableName(ref), id };
    const tag = tags.find(({ name }) => ref === `refs/tags/${name}`);
    if (tag !== undefined) {
      const release = known.releases.find((one) => one.tag === tag.name);
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
    const branch = branches.find((one) => one.ref === target);
    const line = known.branches.find(({ tip }) => tip === branch?.tip);
    if (branch !== undefined && line !== undefined) {
      const name = printableName(branch.name);
      return { ...base, verdict: line.verdict, as: `branch ${name}` };
    }
    others.push(printableName(ref));
    const same = known.releases.find(({ commit }) => commit === id);
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
