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
import { isDevelopment } from "../record/versions.ts";
import { compareVersions } from "../rpm/version.ts";
import { checkAttributes } from "./attributes.ts";
import { Checklist } from "./checks.ts";
import type { BranchAudit } from "./contract.ts";
import type {
  CloneRelease,
  Line,
  LineContext,
  LineSubject,
} from "./line_context.ts";
import { checkLookAlikes } from "./look_alikes.ts";
import { checkTipArchive } from "./tip_archive.ts";
import { checkTipFiles } from "./tip_files.ts";
import { checkTipSource } from "./tip_source.ts";

/** Checks a line. What is wrong with it is in the result. */
export async function auditLine(
  line: Line,
  context: LineContext,
): Promise<BranchAudit> {
  const { history, published, store } = context;
  const { name, tip } = line;
  const checklist = new Checklist();
  const commits = history.upTo([tip]);
  const isCut = history.isCut(commits);
  const subject = { ...context, line, commits, isCut, checklist };
  checkCommits(subject);
  const { untagged, lacking } = await checkHistory(subject);
  const newest = newestOn(line, context, [...untagged, ...lacking]);
  await checkTipSource(newest, subject, [...untagged, ...lacking]);
  await checklist.whereThere(async () => {
    const { tree } = await store.commit(tip);
    await checkLookAlikes(tree, subject);
    await checklist.whereThere(() => checkAttributes(tree, subject));
    if (newest === undefined) return;
    const tagged = [...published.values()]
      .filter(({ commit }) => commits.has(commit));
    await checklist.whereThere(() =>
      checkTipArchive({
        ...subject,
        tree,
        releases: [...lacking, ...untagged, ...tagged],
        newest,
        published: new Map([
          ...untagged.map((one) => [one.tag, one] as const),
          ...published,
        ]),
      })
    );
    await checklist.whereThere(() => checkTipFiles(tree, subject));
  });
  return {
    name,
    tip,
    newest: newest?.tag,
    commits: commits.size,
    ...checklist.outcome,
  };
}

/**
 * The release that is met first on the way back from the tip: with backports on
 * the branch it need not be the highest one.
 *
 * @param untagged releases without a tag. They count, as in a clone that
 * did not fetch all tags. Below the newest one with a tag, what has a tag
 * elsewhere, or is there twice, is an old release that somebody published again.
 */
function newestOn(
  { tip }: Line,
  { history, published, references }: LineContext,
  untagged: readonly CloneRelease[],
): CloneRelease | undefined {
  const firstOf = (releases: readonly CloneRelease[]) => {
    const commits = new Set(releases.map(({ commit }) => commit));
    const met = history.upTo([tip], commits);
    return releases.findLast(({ commit }) => met.has(commit));
  };
  const tagged = [...published.values()];
  const newest = firstOf(tagged);
  const isAgain = ({ tag, commit }: CloneRelease) =>
    references.tags.some(({ name }) => name === tag) ||
    untagged.some((other) => other.tag === tag && other.commit !== commit);
  const isAbove = ({ tag }: CloneRelease) =>
    newest === undefined ||
    !isDevelopment(tag) && compareVersions(tag, newest.tag) > 0;
  const own = untagged.filter((one) => isAbove(one) || !isAgain(one));
  return firstOf(
    [...tagged, ...own].sort((a, b) => compareVersions(a.tag, b.tag)),
  );
}

/** Commits of the line that are missing or bad. */
function checkCommits(
  { commits, isCut, history, clone, checklist }: LineSubject,
): void {
  if (isCut) {
    checklist.unknown("objects", "commits", {
      problem: "this clone lacks commits of the line; " +
        (clone.remedy ?? "look for damage with: git fsck"),
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
 * @returns releases without a tag: those that are proved, and those of which
 * this clone lacks objects
 */
async function checkHistory(
  { line, commits, history, classifier, placeOf, references, checklist }:
    LineSubject,
): Promise<Record<"untagged" | "lacking", CloneRelease[]>> {
  const untagged: CloneRelease[] = [];
  const lacking: CloneRelease[] = [];
  const unproved = new Checklist();
  const before: string[] = [];
  let isForged = false;
  for (const id of commits) {
    const commit = history.commits.get(id);
    if (commit === undefined) continue;
    const kind = await checklist.whereThere(() => classifier.kindOf(id));
    if (kind?.kind === "forged") {
      isForged = true;
      checklist.fail("releases", id, {
        problem: `the commit calls itself a release; ${kind.problem}`,
        found: subjectOf(commit),
      });
    } else if (kind?.kind === "untagged") {
      const { tag } = kind.release;
      untagged.push({ tag, commit: id, audit: kind.release });
      // A copy of a release with a tag may be on a branch of somebody's own.
      if (
        line.name !== "HEAD" &&
        !references.tags.some(({ name }) => name === tag)
      ) {
        const place = await placeOf(id);
        checklist.add(place.filter(({ status }) => status !== "ok"));
      }
      checklist.note("releases", tag, {
        problem: "proved, but no tag here leads to it",
        found: id,
      });
    } else if (kind?.kind === "lacking") {
      const { tag } = kind.release;
      lacking.push({ tag, commit: id, audit: kind.release });
      checklist.unknown("releases", tag, {
        problem:
          `no tag here leads to it, and it is not proved: ${kind.problem}`,
        found: id,
      });
    } else if (kind?.kind === "unproved") {
      unproved.note("history", id, {
        problem: `nothing proves what this commit changes: ${kind.problem}`,
        found: subjectOf(commit),
      });
    } else if (kind?.kind === "before") before.push(id);
  }
  const all = counted(commits.size, "commit");
  if (!isForged) checklist.ok("releases", all);
  checklist.add(unproved.checks);
  const [first] = before;
  if (first !== undefined) {
    checklist.note("before-first", first, {
      problem: before.length === 1
        ? "1 commit is older than the first release, and nothing proves its " +
          "source"
        : `${before.length} commits are older than the first release, and ` +
          "nothing proves their source",
    });
  }
  checklist.okIfNothingFound("before-first", all);
  checklist.okIfNothingFound("history", all);
  return { untagged, lacking };
}

/** The first line of a commit's message, for people. */
function subjectOf({ message }: CommitObject): string {
  const [first = ""] = message.split("\n", 1);
  return JSON.stringify(singleLine(first).slice(0, 80));
}
