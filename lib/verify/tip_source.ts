// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The source at a tip, and what kind of repository it is that has none.
 *
 * @module
 */

import { type NamedObject, TREE_MODE } from "../git/tree_object.ts";
import { isDevelopment } from "../record/versions.ts";
import { compareVersions } from "../rpm/version.ts";
import { listNames } from "../wording.ts";
import { diffTrees } from "./diff.ts";
import type { CloneRelease, LineSubject } from "./line_context.ts";

/**
 * The source at the tip is that of the newest release, which was proved.
 *
 * @param untagged releases on the line that have no tag here
 */
export async function checkTipSource(
  newest: CloneRelease | undefined,
  subject: LineSubject,
  untagged: readonly CloneRelease[],
): Promise<void> {
  const { checklist, commits, published } = subject;
  if (newest === undefined) {
    await checklist.whereThere(() => checkWithoutRelease(subject));
    return;
  }
  const { tag, audit } = newest;
  if (audit === undefined) {
    checklist.unknown("tip-release", tag, {
      problem: "the newest release on it was not part of this run",
    });
  } else if (audit.verdict === "failed") {
    checklist.fail("tip-release", tag, {
      problem: "the newest release on it failed",
    });
  } else if (audit.verdict === "not-proved") {
    checklist.unknown("tip-release", tag, {
      problem: "the newest release on it is not proved",
    });
  } else if (
    ![...published.values()].some(({ commit }) => commits.has(commit))
  ) {
    checklist.unknown("tip-release", tag, {
      problem: "no tag here leads to a release on it; get the tags with: " +
        "git fetch --tags",
    });
  } else if (!nameHigherVersions(newest, subject, untagged)) {
    checklist.ok("tip-release", tag, audit.verdict);
  }
  await checklist.whereThere(() => checkSource(newest, subject));
}

/**
 * Says where the tip has the source of a backport. Backports may be on the main
 * branch, but so may be an old release that somebody published again: one without
 * a tag here is not proved to be the newest, nor is a development build, which
 * has no place between the others.
 *
 * @returns whether it does
 */
function nameHigherVersions(
  { tag, commit }: CloneRelease,
  { commits, published, checklist }: LineSubject,
  untagged: readonly CloneRelease[],
): boolean {
  const isUntagged = untagged.some((one) => one.commit === commit);
  if (isDevelopment(tag) && !isUntagged) return false;
  const higher = [...published.values(), ...untagged].filter((release) =>
    release.commit !== commit && commits.has(release.commit) &&
    (isDevelopment(tag) ||
      !isDevelopment(release.tag) && compareVersions(release.tag, tag) > 0)
  );
  if (higher.length === 0) return false;
  const versions = listNames(higher.map((release) => release.tag));
  if (isUntagged) {
    checklist.unknown("tip-release", tag, {
      problem: "the tip has the source of this release, to which no tag here " +
        `leads, and the branch has ${versions}; get the tags with: ` +
        "git fetch --tags",
    });
  } else {
    checklist.note("tip-release", tag, {
      problem: "the tip has the source of this release, and the branch has " +
        `higher versions: ${versions}`,
    });
  }
  return true;
}

async function checkSource(
  newest: CloneRelease,
  subject: LineSubject,
): Promise<void> {
  const { line, store, layout, checklist } = subject;
  const sourceOf = async (id: string) =>
    await store.at((await store.commit(id)).tree, layout.source);
  const describe = (entry: NamedObject | undefined) =>
    entry === undefined
      ? "no such directory"
      : `${entry.mode === TREE_MODE ? "tree" : entry.mode} ${entry.id}`;
  const expected = await sourceOf(newest.commit);
  const found = await sourceOf(line.tip);
  const isTree = expected?.mode === TREE_MODE && found?.mode === TREE_MODE;
  if (isTree && expected.id === found.id) {
    checklist.ok("tip-source", layout.source, describe(found));
    return;
  }
  const files = isTree
    ? (await diffTrees(store, { before: expected.id, after: found.id }))
      .map(({ path }) => path)
    : [];
  checklist.fail("tip-source", layout.source, {
    problem: `the tip's source is not that of ${newest.tag}` +
      (files.length > 0
        ? `: ${listNames(files)}`
        : found === undefined
        ? `; ${await describeKind(subject)}`
        : ""),
    expected: expected === undefined
      ? "the source that a package proves"
      : describe(expected),
    found: describe(found),
  });
}

/** Says what kind of repository has no release on its branch. */
async function checkWithoutRelease(subject: LineSubject): Promise<void> {
  const { line, isCut, clone: { remedy }, checklist } = subject;
  const problem = "there is no release on it";
  if (isCut || remedy !== undefined) {
    checklist.unknown("tip-release", line.name, {
      problem: `${problem}, as far as this clone knows; ${remedy ?? ""}`,
    });
  } else if (!line.needsRelease) {
    checklist.unknown("tip-release", line.name, { problem });
  } else {
    checklist.fail("tip-release", line.name, {
      problem: `${problem}; ${await describeKind(subject)}`,
    });
  }
}

/** What kind of repository it is whose tip is not a data repository's. */
async function describeKind(
  { line, store, layout }: LineSubject,
): Promise<string> {
  const { tree } = await store.commit(line.tip);
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
