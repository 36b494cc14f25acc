// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Which git directory an audit is about. From then on every question goes to
 * that one: neither `core.worktree` nor a directory further up leads elsewhere.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { askGit, type Git, type GitOptions, openGit } from "../git/git.ts";
import {
  askWhere,
  type ObjectStore,
  requireDirectory,
} from "../git/repository.ts";
import { refuseSpecialFiles, repositoryAround } from "../git/special_files.ts";
import { refuseLargeIndex } from "./large_index.ts";
import { removalOf } from "./remove_setting.ts";

/** One clone, and git in it and nowhere else: `GIT_DIR` is set. */
export interface Clone extends ObjectStore {
  /** Whether git may fetch objects later: a partial clone. */
  readonly isPartial: boolean;
  /** Remotes of which only some branches are fetched. */
  readonly narrowRemotes: readonly string[];
  /**
   * The command that gets what the clone was made without; undefined for a full
   * one.
   */
  readonly remedy: string | undefined;
  /** Keys of the repository's own settings. */
  readonly settings: ReadonlyMap<string, readonly string[]>;
}

/**
 * Opens the repository at a path: a worktree's top, or a bare repository.
 *
 * @param path the directory
 * @throws {OperationError} "repository" where there is none, where the path is
 * only inside of another repository, where `core.worktree` names another
 * directory, or where the repository belongs to another user
 */
export async function openClone(
  path: string,
  options: GitOptions = {},
): Promise<Clone> {
  await requireDirectory(path);
  const top = await Deno.realPath(path);
  await refuseSpecialFiles(top, options);
  const found = await locate(path, top, options);
  const { gitDirectory, isBare } = found;
  const isTop = await exists(`${top}/.git`);
  if (!isTop && !isBare) {
    throw new OperationError("repository", {
      subject: path,
      problem: "this is a git directory, not its worktree",
      hint: "Name the worktree's directory",
    });
  }
  const variables = {
    GIT_DIR: gitDirectory,
    // Wins over core.worktree, which may name anything.
    ...(isTop ? { GIT_WORK_TREE: top } : {}),
  };
  const git = await openGit(gitDirectory, options, variables);
  const settings = ownSettings(git);
  await refuseOtherWorktree(settings, { path, top, gitDirectory, git });
  await refuseLargeIndex(found);
  const has = (key: RegExp) => [...settings.keys()].some((k) => key.test(k));
  const lacks = {
    isShallow: found.isShallow,
    isPartial: has(/^(extensions\.partialclone|remote\..*\.promisor)$/),
    narrowRemotes: narrowRemotes(settings),
  };
  return {
    ...found,
    ...lacks,
    git,
    worktree: isTop ? top : undefined,
    remedy: remedyFor(lacks),
    settings,
  };
}

/** Asks git at that very directory: it must not look further up. */
async function locate(
  path: string,
  top: string,
  options: GitOptions,
): ReturnType<typeof askWhere> {
  const above = top.slice(0, top.lastIndexOf("/")) || "/";
  const git = askGit(top, options).with({ GIT_CEILING_DIRECTORIES: above });
  try {
    return await askWhere(git, path);
  } catch (error) {
    if (
      !(error instanceof OperationError) ||
      error.problem !== "this is not a git repository"
    ) {
      throw error;
    }
    const outer = await repositoryAround(above);
    if (outer === undefined) throw error;
    throw new OperationError("repository", {
      subject: path,
      problem: "this is a directory inside another repository",
      expected: "the top directory of a repository",
      found: outer,
      hint: "If you mean that one, name its directory",
      cause: error,
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

/** The repository's own settings, by key in lower case up to the subsection. */
function ownSettings({ settings }: Git): Map<string, readonly string[]> {
  const own = new Map<string, string[]>();
  for (const { scope, key, value } of settings) {
    if (scope !== "local" && scope !== "worktree") continue;
    const values = own.get(key);
    if (values === undefined) own.set(key, [value]);
    else values.push(value);
  }
  return own;
}

async function refuseOtherWorktree(
  settings: ReadonlyMap<string, readonly string[]>,
  place: {
    readonly path: string;
    readonly top: string;
    readonly gitDirectory: string;
    readonly git: Git;
  },
): Promise<void> {
  const { path, top, gitDirectory, git } = place;
  const key = "core.worktree";
  const named = settings.get(key)?.at(-1);
  if (named === undefined) return;
  const absolute = named.startsWith("/") ? named : `${gitDirectory}/${named}`;
  const resolved = await Deno.realPath(absolute).catch(() => absolute);
  if (resolved === top) return;
  throw new OperationError("repository", {
    subject: path,
    problem: "core.worktree in its configuration names another directory",
    expected: top,
    found: resolved,
    hint:
      "git would show that directory instead of this one; look at it, then run: " +
      await removalOf(git, key),
  });
}

/** Remotes that have branches which this clone was not made to fetch. */
function narrowRemotes(
  settings: ReadonlyMap<string, readonly string[]>,
): string[] {
  return [...settings].flatMap(([key, values]) => {
    const remote = /^remote\.(.*)\.fetch$/s.exec(key)?.[1];
    const isWide = values.some((value) =>
      /^\+?refs\/(heads\/)?\*:/.test(value)
    );
    return remote === undefined || isWide ? [] : [remote];
  });
}

function remedyFor(
  { isShallow, isPartial, narrowRemotes: [remote] }: Pick<
    Clone,
    "isShallow" | "isPartial" | "narrowRemotes"
  >,
): string | undefined {
  if (!isShallow && !isPartial && remote === undefined) return undefined;
  // The command is made to be pasted, and a name in configuration can be code.
  if (remote !== undefined && !/^\w[\w./-]*$/.test(remote)) {
    return "git clone URL";
  }
  const widen = remote === undefined
    ? ""
    : `git remote set-branches ${remote} '*' && `;
  const options = [
    ...(isShallow ? ["--unshallow"] : []),
    ...(isPartial ? ["--refetch", "--no-filter"] : []),
    "--tags",
    ...(remote === undefined ? [] : [remote]),
  ];
  return `${widen}git fetch ${options.join(" ")}`;
}
