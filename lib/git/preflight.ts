// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Whether a repository is in a state to publish into. Changes nothing.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { treeId } from "../source/object_id.ts";
import { together } from "../together.ts";
import { type Identity, readIdentity } from "./ident.ts";
import { parseRawDiff } from "./raw_diff.ts";
import type { Repository } from "./repository.ts";
import { findContent, listPaths, type Worktree } from "./worktree_file.ts";

/** What must be clean. */
export interface PreflightOptions {
  /** Directories from the repository's root that are ours: src, archive. */
  readonly folders: readonly string[];
}

/**
 * Files in the git directory that show unfinished work.
 */
const UNFINISHED = {
  MERGE_HEAD: "merge",
  CHERRY_PICK_HEAD: "cherry-pick",
  REVERT_HEAD: "revert",
  BISECT_LOG: "bisect",
  "rebase-merge": "rebase",
  "rebase-apply": "rebase or am",
} as const;

/**
 * Refuses to go on without an identity, during a merge, rebase, bisect or the
 * like, or with uncommitted or untracked files in the directories. Ignored
 * files there are accepted unless they are in the way: {@linkcode moveRefs}
 * refuses those before anything moves. Changes elsewhere are left alone. In a
 * bare repository only the identity counts.
 *
 * @returns who commits
 * @throws {OperationError} "repository" naming the state and the way out
 */
export async function preflight(
  repository: Repository,
  options: PreflightOptions,
): Promise<Identity> {
  const [identity] = await together(
    readIdentity(repository.git),
    refuseUnfinished(repository),
    refuseChanged(repository, options.folders),
  );
  return identity;
}

async function refuseChanged(
  { worktree: folder, git, objectFormat, branch }: Repository,
  folders: readonly string[],
): Promise<void> {
  if (folder === undefined) return;
  const changed = await changedFiles(
    { git, folder, objectFormat },
    branch.tip ?? treeId([], objectFormat),
    folders,
  );
  if (changed.length === 0) return;
  throw new OperationError("repository", {
    subject: folder,
    problem: `there are uncommitted changes in ${folders.join(" and ")}`,
    found: listPaths(changed),
    hint: `Commit them or undo them; see: git status ${folders.join(" ")}`,
  });
}

async function refuseUnfinished(repository: Repository): Promise<void> {
  if (repository.worktree === undefined) return;
  for (const [file, name] of Object.entries(UNFINISHED)) {
    const there = await Deno.lstat(`${repository.gitDirectory}/${file}`)
      .then(() => true, () => false);
    if (!there) continue;
    throw new OperationError("repository", {
      subject: repository.git.folder,
      problem: `a ${name} is not finished`,
      hint: "Finish or abort it; git status says how",
    });
  }
}

/**
 * The files of some directories in which index or worktree differ from a tree,
 * and untracked files that are not ignored.
 */
async function changedFiles(
  worktree: Worktree,
  tree: string,
  folders: readonly string[],
): Promise<string[]> {
  if (folders.length === 0) return [];
  const { git } = worktree;
  const raw = ["--raw", "-z", "--no-renames", "--ignore-submodules=none"];
  const [staged, edited, untracked] = await together(
    git.records(["diff-index", "--cached", ...raw, tree, "--", ...folders])
      .then(parseRawDiff),
    git.records(["diff-files", ...raw, "--", ...folders]).then(parseRawDiff),
    git.records(
      ["ls-files", "--others", "--exclude-standard", "-z", "--", ...folders],
    ),
  );
  const changed = new Set(staged.map((change) => change.path));
  for (const { path, status, oldMode, newMode, oldId } of edited) {
    // "M" says no more than that size or times differ from the index's.
    const same = status === "M" && oldMode === newMode &&
      await findContent(worktree, path, [oldId]) !== undefined;
    if (!same) changed.add(path);
  }
  return [...changed, ...untracked].sort();
}
