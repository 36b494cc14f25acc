// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A line of history: a branch, or the commits that HEAD leads to.
 *
 * @module
 */

import { counted } from "../wording.ts";
import type { CommitObject } from "../git/commit_object.ts";
import { singleLine } from "../printable.ts";
import { checkAttributes } from "./attributes.ts";
import { type Check, Checklist, verdictOf } from "./checks.ts";
import type { BranchAudit } from "./contract.ts";
import type { Line, LineContext } from "./line_context.ts";
import { checkLookAlikes } from "./look_alikes.ts";
import { checkTipArchive } from "./tip_archive.ts";
import { checkTipFiles } from "./tip_files.ts";
import type { PublishedRelease } from "./tip_metadata.ts";
import { checkTipSource } from "./tip_source.ts";

/** Checks a line. What is wrong with it is in the result. */
export async function auditLine(
  line: Line,
  context: LineContext,
): Promise<BranchAudit> {
  const checklist = new Checklist();
  const commits = context.history.upTo([line.tip]);
  const newest = newestOn(line, context);
  checkCommits(commits, checklist, context);
  await checkTipSource(line, newest, checklist, context);
  const untagged = await checkHistory(commits, checklist, context);
  await checklist.whereThere(async () => {
    const { tree } = await context.context.store.commit(line.tip);
    await checkLookAlikes(tree, checklist, context.context);
    await checklist.whereThere(() =>
      checkAttributes(tree, checklist, context.context)
    );
    if (newest === undefined) return;
    await checklist.whereThere(() =>
      checkTipArchive({
        tree,
        releases: [
          ...untagged,
          ...[...context.published.values()]
            .filter(({ commit }) => commits.has(commit)),
        ],
        newest,
        published: new Map([
          ...untagged.map((one) => [one.tag, one] as const),
          ...context.published,
        ]),
        isCut: context.history.isCut(commits),
        context: context.context,
        checklist,
      })
    );
    await checklist.whereThere(() =>
      checkTipFiles(tree, checklist, context.context)
    );
  });
  return {
    name: line.name,
    tip: line.tip,
    newest: newest?.tag,
    commits: commits.size,
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
  { history, published }: LineContext,
): PublishedRelease | undefined {
  const releases = [...published.values()];
  const commits = new Set(releases.map(({ commit }) => commit));
  const met = history.upTo([tip], commits);
  return releases.findLast(({ commit }) => met.has(commit));
}

/** Commits of the line that are missing or bad. */
function checkCommits(
  commits: ReadonlySet<string>,
  checklist: Checklist,
  { history, remedy }: LineContext,
): void {
  if (history.isCut(commits)) {
    checklist.unknown("objects", "commits", {
      problem: "this clone lacks commits of the line; " +
        (remedy === undefined ? "look for damage with: git fsck" : remedy),
    });
  }
  for (const [id, error] of history.failures) {
    if (commits.has(id) && !history.isCut([id])) {
      checklist.addObjectError(error);
    }
  }
}

/**
 * Names the commits that nothing proves.
 *
 * @returns releases that are proved and have no tag
 */
async function checkHistory(
  commits: ReadonlySet<string>,
  checklist: Checklist,
  { history, classifier }: LineContext,
): Promise<PublishedRelease[]> {
  const untagged: PublishedRelease[] = [];
  const found: Check[] = [];
  const before: string[] = [];
  let forged = 0;
  for (const id of commits) {
    const commit = history.commits.get(id);
    if (commit === undefined) continue;
    const kind = await checklist.whereThere(() =>
      classifier.kindOf(id, commit)
    );
    if (kind === undefined) continue;
    if (kind.kind === "forged") {
      forged += 1;
      checklist.fail("releases", id, {
        problem: `the commit calls itself a release; ${kind.problem}`,
        found: subjectOf(commit),
      });
    } else if (kind.kind === "untagged") {
      const { tag } = kind.release;
      untagged.push({ tag, commit: id, audit: kind.release });
      checklist.note("releases", id, {
        problem: `release ${tag} is proved, but no tag here leads to it`,
      });
    } else if (kind.kind === "unproved") {
      found.push({
        code: "history",
        status: "note",
        subject: id,
        problem: `nothing proves what this commit changes: ${kind.problem}`,
        found: subjectOf(commit),
      });
    } else if (kind.kind === "before") before.push(id);
  }
  if (forged === 0) checklist.ok("releases", counted(commits.size, "commit"));
  checklist.add(found);
  const [first] = before;
  if (first !== undefined) {
    checklist.note("before-first", first, {
      problem: before.length === 1
        ? "1 commit is older than the first release, and nothing proves its " +
          "source"
        : `${before.length} commits are older than the first release, and ` +
          "nothing proves their source",
    });
  } else checklist.ok("before-first", counted(commits.size, "commit"));
  if (found.length === 0) {
    checklist.ok("history", counted(commits.size, "commit"));
  }
  return untagged;
}

/** The first line of a commit's message, for people. */
function subjectOf({ message }: CommitObject): string {
  const [first = ""] = message.split("\n", 1);
  return JSON.stringify(singleLine(first).slice(0, 80));
}
