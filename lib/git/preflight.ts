// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Whether a repository is in a state to publish into. Changes nothing.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { together } from "../together.ts";
import { listNames } from "../wording.ts";
import { type Identity, readIdentity } from "./ident.ts";
import type { Repository } from "./repository.ts";
import { findContent } from "./worktree_file.ts";

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
 * @param directories directories from the repository's root that are ours: src,
 * archive
 * @returns who commits
 * @throws {OperationError} "repository" naming the state and the way out
 */
export async function preflight(
  repository: Repository,
  directories: readonly string[],
): Promise<Identity> {
  const [identity] = await together(
    readIdentity(repository.git),
    refuseUnfinished(repository),
    refuseChanged(repository, directories),
  );
  return identity;
}

async function refuseChanged(
  repository: Repository,
  directories: readonly string[],
): Promise<void> {
  if (repository.worktree === undefined || directories.length === 0) return;
  const changed = await changedFiles(repository, directories);
  if (changed.length === 0) return;
  throw new OperationError("repository", {
    subject: repository.worktree,
    problem: `there are uncommitted changes in ${directories.join(" and ")}`,
    found: listNames(changed, 3),
    hint: `Commit them or undo them; see: git status ${directories.join(" ")}`,
  });
}

async function refuseUnfinished(repository: Repository): Promise<void> {
  if (repository.worktree === undefined) return;
  for (const [file, name] of Object.entries(UNFINISHED)) {
    const there = await Deno.lstat(`${repository.gitDirectory}/${file}`)
      .then(() => true, () => false);
    if (!there) continue;
    throw new OperationError("repository", {
      subject: repository.git.directory,
      problem: `a ${name} is not finished`,
      hint: "Finish or abort it; git status says how",
    });
  }
}

/** A file of which only the worktree differs, in content (git-status(1)). */
const EDITED = /^1 \.M \S+ \d+ (\d+) \1 [0-9a-f]+ ([0-9a-f]+) (.*)$/s;

/**
 * The files of some directories in which index or worktree differ from HEAD,
 * and untracked files that are not ignored.
 */
async function changedFiles(
  repository: Repository,
  directories: readonly string[],
): Promise<string[]> {
  const records = await repository.git.records([
    "status",
    "--porcelain=v2",
    "-z",
    "--untracked-files=all",
    "--no-renames",
    "--no-show-stash", // which configuration may ask for
    "--ignore-submodules=dirty", // git would run what they configure
    "--",
    ...directories,
  ]);
  const changed: string[] = [];
  for (const record of records) {
    const [, , id, path] = EDITED.exec(record) ?? [];
    const isSame = id !== undefined && path !== undefined &&
      await findContent(repository, path, [id]) !== undefined;
    if (!isSame) changed.push(pathOf(record));
  }
  return changed.sort();
}

/** The last field: before it one, eight or ten others, apart by spaces. */
function pathOf(record: string): string {
  const fields = { "1": 8, "u": 10 }[record.charAt(0)] ?? 1;
  return record.split(" ").slice(fields).join(" ");
}
