// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The moment at which a publication becomes visible: refs move together, then
 * the worktree is updated. If a run dies in between, the next one completes it.
 *
 * git moves refs one after the other once they are all locked, and updates the
 * worktree after that. The journal says first what is about to happen, and
 * {@linkcode recover} reads it. From there on git is not stopped: it runs to
 * its end even if this process is killed (tests/faults/kill_test.ts and
 * git_fails_test.ts show each half of that).
 *
 * Only if git itself or the machine is killed can a `.lock` file of git's be
 * left. It stays, because nothing in it shows whether another git process still
 * uses it, such as a commit with its editor open. The error names the file.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { unlessMissing } from "../local_file.ts";
import { treeId } from "../source/object_id.ts";
import { onceIndexIsFree, planUpdate } from "./update_worktree.ts";
import {
  type Journal,
  readJournal,
  removeJournal,
  writeJournal,
} from "./journal.ts";
import { removeLeftovers } from "./quarantine.ts";
import { type RefChange, updateRefs } from "./refs.ts";
import { askWhere, type ObjectStore, type Repository } from "./repository.ts";
import { objectAt, readHead, symbolicRef } from "./revision.ts";
import { together } from "../together.ts";

/**
 * Moves refs in one transaction; worktree and index are updated if the branch
 * of HEAD is among them (a detached HEAD moves along). Nothing outside
 * the paths that differ between the commits is touched.
 *
 * Call it while holding the lock, once the objects are in the repository.
 *
 * @param changes every ref once
 * @param options `message` is for the reflog
 * @returns undefined; or why the worktree could not be updated though the refs
 * have moved: the disk is full, say. The next run completes that
 * @throws {OperationError} "repository" if a file is in the way or a ref has
 * moved in between, and then nothing has changed
 */
export async function moveRefs(
  repository: Repository,
  changes: readonly RefChange[],
  options: { readonly message: string },
): Promise<OperationError | undefined> {
  if (changes.length === 0) return;
  const { branch, worktree, detached, objectFormat } = repository;
  const main = changes.find((change) => change.ref === branch.ref);
  const moves = main !== undefined && worktree !== undefined;
  const journal: Journal = {
    changes: main !== undefined && detached
      ? [...changes, { ref: "HEAD", old: branch.tip, new: main.new }]
      : changes,
    worktree: moves
      ? {
        folder: worktree,
        from: branch.tip ?? treeId([], objectFormat),
        to: main.new,
      }
      : undefined,
  };
  const updateWorktree = await onceIndexIsFree(async () => {
    await together(
      refuseElsewhere(repository, changes),
      moves ? refuseSwitched(repository) : Promise.resolve(),
    );
    return await planWorktree(repository, journal);
  });
  repository.git.throwIfStopped();
  const steady = { ...repository, git: repository.git.unstoppable() };
  await writeJournal(repository, journal);
  try {
    await updateRefs(steady, journal.changes, options);
  } catch (error) {
    const state = await recover(steady).catch(() => undefined);
    if (state === "completed") return;
    throw error; // it says more than a failed recovery
  }
  try {
    await updateWorktree?.();
  } catch (cause) {
    if (!(cause instanceof OperationError)) throw cause;
    return new OperationError(cause.kind, {
      subject: worktree ?? repository.git.directory,
      problem: "the worktree could not be updated",
      found: cause.found ?? cause.problem,
      hint: "Run again: the next run completes it",
      cause,
    });
  }
  await removeJournal(repository);
}

async function planWorktree(
  { git, objectFormat }: ObjectStore,
  journal: Journal,
): Promise<(() => Promise<void>) | undefined> {
  if (journal.worktree === undefined) return undefined;
  const { folder, from, to } = journal.worktree;
  return await planUpdate({ git: git.at(folder), objectFormat }, from, to);
}

