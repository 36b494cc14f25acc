// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Updates a worktree and its index from one commit to another. Only paths in
 * which the commits differ are touched, and only where their content is known:
 * the old commit's, the new one's, or a beginning of the new one's, as git
 * leaves it if it is killed. So nothing that a person wrote is ever lost, and
 * the step can be repeated after it was cut off anywhere.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { together } from "../together.ts";
import { listNames } from "../wording.ts";
import type { Git } from "./git.ts";
import { findContent, isBeginningOf, type Worktree } from "./worktree_file.ts";

/**
 * Every difference as it is, whatever `.gitmodules` says to ignore, but for what
 * is inside of submodules: git would work there as their configuration says.
 */
const ALL = ["-z", "--no-renames", "--ignore-submodules=dirty"];
const RAW = ["--raw", ...ALL];

/** A submodule's mode: nothing of it is a file here. */
const GITLINK = "160000 ";

/**
 * Checks whether the worktree can be updated. Changes nothing but the file
 * times that the index remembers.
 *
 * @param from a commit or tree
 * @param to a commit or tree
 * @returns updates it; call it at once
 * @throws {OperationError} "repository" naming the files in the way; or git's
 * refusal where another process holds the index, see
 * {@linkcode onceIndexIsFree}
 */
export async function planUpdate(
  worktree: Worktree,
  from: string,
  to: string,
): Promise<() => Promise<void>> {
  const { directory: top } = worktree.git;
  // A git that is stopped just when it locks the index leaves the lock.
  const steady = worktree.git.unstoppable();
  let state = await look(worktree, from, to);
  if (state.differing.length > 0) {
    // Of some, nothing but the time differs. Not -q: it is silent about a lock.
    await steady.run(["update-index", "--refresh"], {
      okCodes: [0, 1], // 1: some file differs
    });
    state = await look(worktree, from, to);
  }
  const { changes, index, differing, judgement } = state;
  const dirty = new Set(differing);
  const leaving = new Set(
    changes.filter((c) => c.new === undefined).map((c) => c.path),
  );
  // Files that git would not touch for their times or conversions, though their
  // content is that of one of the sides.
  const stale: string[] = [];
  // Files that the index has as in `to`, and that the worktree lacks.
  const absent: string[] = [];
  const inTheWay: string[] = [];
  for (const { path, old, new: next } of changes) {
    const entry = index.has(path) ? index.get(path) : old;
    if (entry !== old && entry !== next) {
      inTheWay.push(path);
      continue;
    }
    if (next?.startsWith(GITLINK) || old?.startsWith(GITLINK)) continue;
    const blocked = await blockingParent(top, path);
    if (blocked !== undefined) {
      if (!leaving.has(blocked)) inTheWay.push(blocked);
      continue;
    }
    const info = await Deno.lstat(`${top}/${path}`).catch(() => undefined);
    const arrived = next !== undefined && entry === next;
    if (info === undefined) {
      if (arrived) absent.push(path);
      continue;
    }
    // A directory in a file's place is for git to judge, below.
    if (info.isDirectory) continue;
    if (entry !== undefined && !dirty.has(path)) continue;
    const [newId, oldId] = [next, old].map((side) => side?.split(" ")[1]);
    const ids = [newId, oldId].filter((id) => id !== undefined);
    const held = await findContent(worktree, path, ids);
    if (arrived && held === newId) continue;
    const isKnown = held !== undefined || // or it was not written to its end
      newId !== undefined && await isBeginningOf(worktree, path, newId);
    if (!isKnown) {
      inTheWay.push(path);
      continue;
    }
    stale.push(path);
    if (arrived) absent.push(path);
  }
  if (inTheWay.length > 0) {
    throw new OperationError("repository", {
      subject: top,
      problem: "files in the worktree are in the way",
      found: listNames(inTheWay, 3),
      hint: "Commit them, undo them or move them away; see: git status",
    });
  }
  if (stale.length === 0 && judgement !== undefined) throw judgement;
  return () => update(steady, [from, to], { stale, absent });
}

