// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * New folders on disk, all of them whole or none at all.
 *
 * Everything is first written into a staging folder beside the targets that
 * nobody else may enter. Files are made new and never opened through a name
 * that exists, links come last, and only then the folders move to their names.
 * No name on the way can be a link that somebody else has put there.
 *
 * That holds as long as `parent` belongs to a folder that only trusted users
 * may rename: there is no way here to pin it down as openat(2) would.
 *
 * @module
 */

import { join } from "@std/path";
import { OperationError, VerificationError } from "../errors.ts";
import { checkLinkTarget, checkTreePaths } from "./path_rules.ts";
import type { SourceFile } from "./tree.ts";

/** A folder that does not exist yet. */
export interface NewFolder {
  /** Its name below the parent, one part of a path. */
  readonly name: string;
  /** Its files and links. */
  readonly files: readonly SourceFile[];
  /** Folders to make even if no file is in them, relative to it. */
  readonly folders?: readonly string[];
  /** What errors name: the package most often. */
  readonly subject: string;
}

/** How {@linkcode writeTrees} can be stopped. */
export interface WriteTreesOptions {
  /** Stops the work; nothing is left behind. */
  readonly signal?: AbortSignal;
}

/** Beginning of the staging folder's name; only a killed run leaves one. */
export const STAGING_PREFIX = ".neuron-publish-";

/**
 * Writes folders that do not exist yet. Executable files get all executable
 * bits and others none, as far as the umask allows; owner and times are those
 * of any new file.
 *
 * @param parent an existing folder
 * @param trees what to write
 * @param options how to stop it
 * @returns the new folders' paths, in the order of `trees`
 * @throws {VerificationError} `E_PATH` where a path or link is not safe
 * @throws {OperationError} "disk" where a target exists or writing fails;
 * then nothing new is there
 */
export async function writeTrees(
  parent: string,
  trees: readonly NewFolder[],
  options: WriteTreesOptions = {},
): Promise<string[]> {
  trees.forEach(checkNewFolder);
  const folder = await existingFolder(parent);
  const targets = trees.map(({ name }) => join(folder, name));
  checkDistinct(targets);
  for (const target of targets) await refuseExisting(target);
  const staging = await onDisk(
    folder,
    () => Deno.makeTempDir({ dir: folder, prefix: STAGING_PREFIX }), // 0700
  );
  const moved: (readonly [string, string])[] = [];
  try {
    const staged: string[] = [];
    for (const [i, tree] of trees.entries()) {
      const path = join(staging, String(i));
      await writeTree(tree, {
        root: path,
        shown: targets[i] ?? "",
        ...options,
      });
      staged.push(path);
    }
    for (const [i, path] of staged.entries()) {
      const target = targets[i] ?? "";
      options.signal?.throwIfAborted();
      // An empty folder that appeared meanwhile would be replaced: no loss.
      await refuseExisting(target);
      await onDisk(target, () => Deno.rename(path, target));
      moved.push([target, path]);
    }
  } catch (error) {
    for (const [target, path] of moved) {
      await Deno.rename(target, path).catch(() => {});
    }
    throw error;
  } finally {
    await Deno.remove(staging, { recursive: true }).catch(() => {});
  }
  return trees.map(({ name }) => join(parent, name));
}

/**
 * Checks that a folder can be written: every name, and every link's target.
 *
 * @param folder what is to be written
 * @throws {VerificationError} `E_PATH`
 */
export function checkNewFolder(folder: NewFolder): void {
  const { name, files, folders = [], subject } = folder;
  if (name.includes("/")) {
    throw new VerificationError("E_PATH", {
      subject,
      problem: "has a name that is no name of a folder",
      found: JSON.stringify(name),
    });
  }
  checkTreePaths([name], subject);
  checkTreePaths(files.map(({ path }) => path), subject, { folders });
  for (const { path, mode, content } of files) {
    if (mode !== "120000") continue;
    checkLinkTarget(path, new TextDecoder().decode(content), subject);
  }
}

async function existingFolder(path: string): Promise<string> {
  const info = await onDisk(path, () => Deno.stat(path));
  if (info.isDirectory) return await onDisk(path, () => Deno.realPath(path));
  throw new OperationError("disk", {
    subject: path,
    problem: "is not a folder",
  });
}

function checkDistinct(targets: readonly string[]): void {
  const seen = new Set<string>();
  for (const target of targets) {
    // Some file systems fold case.
    const key = target.normalize("NFC").toLowerCase();
    if (!seen.has(key)) {
      seen.add(key);
      continue;
    }
    throw new OperationError("disk", {
      subject: target,
      problem: "would be written twice",
      hint: "give each package once, or write them into different folders",
    });
  }
}

async function refuseExisting(target: string): Promise<void> {
  try {
    await Deno.lstat(target);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw diskError(target, error);
  }
  throw new OperationError("disk", {
    subject: target,
    problem: "exists already",
    hint: "remove it, or write into another folder",
  });
}

/** Where a folder is written for now, and what errors call it. */
interface Place extends WriteTreesOptions {
  readonly root: string;
  readonly shown: string;
}

/** Writes one folder at a path that only this run knows. */
async function writeTree(tree: NewFolder, place: Place): Promise<void> {
  const at = (path: string, work: (path: string) => Promise<void>) => {
    place.signal?.throwIfAborted();
    return onDisk(join(place.shown, path), () => work(join(place.root, path)));
  };
  const { files, folders = [] } = tree;
  const parents = files.map(({ path }) =>
    path.slice(0, Math.max(0, path.lastIndexOf("/")))
  );
  for (const path of new Set(["", ...folders, ...parents])) {
    await at(path, (real) => Deno.mkdir(real, { recursive: true }));
  }
  for (const file of files) {
    if (file.mode === "120000") continue;
    await at(file.path, (real) => writeFile(real, file));
  }
  for (const { path, mode, content } of files) {
    if (mode !== "120000") continue;
    const target = new TextDecoder().decode(content);
    await at(path, (real) => Deno.symlink(target, real, { type: "file" }));
  }
}

async function writeFile(path: string, file: SourceFile): Promise<void> {
  const mode = file.mode === "100755" ? 0o777 : 0o666; // less the umask
  using open = await Deno.open(path, { write: true, createNew: true, mode });
  for (let at = 0; at < file.content.length;) {
    at += await open.write(file.content.subarray(at));
  }
  await open.sync(); // or a power cut leaves a whole folder of empty files
}

async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw diskError(path, error);
  }
}

function diskError(path: string, cause: unknown): OperationError {
  const problem = cause instanceof Deno.errors.NotFound
    ? "there is no such folder"
    : "cannot be written";
  return new OperationError("disk", {
    subject: path,
    problem,
    ...(cause instanceof Error ? { found: cause.message } : {}),
    cause,
  });
}
