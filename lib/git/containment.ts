// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Checks that everything a run writes to is inside the repository that was
 * named. A repository is as hostile as a package: in one from somebody else, a
 * link in the git directory may lead to the publisher's home directory.
 *
 * Object stores that `objects/info/alternates` names are read only, and left to
 * git. Links in the worktree are refused where it is updated.
 *
 * @module
 */

import { dirname } from "@std/path/dirname";
import { resolve } from "@std/path/resolve";
import { OperationError } from "../errors.ts";
import { unlessMissing } from "../local_file.ts";
import type { ObjectStore } from "./repository.ts";

/** Name of the directory in the common git directory where a run keeps its own. */
export const STATE_DIRECTORY = "neuron-publish";

/** What git writes to by name in a git directory. It replaces links elsewhere. */
const WRITTEN_BY_GIT = ["index", "logs", "refs", "reftable", "objects"];

/** Bytes of the largest file that a run keeps beside a quarantine. */
const MAX_STATE_FILE = 2 ** 20;

/**
 * Refuses a repository of which something that a run writes to, or reads back,
 * is elsewhere, is a link, or is not a plain file.
 *
 * @throws {OperationError} "repository" naming the path
 */
export async function requireContained(
  repository: Omit<ObjectStore, "git">,
): Promise<void> {
  const { gitDirectory, commonDirectory } = repository;
  await requireOneRepository(repository);
  for (const directory of new Set([gitDirectory, commonDirectory])) {
    for (const name of WRITTEN_BY_GIT) {
      // In objects/xx and objects/pack, git makes new files only.
      const depth = name === "objects" ? 0 : Infinity;
      // Reflogs are written in place, so that each has to have one name.
      const inPlace = name === "logs";
      await requirePlain(`${directory}/${name}`, { depth, inPlace });
    }
  }
  await requireOwnState(commonDirectory);
}

/** Git directory and worktree belong together, by what both say. */
async function requireOneRepository(
  { gitDirectory, commonDirectory, worktree }: Omit<ObjectStore, "git">,
): Promise<void> {
  const isLinked = gitDirectory !== commonDirectory;
  const siblings = `${commonDirectory}/worktrees`;
  if (isLinked && !await isSame(dirname(gitDirectory), siblings)) {
    throw elsewhere(gitDirectory, "its commondir leads to", commonDirectory);
  }
  if (worktree === undefined) return;
  const place = `${worktree}/.git`;
  const info = await unlessMissing(Deno.lstat(place));
  if (info === undefined) {
    throw elsewhere(gitDirectory, "its core.worktree leads to", worktree);
  }
  if (info.isSymlink) throw notPlain(place, "a symbolic link");
  const target = info.isDirectory ? place : await readPointer(place);
  if (target === undefined || !await isSame(target, gitDirectory)) {
    throw elsewhere(gitDirectory, "its core.worktree leads to", worktree);
  }
  if (info.isDirectory) return;
  // A linked worktree, a submodule, or a git directory of its own place.
  const back = isLinked
    ? resolve(gitDirectory, await readLine(`${gitDirectory}/gitdir`) ?? "")
    : gitDirectory.endsWith("/.git")
    ? gitDirectory
    : place;
  if (!await isSame(dirname(back), worktree)) {
    throw elsewhere(place, "it leads to the git directory of", dirname(back));
  }
}

/** The git directory that a `.git` file names. */
async function readPointer(file: string): Promise<string | undefined> {
  const [, path] = /^gitdir: (.+)$/.exec(await readLine(file) ?? "") ?? [];
  return path === undefined ? undefined : resolve(dirname(file), path);
}

/**
 * A run's own directory: plain, owned by this user, and of the size that it
 * writes.
 */
async function requireOwnState(commonDirectory: string): Promise<void> {
  const state = `${commonDirectory}/${STATE_DIRECTORY}`;
  const owners = [(await Deno.lstat(commonDirectory)).uid, currentUser()];
  await requirePlain(state, {
    depth: 0,
    inPlace: true,
    isDirectory: true,
    owners,
    maxBytes: MAX_STATE_FILE,
  });
}

/** What {@linkcode requirePlain} asks for. */
interface Plainness {
  /** Levels of directories below the first to look into. */
  readonly depth: number;
  /** Whether files have to have a single name. */
  readonly inPlace: boolean;
  /** Whether it has to be a directory. */
  readonly isDirectory?: boolean;
  /** Users that it may belong to. */
  readonly owners?: readonly (number | null)[];
  /** Most bytes of a file. */
  readonly maxBytes?: number;
}

/** Refuses what is neither a directory nor a plain file, here and below. */
async function requirePlain(path: string, rules: Plainness): Promise<void> {
  const info = await unlessMissing(Deno.lstat(path));
  if (info === undefined) return;
  const { depth, owners, maxBytes = Infinity } = rules;
  if (info.isSymlink) throw notPlain(path, "a symbolic link");
  if (!info.isDirectory && (!info.isFile || rules.isDirectory === true)) {
    throw notPlain(path, info.isFile ? "a file" : "not a file");
  }
  if (owners !== undefined && !owners.includes(info.uid)) {
    throw notPlain(path, "another user's");
  }
  if (info.isFile && rules.inPlace && (info.nlink ?? 1) > 1) {
    throw notPlain(path, "a file with several names (hard links)");
  }
  if (info.isFile && info.size > maxBytes) {
    throw notPlain(path, `a file of ${info.size} bytes`);
  }
  if (!info.isDirectory || depth < 0) return;
  for await (const entry of Deno.readDir(path)) {
    if (entry.isFile && !rules.inPlace) continue;
    await requirePlain(`${path}/${entry.name}`, {
      ...rules,
      isDirectory: false,
      depth: depth - 1,
    });
  }
}

/** The user of this process, where the permissions let it be known. */
function currentUser(): number | null {
  const { state } = Deno.permissions.querySync({ name: "sys", kind: "uid" });
  return state === "granted" ? Deno.uid() : null;
}

async function readLine(file: string): Promise<string | undefined> {
  const info = await unlessMissing(Deno.lstat(file));
  if (info?.isFile !== true || info.size > 65_536) return undefined;
  return (await Deno.readTextFile(file)).replace(/\r?\n$/, "");
}

async function isSame(a: string, b: string): Promise<boolean> {
  const [left, right] = await Promise.all(
    [a, b].map((path) => Deno.realPath(path).catch(() => undefined)),
  );
  return left !== undefined && left === right;
}

const HINT = "Publish from a fresh clone of the repository";

function notPlain(path: string, found: string): OperationError {
  return new OperationError("repository", {
    subject: path,
    problem: "a run would write here, and this may lead out of the repository",
    expected: "a plain directory or file of the repository's own",
    found,
    hint: HINT,
  });
}

function elsewhere(
  subject: string,
  problem: string,
  found: string,
): OperationError {
  return new OperationError("repository", {
    subject,
    problem: "git directory and worktree do not belong together",
    found: `${problem} ${found}`,
    hint: HINT,
  });
}
