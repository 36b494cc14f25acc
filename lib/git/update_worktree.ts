// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Updates a worktree and its index from one commit to another. Touches only
 * paths that differ between the commits, and only if the file's content is that
 * of the old commit, that of the new one, or a beginning of the new one, which
 * git leaves if it is killed. So nothing that a person wrote is lost, and an
 * update that was interrupted anywhere can be repeated.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { together } from "../together.ts";
import { listNames } from "../wording.ts";
import type { Git } from "./git.ts";
import { findContent, isBeginningOf, type Worktree } from "./worktree_file.ts";

/**
 * Show every difference, whatever `.gitmodules` says to ignore, but look into no
 * submodule: git would obey the configuration that it finds there.
 */
const ALL = ["-z", "--no-renames", "--ignore-submodules=dirty"];
const RAW = ["--raw", ...ALL];

/** The mode of a submodule, which has no file in this worktree. */
const GITLINK = "160000 ";

/**
 * Checks whether the worktree can be updated. Changes nothing but the file
 * times in the index.
 *
 * @param from a commit or tree
 * @param to a commit or tree
 * @returns a function that updates it; call it at once
 * @throws {OperationError} "repository" naming the files in the way; or git's
 * refusal where another process has locked the index, see
 * {@linkcode onceIndexIsFree}
 */
export async function planUpdate(
  worktree: Worktree,
  from: string,
  to: string,
): Promise<() => Promise<void>> {
  const { directory: top } = worktree.git;
  // Must not be killed: git would leave its lock of the index behind.
  const steady = worktree.git.unstoppable();
  let state = await look(worktree, from, to);
  if (state.differing.length > 0) {
    // Some may differ in the file time only. Not -q, which hides a lock.
    await steady.run(["update-index", "--refresh"], {
      okCodes: [0, 1], // 1: a file differs
    });
    state = await look(worktree, from, to);
  }
  const { changes, index, differing, refusal } = state;
  const dirty = new Set(differing);
  const leaving = new Set(
    changes.filter((c) => c.new === undefined).map((c) => c.path),
  );
  // Files with the content of one of the commits that git takes for changed, by
  // their time or a conversion, and would not replace.
  const stale: string[] = [];
  // Files that the index has as `to` has them, and the worktree lacks.
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
    // git decides whether a directory may make room for a file: `refusal`.
    if (info.isDirectory) continue;
    if (entry !== undefined && !dirty.has(path)) continue;
    const [newId, oldId] = [next, old].map((side) => side?.split(" ")[1]);
    const ids = [newId, oldId].filter((id) => id !== undefined);
    const found = await findContent(worktree, path, ids);
    if (arrived && found === newId) continue;
    const isKnown = found !== undefined || // or git was killed while writing it
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
  if (stale.length === 0 && refusal !== undefined) throw refusal;
  return () => update(steady, [from, to], { stale, absent });
}

/** The differences between both commits, index and worktree, by git. */
async function look({ git }: Worktree, from: string, to: string) {
  // The last is a dry run. Its error is thrown if no error of ours says more.
  const [changes, staged, differing, refusal] = await together(
    git.records(["diff-tree", "-r", ...RAW, from, to]).then(parseRawDiff),
    git.records(["diff-index", "--cached", ...RAW, from]).then(parseRawDiff),
    git.records(["diff-files", "--name-only", ...ALL]),
    git.unstoppable().run(["read-tree", "-n", "-m", "-u", from, to]) // locks the index
      .then(() => undefined, (error: unknown) => error),
  );
  // The process that has locked the index may change what was just read.
  if (isIndexBusy(refusal)) throw refusal;
  const index = new Map(staged.map((change) => [change.path, change.new]));
  return { changes, index, differing, refusal };
}

/** A path that differs between the two sides of a diff. */
interface RawChange {
  /** Path from the repository's root. */
  readonly path: string;
  /** Mode, space, id before; undefined if there was nothing. */
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
 * The first of a path's parents that exists and is not a directory.
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
 * Repeats an action until no other process has locked the index: an editor that
 * asks for the status, say, or the last git of a run that was killed. That process
 * may change HEAD, index and worktree, so the action must read them each time.
 *
 * @param action must do nothing before it fails because the index is locked
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

/** Attempts while another process has locked the index. */
const INDEX_ATTEMPTS = 30;

/** Milliseconds between them. */
const INDEX_PAUSE = 50;

/** Updates the worktree as planned. */
async function update(
  git: Git,
  trees: readonly [from: string, to: string],
  { stale, absent }: Readonly<Record<"stale" | "absent", readonly string[]>>,
): Promise<void> {
  for (const path of stale) {
    // Its content is in the repository; git writes the new one.
    await Deno.remove(`${git.directory}/${path}`);
  }
  await onceIndexIsFree(() =>
    // git itself refuses what would lose a change made since
    git.run(["read-tree", "-m", "-u", ...trees])
  );
  if (absent.length === 0) return;
  // read-tree does not write these: their index entries did not change.
  const paths = absent.map((path) => `${path}\0`).join("");
  await git.run(["checkout-index", "--quiet", "--index", "-z", "--stdin"], {
    input: new TextEncoder().encode(paths),
  });
}
