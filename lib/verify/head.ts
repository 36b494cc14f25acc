// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The commit that HEAD leads to, which is what a clone has checked out.
 *
 * @module
 */

import { unlessMissing } from "../local_file.ts";
import { listNames } from "../wording.ts";
import { Checklist, gravest } from "./checks.ts";
import { claimedVersion } from "./classify.ts";
import type { BranchAudit, HeadAudit } from "./contract.ts";
import { auditLine } from "./line.ts";
import type { LineContext } from "./line_context.ts";
import type { Clone } from "./repository.ts";
import type { CheckContext } from "./context.ts";
import { checkWorktree, hasNothingCheckedOut } from "./worktree.ts";

/**
 * Notes the other worktrees of a repository: each has a HEAD, which `git log
 * --all` shows.
 */
export async function noteOtherWorktrees(
  { gitDirectory, commonDirectory }: Clone,
  checklist: Checklist,
): Promise<void> {
  const directory = `${commonDirectory}/worktrees`;
  const others = gitDirectory === commonDirectory ? [] : ["the main one"];
  const entries = await unlessMissing(
    Array.fromAsync(Deno.readDir(directory)),
  );
  for (const { name } of entries ?? []) {
    if (`${directory}/${name}` !== gitDirectory) others.push(name);
  }
  if (others.length === 0) return;
  checklist.note("refs", "worktrees", {
    problem:
      "the repository has other worktrees, whose HEADs and own refs are " +
      `not part of this run: ${listNames(others)}`,
  });
}

/**
 * Proves HEAD: as a release, as the tip of a branch, or as a separate line by
 * the same rules.
 *
 * @param audits those of the clone's branches
 */
export async function auditHead(
  context: LineContext,
  audits: readonly BranchAudit[],
): Promise<HeadAudit> {
  const { clone, references: { head: { commit, ref } } } = context;
  const checklist = new Checklist();
  let as = "nothing";
  if (commit === undefined) {
    const isEmpty = await hasNothingCheckedOut(clone);
    checklist[isEmpty ? "note" : "unknown"]("head", "HEAD", {
      problem: isEmpty
        ? "HEAD leads to no commit: nothing is checked out"
        : "HEAD leads to no commit, so that nothing proves what is checked out",
      found: ref,
    });
  } else {
    as = await proveCommit(commit, audits, { ...context, checklist });
    await checklist.whereThere(() =>
      checkWorktree(commit, { ...context, checklist })
    );
  }
  return { commit, ref, as, ...checklist.outcome };
}

/** @returns what the commit is */
async function proveCommit(
  id: string,
  audits: readonly BranchAudit[],
  context: LineContext & CheckContext,
): Promise<string> {
  const { checklist } = context;
  const release = context.published.values()
    .find(({ commit }) => commit === id);
  if (release !== undefined && release.audit === undefined) {
    checklist.unknown("head", id, {
      problem: `release ${release.tag} was not part of this run`,
    });
    return `release ${release.tag}`;
  }
  const known = audits.find(({ tip }) => tip === id);
  const { history, references } = context;
  const after = history.from([id]);
  const on = references.branches.find(({ tip }) => after.has(tip));
  const line = known ?? await auditLine({
    name: "HEAD",
    tip: id,
    // A branch may begin with what is archived before its first release.
    needsRelease: !claimsRelease(after, context),
  }, context);
  const own = release?.audit?.verdict;
  const verdict = gravest([line.verdict, own ?? line.verdict]);
  const name = release !== undefined
    ? `release ${release.tag}`
    : known !== undefined && known.name !== "HEAD"
    ? `the tip of ${known.name}`
    : on !== undefined
    ? `a commit of ${on.name}`
    : "a line that no branch has";
  // The release may be proved, and what its branch has beside it not.
  const what = own !== undefined && own !== verdict
    ? `${name}, and its branch`
    : `${name}, which`;
  if (verdict === "failed") {
    checklist.fail("head", id, { problem: `HEAD is ${what} failed` });
  } else if (verdict === "not-proved") {
    checklist.unknown("head", id, {
      problem: `HEAD is ${what} is not proved`,
    });
  } else checklist.ok("head", id, name);
  if (known === undefined) {
    checklist.add(line.checks.filter(({ status }) => status !== "ok"));
  }
  return name;
}

/** Whether one of these commits is, or calls itself, a release. */
function claimsRelease(
  commits: ReadonlySet<string>,
  { history, published, profile }: LineContext,
): boolean {
  return [...published.values()].some(({ commit }) => commits.has(commit)) ||
    [...commits].some((id) => {
      const commit = history.commits.get(id);
      return commit && claimedVersion(commit, profile.releaseSubject);
    });
}
