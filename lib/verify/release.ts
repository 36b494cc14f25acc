// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * One release, proved from its commit's own tree. Reads objects and nothing
 * else.
 *
 * @module
 */

import type { FileChange } from "../record/message.ts";
import {
  parseReleaseMessage,
  type ReleaseMessage,
} from "../record/message_parser.ts";
import { sourceTreeId } from "../source/tree.ts";
import { checkAttributes } from "./attributes.ts";
import { Checklist, verdictOf } from "./checks.ts";
import type { ReleaseAudit } from "./contract.ts";
import { diffTrees } from "./diff.ts";
import { checkMessage } from "./message.ts";
import { checkPackage, checkSource, factsOf } from "./package.ts";
import type { Place, ReleaseContext } from "./place.ts";
import type { ReleaseTag } from "./references.ts";

/**
 * Proves one release. What does not hold is in the result, never thrown.
 *
 * @param tag the release's tag
 * @param context what releases share
 */
export async function auditRelease(
  tag: ReleaseTag,
  context: ReleaseContext,
): Promise<ReleaseAudit> {
  const checklist = new Checklist();
  const known = await checklist.whereThere(() =>
    auditCommit(tag, context, checklist)
  );
  return {
    tag: tag.name,
    commit: tag.commit,
    verdict: verdictOf(checklist.checks),
    checks: checklist.checks,
    ...known,
  };
}

async function auditCommit(
  tag: ReleaseTag,
  context: ReleaseContext,
  checklist: Checklist,
): Promise<Partial<ReleaseAudit>> {
  const { store, layout } = context;
  if (tag.target !== "commit") {
    checklist.fail("tag", tag.name, {
      expected: "a commit",
      found: tag.target,
    });
    return {};
  }
  const commit = await store.commit(tag.commit);
  const place: Place = {
    tag,
    commit,
    archive: await store.folder(commit.tree, layout.archive),
    rpms: await store.folder(commit.tree, layout.rpms),
    checklist,
    context,
  };
  const message = await checklist.attempt(
    "message-format",
    "message",
    () => Promise.resolve().then(() => parseReleaseMessage(commit.message)),
  );
  checkEncoding(place);
  await checkTag(place, message);
  checkReach(place);
  const changes = await checklist.whereThere(() => checkPaths(place));
  await checklist.whereThere(() =>
    checkAttributes(commit.tree, checklist, context)
  );
  const { verified, checks } = await context.readMetadata(place.archive);
  checklist.add(checks);
  const release = await checkPackage(place, verified);
  const committed = { committed: commit.committed };
  if (release === undefined) return committed;
  const treeId = sourceTreeId(release.tree, store.objectFormat);
  await checklist.whereThere(() => checkSource(place, release, treeId));
  if (message !== undefined && changes !== undefined) {
    await checklist.whereThere(async () => {
      const pages = await context.readPages(place.archive);
      const { profile } = context;
      const evidence = { release, files: changes, pages, profile };
      checkMessage(message, evidence, checklist);
    });
  }
  return { ...committed, package: factsOf(release, treeId) };
}

/** git would show other characters than those that are compared here. */
function checkEncoding({ commit, checklist }: Place): void {
  if (commit.encoding === undefined) return;
  checklist.fail("message-format", "encoding", {
    problem: "the commit gives its message in another encoding",
    expected: "UTF-8, which has no such header",
    found: JSON.stringify(commit.encoding),
  });
}

/** An annotated tag names itself; the message names the version. */
async function checkTag(
  { tag, checklist, context }: Place,
  message: ReleaseMessage | undefined,
): Promise<void> {
  const { store, profile } = context;
  if (tag.type === "tag") {
    const own = await checklist.whereThere(() => store.tag(tag.id));
    if (own !== undefined && own.name !== tag.name) {
      checklist.fail("tag", "annotated tag", {
        expected: tag.name,
        found: own.name,
      });
    }
  }
  if (message === undefined) return;
  checklist.equal("tag", "subject", {
    problem: "the commit is that of another release",
    expected: `${profile.releaseSubject} ${tag.name}`,
    found: message.subject,
  });
}

function checkReach({ tag, checklist, context }: Place): void {
  const { status, problem } = context.reach(tag.commit);
  if (status === "ok") checklist.ok("branch", problem);
  else if (status === "note") checklist.note("branch", tag.commit, { problem });
  else if (status === "failed") {
    checklist.fail("branch", tag.commit, { problem });
  } else checklist.fail("objects", tag.commit, { problem });
}

/** @returns what the commit changes */
async function checkPaths(
  { commit, checklist, context }: Place,
): Promise<FileChange[]> {
  const { store, layout } = context;
  const [parent] = commit.parents;
  const before = parent === undefined
    ? undefined
    : (await store.commit(parent)).tree;
  const changes = await diffTrees(store, { before, after: commit.tree });
  const elsewhere = changes.filter(({ path }) =>
    !path.startsWith(`${layout.source}/`) &&
    !path.startsWith(`${layout.archive}/`)
  );
  for (const { status, path } of elsewhere) {
    checklist.fail("paths", path, {
      problem: "the commit touches something else",
      expected: `changes below ${layout.source}/ and ${layout.archive}/ only`,
      found: `${status}: ${path}`,
    });
  }
  if (elsewhere.length === 0) checklist.ok("paths", `${changes.length} files`);
  return changes;
}