/** A branch must not move under a worktree that is not updated. */
async function refuseElsewhere(
  repository: Repository,
  changes: readonly RefChange[],
): Promise<void> {
  const linked = `${repository.commonDirectory}/worktrees`;
  if (await unlessMissing(Deno.lstat(linked)) === undefined) return;
  const text = await repository.git.text(["worktree", "list", "--porcelain"]);
  const own = repository.worktree === undefined || repository.detached
    ? undefined
    : repository.branch.ref;
  let ownSeen = false;
  for (const block of text.split("\n\n")) {
    const field = (name: string) =>
      new RegExp(`^${name}(?: (.*))?$`, "m").exec(block);
    const ref = field("branch")?.[1];
    if (ref === undefined || field("prunable")) continue;
    if (ref === own && !ownSeen) {
      ownSeen = true;
      continue;
    }
    if (!changes.some((change) => change.ref === ref)) continue;
    throw new OperationError("repository", {
      subject: ref,
      problem: "the branch is checked out in another worktree",
      found: field("worktree")?.[1] ?? "one without a name",
      hint: "Publish from there, or check out another branch there",
    });
  }
}

/** HEAD must be where it was when the run began. */
async function refuseSwitched(repository: Repository): Promise<void> {
  const { git, branch, detached } = repository;
  const { ref, commit: tip } = await readHead(git);
  if (ref === (detached ? undefined : branch.ref) && tip === branch.tip) return;
  throw new OperationError("repository", {
    subject: git.directory,
    problem: "HEAD has moved during this run; nothing was changed",
    expected: `${detached ? "detached" : branch.name} at ${
      branch.tip ?? "no commit"
    }`,
    found: `${ref ?? "detached"} at ${tip ?? "no commit"}`,
    hint: "Run again",
  });
}

/**
 * Completes or forgets what an earlier run that died has left. Call it while
 * holding the lock, before {@linkcode readBranch}: such a run may have moved the
 * branch and not yet a detached HEAD.
 *
 * @returns "clean": there was nothing; "completed": refs and worktree are now
 * where that run was taking them; "forgotten": that run had moved nothing, or
 * somebody has moved the same refs since
 * @throws {OperationError} "repository" if somebody's own change is in the way
 */
export async function recover(
  repository: ObjectStore,
): Promise<"clean" | "completed" | "forgotten"> {
  await removeLeftovers(repository);
  const journal = await readJournal(repository);
  if (journal === undefined) {
    await removeJournal(repository); // an incomplete one
    return "clean";
  }
  // Where somebody has switched to a branch since, HEAD stays on it.
  const isDetached = await symbolicRef(repository.git, "HEAD") === undefined;
  const changes = journal.changes.filter(({ ref }) =>
    ref !== "HEAD" || isDetached
  );
  const missing: RefChange[] = [];
  let foreign = false;
  for (const change of changes) {
    const value = await objectAt(repository.git, change.ref);
    if (value === change.old) missing.push(change);
    else if (value !== change.new) foreign = true;
  }
  if (foreign || missing.length === changes.length) {
    await removeJournal(repository);
    return "forgotten";
  }
  const steady = { ...repository, git: repository.git.unstoppable() };
  await updateRefs(steady, missing, { message: "complete a publication" });
  const updateWorktree = await onceIndexIsFree(async () =>
    await isWaiting(steady, journal)
      ? await planWorktree(steady, journal)
      : undefined
  );
  await updateWorktree?.();
  await removeJournal(repository);
  return "completed";
}

/** Whether the worktree is one of this repository's, with HEAD at the end. */
async function isWaiting(
  repository: ObjectStore,
  journal: Journal,
): Promise<boolean> {
  if (journal.worktree === undefined) return false;
  const { folder, to } = journal.worktree;
  const there = await Deno.stat(folder).then(() => true, () => false);
  if (!there) return false;
  const found = await askWhere(repository.git.at(folder), folder);
  return found.commonDirectory === repository.commonDirectory &&
    found.head?.commit === to;
}
