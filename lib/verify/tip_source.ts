// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The source at a tip, and what kind of repository it is that has none.
 *
 * @module
 */

import { FOLDER_MODE } from "../git/tree_object.ts";
import type { Checklist } from "./checks.ts";
import { diffTrees, listPaths } from "./diff.ts";
import type { Line, LineContext } from "./line_context.ts";
import type { ReleaseContext } from "./release_context.ts";
import type { PublishedRelease } from "./tip_metadata.ts";

/** The source at the tip is that of the newest release, which was proved. */
export async function checkTipSource(
  line: Line,
  newest: PublishedRelease | undefined,
  checklist: Checklist,
  context: LineContext,
): Promise<void> {
  if (newest === undefined) {
    await checklist.whereThere(() =>
      checkWithoutRelease(line, checklist, context)
    );
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
  } else checklist.ok("tip-release", tag, audit.verdict);
  await checklist.whereThere(() =>
    checkSource(line, newest, checklist, context)
  );
}

async function checkSource(
  line: Line,
  newest: PublishedRelease,
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
    problem: `the tip's source is not that of ${newest.tag}` +
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
