// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The tip of a branch, held against the releases on it.
 *
 * @module
 */

import type { Layout } from "../record/layout.ts";
import { singleLine } from "../printable.ts";
import { compareVersions } from "../rpm/version.ts";
import { checkAttributes } from "./attributes.ts";
import { Checklist, verdictOf } from "./checks.ts";
import type { BranchAudit, ReleaseAudit } from "./contract.ts";
import type { History, Line, ReleaseTag } from "./references.ts";
import type { Store } from "./store.ts";

/** Where a problem may be the clone's alone, and what to do about that. */
export const AS_FAR_AS_SHALLOW =
  "as far as this shallow clone knows; get the rest with: " +
  "git fetch --unshallow --tags";

/** What a branch is held against. */
export interface BranchContext {
  readonly store: Store;
  readonly layout: Layout;
  readonly history: History;
  /** Whether the clone may lack what lies further back. */
  readonly shallow: boolean;
  /** All releases, those too that are not proved now. */
  readonly tags: readonly ReleaseTag[];
  /** The releases that are proved now. */
  readonly releases: readonly ReleaseAudit[];
}

/**
 * Checks the tip of a branch. What does not hold is in the result.
 *
 * @param line the branch
 * @param context the releases
 */
export async function auditBranch(
  line: Line,
  context: BranchContext,
): Promise<BranchAudit> {
  const checklist = new Checklist();
  const newest = newestOn(line, context);
  if (newest === undefined) {
    const problem = "there is no release on the branch";
    if (context.shallow) {
      checklist.fail("objects", line.name, {
        problem: `${problem}, ${AS_FAR_AS_SHALLOW}`,
      });
    } else checklist.fail("tip-source", line.name, { problem });
  } else {
    await checklist.whereThere(() =>
      checkSource(line, newest, checklist, context)
    );
  }
  await checklist.whereThere(async () => {
    const { tree } = await context.store.commit(line.tip);
    await checkAttributes(tree, checklist, context);
  });
  await checklist.whereThere(() => checkArchive(line, checklist, context));
  return {
    name: line.name,
    tip: line.tip,
    newest: newest?.name,
    verdict: verdictOf(checklist.checks),
    checks: checklist.checks,
  };
}

/**
 * The release that is met first on the way back from the tip: with backports on
 * the branch it need not be the highest one.
 */
function newestOn(
  { tip }: Line,
  { history, tags }: BranchContext,
): ReleaseTag | undefined {
  const commits = new Set(tags.map(({ commit }) => commit));
  const met = history.upTo(tip, commits);
  return tags.filter(({ commit }) => met.has(commit))
    .sort((a, b) => compareVersions(a.name, b.name))
    .at(-1);
}

async function checkSource(
  line: Line,
  newest: ReleaseTag,
  checklist: Checklist,
  context: BranchContext,
): Promise<void> {
  const { store, layout, history } = context;
  const sourceOf = async (commit: string) => {
    const { tree } = await store.commit(commit);
    return (await store.at(tree, layout.source))?.id ?? "no such folder";
  };
  const [expected, found] = [
    await sourceOf(newest.commit),
    await sourceOf(line.tip),
  ];
  const isSame = checklist.equal("tip-source", layout.source, {
    problem: `the tip's source is not that of ${newest.name}`,
    expected: `tree ${expected}`,
    found: `tree ${found}`,
  });
  const before = history.upTo(newest.commit);
  let edits = 0;
  for (const id of history.upTo(line.tip, new Set([newest.commit]))) {
    if (before.has(id)) continue;
    const { parents, message } = await store.commit(id);
    const own = await sourceOf(id);
    const others = await Promise.all(parents.map(sourceOf));
    if (others.includes(own)) continue;
    edits += 1;
    const values = {
      problem: `a commit behind ${newest.name} touches ${layout.source}`,
      found: JSON.stringify(singleLine(message.split("\n", 1)[0] ?? "")),
    };
    // What was put back again is history, not a wrong state.
    if (isSame) checklist.note("tip-commits", id, values);
    else checklist.fail("tip-commits", id, values);
  }
  if (edits === 0) checklist.ok("tip-commits", newest.name);
}

/** What is archived stays as it was when it was released. */
async function checkArchive(
  line: Line,
  checklist: Checklist,
  { store, layout, history, releases }: BranchContext,
): Promise<void> {
  const commits = history.upTo(line.tip);
  const tip = await store.commit(line.tip);
  const rpms = await store.folder(tip.tree, layout.rpms);
  let count = 0;
  let wrong = 0;
  for (const release of releases) {
    if (!commits.has(release.commit) || release.package === undefined) continue;
    const { tree } = await store.commit(release.commit);
    const own = await store.folder(tree, layout.rpms);
    const { filename } = release.package;
    for (const [name, { id }] of own) {
      if (name !== filename && !name.startsWith(`${filename}.`)) continue;
      count += 1;
      const found = rpms.get(name)?.id;
      if (found === id) continue;
      wrong += 1;
      checklist.fail("tip-archive", `${layout.rpms}/${name}`, {
        problem: `the file is not that of ${release.tag}`,
        expected: `blob ${id}`,
        found: found === undefined ? "no such file" : `blob ${found}`,
      });
    }
  }
  if (wrong === 0) checklist.ok("tip-archive", `${count} files`);
}
