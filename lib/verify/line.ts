// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A line of history: a branch, or the commits that HEAD leads to.
 *
 * @module
 */

import { FOLDER_MODE } from "../git/tree_object.ts";
import { singleLine } from "../printable.ts";
import { compareVersions } from "../rpm/version.ts";
import { checkAttributes } from "./attributes.ts";
import { type Check, Checklist, verdictOf } from "./checks.ts";
import type { Classifier } from "./classify.ts";
import type { BranchAudit, ReleaseAudit } from "./contract.ts";
import { diffTrees, listPaths } from "./diff.ts";
import type { History } from "./history.ts";
import { checkLookAlikes } from "./look_alikes.ts";
import type { ReleaseContext } from "./release_context.ts";
import type { ReleaseTag } from "./refs.ts";
import { checkTipArchive, type LineRelease } from "./tip_archive.ts";
import { checkTipFiles } from "./tip_files.ts";

/** A line of history. */
export interface Line {
  /** Short name of the branch, or `HEAD`. */
  readonly name: string;
  readonly tip: string;
  /** Whether there has to be a release on it. */
  readonly needsRelease: boolean;
}

/** What lines are compared with. */
export interface LineContext {
  readonly context: ReleaseContext;
  readonly history: History;
  readonly classifier: Classifier;
  /** All releases, those too that are not part of this run. */
  readonly tags: readonly ReleaseTag[];
  /** The releases that are part of this run. */
  readonly releases: readonly ReleaseAudit[];
  /** How to get what this clone was made without; undefined for a full one. */
  readonly remedy: string | undefined;
}

/** Checks a line. What is wrong with it is in the result. */
export async function auditLine(
  line: Line,
  context: LineContext,
): Promise<BranchAudit> {
  const checklist = new Checklist();
  const commits = context.history.upTo([line.tip]);
  const newest = newestOn(line, context);
  checkCommits(commits, checklist, context);
  await checkNewest(line, newest, checklist, context);
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
          ...context.tags.filter(({ commit }) => commits.has(commit))
            .map(({ name, commit }) => ({
              tag: name,
              commit,
              audit: context.releases.find(({ tag }) => tag === name),
            })),
        ],
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
    newest: newest?.name,
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
  { history, tags }: LineContext,
): ReleaseTag | undefined {
  const commits = new Set(tags.map(({ commit }) => commit));
  const met = history.upTo([tip], commits);
  return tags.filter(({ commit }) => met.has(commit))
    .sort((a, b) => compareVersions(a.name, b.name))
    .at(-1);
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

/** The source at the tip is that of the newest release, which was proved. */
async function checkNewest(
  line: Line,
  newest: ReleaseTag | undefined,
  checklist: Checklist,
  context: LineContext,
): Promise<void> {
  if (newest === undefined) {
    await checklist.whereThere(() =>
      checkWithoutRelease(line, checklist, context)
    );
    return;
  }
  const release = context.releases.find(({ tag }) => tag === newest.name);
  if (release === undefined) {
    checklist.unknown("tip-release", newest.name, {
      problem: "the newest release on it was not part of this run",
    });
  } else if (release.verdict === "failed") {
    checklist.fail("tip-release", newest.name, {
      problem: "the newest release on it failed",
    });
  } else if (release.verdict === "not-proved") {
    checklist.unknown("tip-release", newest.name, {
      problem: "the newest release on it is not proved",
    });
  } else checklist.ok("tip-release", newest.name, release.verdict);
  await checklist.whereThere(() =>
    checkSource(line, newest, checklist, context)
  );
}

async function checkSource(
  line: Line,
  newest: ReleaseTag,
  checklist: Checklist,
  { context }: LineContext,
): Promise<void> {
  const { store, layout } = context;
  const sourceOf = async (id: string) => {
    const { tree } = await store.commit(id);
    return await store.at(tree, layout.source);
  };
  const describe = (entry: Awaited<ReturnType<typeof sourceOf>>) =>
    entry === undefined
      ? "no such directory"
      : `${entry.mode === FOLDER_MODE ? "tree" : entry.mode} ${entry.id}`;
  if (newest.target !== "commit") {
    checklist.fail("tip-source", layout.source, {
      problem: `${newest.name} is not a commit`,
    });
    return;
  }
  const expected = await sourceOf(newest.commit);
  const found = await sourceOf(line.tip);
  if (
    expected?.mode === FOLDER_MODE && describe(expected) === describe(found)
  ) {
    checklist.ok("tip-source", layout.source, describe(found));
    return;
  }
  const isTree = expected?.mode === FOLDER_MODE && found?.mode === FOLDER_MODE;
  const files = isTree
    ? (await diffTrees(store, { before: expected.id, after: found.id }))
      .map(({ path }) => path)
    : [];
  checklist.fail("tip-source", layout.source, {
    problem: `the tip's source is not that of ${newest.name}` +
      (files.length > 0
        ? `: ${listPaths(files)}`
        : found === undefined
        ? `; ${await describeKind(line.tip, context)}`
        : ""),
    expected: expected === undefined
      ? "the source that a package proves"
      : describe(expected),
    found: describe(found),
  });
}

/** Says what kind of repository has no release on its branch. */
async function checkWithoutRelease(
  line: Line,
  checklist: Checklist,
  { context, history, remedy }: LineContext,
): Promise<void> {
  const problem = "there is no release on it";
  if (history.isCut(history.upTo([line.tip])) || remedy !== undefined) {
    checklist.unknown("tip-release", line.name, {
      problem: `${problem}, as far as this clone knows; ${remedy ?? ""}`,
    });
    return;
  }
  if (!line.needsRelease) {
    checklist.unknown("tip-release", line.name, { problem });
    return;
  }
  checklist.fail("tip-release", line.name, {
    problem: `${problem}; ${await describeKind(line.tip, context)}`,
  });
}

/** What kind of repository it is whose tip is not a data repository's. */
async function describeKind(
  tip: string,
  { store, layout }: ReleaseContext,
): Promise<string> {
  const { tree } = await store.commit(tip);
  const hasSource = await store.at(tree, layout.source) !== undefined;
  const hasArchive = await store.at(tree, layout.archive) !== undefined;
  if (!hasSource && !hasArchive) {
    return `it has neither ${layout.source}/ nor ${layout.archive}/: this is ` +
      "not a data repository of neuron-publish";
  }
  return hasArchive
    ? `it has ${layout.archive}/`
    : `it has no ${layout.archive}/: source without evidence`;
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
): Promise<LineRelease[]> {
  const untagged: LineRelease[] = [];
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
    const subject = JSON.stringify(
      singleLine(commit.message.split("\n", 1)[0] ?? "").slice(0, 80),
    );
    if (kind.kind === "forged") {
      forged += 1;
      checklist.fail("releases", id, {
        problem: `the commit calls itself a release; ${kind.problem}`,
        found: subject,
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
        found: subject,
      });
    } else if (kind.kind === "before") before.push(id);
  }
  if (forged === 0) checklist.ok("releases", `${commits.size} commits`);
  checklist.add(found);
  const [first] = before;
  if (first !== undefined) {
    checklist.note("history", first, {
      problem: before.length === 1
        ? "1 commit is older than the first release, and nothing proves its " +
          "source"
        : `${before.length} commits are older than the first release, and ` +
          "nothing proves their source",
    });
  }
  if (found.length === 0 && first === undefined) {
    checklist.ok("history", `${commits.size} commits`);
  }
  return untagged;
}
