// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * One release, proved from its commit's own tree. Reads objects and nothing
 * else.
 *
 * @module
 */

import { dateOf } from "../time.ts";
import { counted } from "../wording.ts";
import { singleLine } from "../printable.ts";
import { type FileChange, formatTagMessage } from "../record/message.ts";
import {
  parseReleaseMessage,
  type ReleaseMessage,
} from "../record/message_parser.ts";
import { sourceTreeId } from "../source/tree.ts";
import { checkAttributes } from "./attributes.ts";
import { Checklist } from "./checks.ts";
import type { ReleaseAudit } from "./contract.ts";
import { diffTrees } from "./diff.ts";
import { checkLookAlikes } from "./look_alikes.ts";
import { checkMessage } from "./message.ts";
import { checkPackage, checkSource, factsOf } from "./package.ts";
import type { CheckContext, ReleaseSubject, Scope } from "./context.ts";
import type { ReleaseTag } from "./refs.ts";

/**
 * Proves one release. A failed check is in the result, never thrown.
 *
 * @param tag the release's tag
 * @param context what releases share
 */
export async function auditRelease(
  tag: ReleaseTag,
  context: Scope,
): Promise<ReleaseAudit> {
  const checklist = new Checklist();
  const known = await checklist.whereThere(() =>
    auditCommit(tag, { ...context, checklist })
  );
  return { tag: tag.name, commit: tag.commit, ...checklist.outcome, ...known };
}

async function auditCommit(
  tag: ReleaseTag,
  context: CheckContext,
): Promise<Pick<ReleaseAudit, "committedAt" | "package">> {
  const { store, layout, checklist } = context;
  if (tag.target === undefined) {
    checklist.unknown("objects", tag.name, {
      problem: `this clone lacks an object; ${store.remedy}`,
      expected: `commit ${tag.commit}`,
      found: "nothing",
    });
    return {};
  }
  if (tag.target !== "commit") {
    checklist.fail("tag", tag.name, {
      expected: "a commit",
      found: tag.target,
    });
    return {};
  }
  const commit = await store.commit(tag.commit);
  const subject: ReleaseSubject = {
    ...context,
    tag,
    commit,
    archive: await store.directory(commit.tree, layout.archive),
    rpms: await store.directory(commit.tree, layout.rpms),
  };
  const message = await checklist.attempt(
    "message-format",
    "message",
    () => parseReleaseMessage(commit.message),
    ({ subject }) => subject,
  );
  checkTag(subject, message);
  const changes = await checklist.whereThere(() => checkPaths(subject));
  await checklist.whereThere(() => checkAttributes(commit.tree, context));
  await checklist.whereThere(() => checkLookAlikes(commit.tree, context));
  const { verified, checks } = await context.readMetadata(subject.archive);
  checklist.add(checks);
  const evidence = await checkPackage(subject, verified);
  const committedAt = dateOf(commit.committed);
  if (evidence === undefined) return { committedAt };
  const treeId = sourceTreeId(evidence.tree, store.objectFormat);
  await checklist.whereThere(() => checkSource(subject, evidence.tree, treeId));
  if (message !== undefined && changes !== undefined) {
    await checklist.whereThere(async () => {
      const pages = await context.readPages(subject.archive);
      const { profile } = context;
      const truth = { release: evidence, files: changes, pages, profile };
      checkMessage(message, truth, checklist);
    });
  }
  const facts = factsOf(evidence, { treeId, key: context.keys.subject });
  await context.onVerified?.({ tag: tag.name, evidence, package: facts });
  return { committedAt, package: facts };
}

/** An annotated tag names itself; the message names the version. */
function checkTag(
  { tag, checklist, profile }: ReleaseSubject,
  message: ReleaseMessage | undefined,
): void {
  if (tag.ownName !== undefined && tag.ownName !== tag.name) {
    checklist.fail("tag", "annotated tag", {
      problem: "the tag object has a different name",
      expected: tag.name,
      found: tag.ownName,
    });
  }
  const expected = formatTagMessage(profile.releaseSubject, tag.name);
  if (tag.message !== undefined && tag.message !== expected) {
    checklist.note("tag", "annotated tag", {
      problem: "nothing proves what the tag says",
      found: JSON.stringify(singleLine(tag.message).slice(0, 80)),
    });
  }
  if (message === undefined) return;
  checklist.equal("tag", "subject", {
    problem: "the commit is another release's",
    expected: `${profile.releaseSubject} ${tag.name}`,
    found: message.subject,
  });
}

/** @returns what the commit changes */
async function checkPaths(
  { commit, checklist, store, layout }: ReleaseSubject,
): Promise<FileChange[]> {
  if (commit.parents.length > 1) {
    checklist.fail("paths", "parents", {
      problem: "a release is not a merge",
      expected: "one parent",
      found: `${commit.parents.length}`,
    });
  }
  const [parent] = commit.parents;
  const before = parent === undefined
    ? undefined
    : (await store.commit(parent)).tree;
  const isOurs = (path: string) =>
    [layout.source, layout.archive].some((own) =>
      `${path}/`.startsWith(`${own}/`) || `${own}/`.startsWith(`${path}/`)
    );
  const changes = await diffTrees(
    store,
    { before, after: commit.tree },
    isOurs,
  );
  const elsewhere = changes.filter(({ path }) =>
    !path.startsWith(`${layout.source}/`) &&
    !path.startsWith(`${layout.archive}/`)
  );
  for (const { status, path } of elsewhere.slice(0, 10)) {
    checklist.fail("paths", path, {
      problem: "the commit touches something else",
      expected: `changes below ${layout.source}/ and ${layout.archive}/ only`,
      found: `${status}: ${path}`,
    });
  }
  if (elsewhere.length === 0) {
    checklist.ok("paths", counted(changes.length, "file"));
  }
  return changes;
}
