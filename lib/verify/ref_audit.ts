// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The verdict on every ref of a clone.
 *
 * @module
 */

import { TAGS } from "../git/revision.ts";
import { printableName } from "../printable.ts";
import { listNames } from "../wording.ts";
import type { Checklist } from "./checks.ts";
import type { BranchAudit, RefAudit, ReleaseAudit } from "./contract.ts";
import type { Ref, References } from "./refs.ts";

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
  const tagOf = new Map(tags.map((tag) => [`${TAGS}${tag.name}`, tag]));
  const branchOf = new Map(branches.map((branch) => [branch.ref, branch]));
  const lineOf = new Map(known.branches.map((line) => [line.tip, line]));
  const releaseOf = new Map(known.releases.map((one) => [one.tag, one]));
  const releaseAt = new Map(known.releases.map((one) => [one.commit, one]));
  const judge = (
    { ref, id, symbolic }: Ref,
  ): Pick<RefAudit, "verdict" | "as"> => {
    const tag = tagOf.get(ref);
    if (tag !== undefined) {
      const as = `release ${tag.name}`;
      const verdict = releaseOf.get(tag.name)?.verdict;
      return verdict === undefined
        ? { verdict: "not-proved", as: `${as}, not part of this run` }
        : { verdict, as };
    }
    const isHead = symbolic !== undefined && ref.endsWith("/HEAD");
    const branch = branchOf.get(isHead ? symbolic : ref);
    const line = lineOf.get(branch?.tip ?? "");
    if (branch !== undefined && line !== undefined) {
      const as = `branch ${printableName(branch.name)}`;
      return { verdict: line.verdict, as };
    }
    others.push(printableName(ref));
    const same = releaseAt.get(id);
    const as = "no release and no branch" +
      (same === undefined ? "" : `; leads to the commit of ${same.tag}`);
    return { verdict: "not-proved", as };
  };
  const refs = all.map((one) => (
    { ref: printableName(one.ref), id: one.id, ...judge(one) }
  ));
  if (others.length > 0) {
    known.checklist.note("refs", "other refs", {
      problem: `nothing proves what these lead to: ${listNames(others)}`,
    });
  }
  return refs;
}