/** Both commits, index and worktree, as git sees them. */
async function look({ git }: Worktree, from: string, to: string) {
  // The last is why git would refuse, thrown unless an error of ours says more.
  const [changes, staged, differing, judgement] = await together(
    git.records(["diff-tree", "-r", ...RAW, from, to]).then(parseRawDiff),
    git.records(["diff-index", "--cached", ...RAW, from]).then(parseRawDiff),
    git.records(["diff-files", "--name-only", ...ALL]),
    git.unstoppable().run(["read-tree", "-n", "-m", "-u", from, to]) // locks it
      .then(() => undefined, (error: unknown) => error),
  );
  // The process that holds the index may be about to change all of it.
  if (isIndexBusy(judgement)) throw judgement;
  const index = new Map(staged.map((change) => [change.path, change.new]));
  return { changes, index, differing, judgement };
}

/** A path on whose two sides something differs. */
interface RawChange {
  /** Path from the repository's root. */
  readonly path: string;
  /** Mode and id before, apart by a space; undefined if there was nothing. */
  readonly old: string | undefined;
  /** The same afterwards; "unmerged" for a path with several. */
  readonly new: string | undefined;
}

/**
 * Reads the answer of a command that ran with {@linkcode RAW}.
 *
 * @param records the NUL-terminated records, two a change
 */
function parseRawDiff(records: readonly string[]): RawChange[] {
  const sideOf = (mode: string, id: string) =>
    mode === "000000" ? undefined : `${mode} ${id}`;
  const changes: RawChange[] = [];
  for (let i = 0; i + 1 < records.length; i += 2) {
    const [head = "", path = ""] = records.slice(i, i + 2);
    const [oldMode = "", newMode = "", oldId = "", newId = "", status] = head
      .replace(/^:/, "").split(" ");
    changes.push({
      path,
      old: sideOf(oldMode, oldId),
      new: status === "U" ? "unmerged" : sideOf(newMode, newId),
    });
  }
  return changes;
}

/**
 * The first part of a path's directory that is there and is not a directory.
 */
async function blockingParent(
  top: string,
  path: string,
): Promise<string | undefined> {
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
    const parent = path.slice(0, at);
    const info = await Deno.lstat(`${top}/${parent}`).catch(() => undefined);
    if (info === undefined) return undefined;
    if (!info.isDirectory) return parent;
  }
  return undefined;
}

/**
 * Waits until another process releases the index: an editor that asks for the
 * status, or the last git of a run that was killed. What was known of HEAD,
 * index and worktree may be wrong then, so the action must read it each time.
 *
 * @param action fails without having done anything where the index is held
 */
export async function onceIndexIsFree<T>(action: () => Promise<T>): Promise<T> {
  for (let attempt = 1;; attempt++) {
    try {
      return await action();
    } catch (error) {
      if (!isIndexBusy(error) || attempt === INDEX_ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, INDEX_PAUSE));
    }
  }
}

function isIndexBusy(error: unknown): boolean {
  return error instanceof OperationError &&
    (error.found ?? "").includes("index.lock");
}

/** Attempts while another process holds the index. */
const INDEX_ATTEMPTS = 30;

/** Milliseconds between them. */
const INDEX_PAUSE = 50;

/** Updates the worktree as it was just planned. */
async function update(
  git: Git,
  trees: readonly [from: string, to: string],
  { stale, absent }: Readonly<Record<"stale" | "absent", readonly string[]>>,
): Promise<void> {
  for (const path of stale) {
    // Its content is in the repository, and git writes it again.
    await Deno.remove(`${git.directory}/${path}`);
  }
  await onceIndexIsFree(() =>
    // git checks again by itself
    git.run(["read-tree", "-m", "-u", ...trees])
  );
  if (absent.length === 0) return;
  // git saw no reason to write these: their index entries did not change.
  const paths = absent.map((path) => `${path}\0`).join("");
  await git.run(["checkout-index", "--quiet", "--index", "-z", "--stdin"], {
    input: new TextEncoder().encode(paths),
  });
}
