// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Writes the job files of an existing data repository again.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { readIdentity } from "../git/ident.ts";
import { preflight } from "../git/preflight.ts";
import { listTree } from "../git/objects.ts";
import { openRepository, type Repository } from "../git/repository.ts";
import { findContent } from "../git/worktree_file.ts";
import { unlessMissing } from "../local_file.ts";
import { onDisk } from "../source/disk.ts";
import {
  chooseSettings,
  type Fallbacks,
  missingOf,
} from "./choose_settings.ts";
import { parseHostPath } from "./address.ts";
import { JOB_PATHS, jobFiles, type TextFiles } from "./files.ts";
import type { InitOptions, WrittenFile, WrittenFiles } from "./init.ts";
import { readSettings } from "./job_settings.ts";
import { secretChanges } from "./secrets.ts";
import { MANIFEST_PATH } from "./settings.ts";

/** Most bytes of a job file that are read. */
const MAX_FILE = 1024 * 1024;

/**
 * Writes the job files of a repository, and nothing else. Addresses, secret,
 * program, identity and directory names stay as the job file has them, this
 * program's or the predecessor's, unless the options say otherwise; copyright
 * lines stay in any case. The files are not committed: a person has to review
 * them first.
 *
 * @param options the repository's directory, and what is to change
 * @throws {OperationError} where a job file has uncommitted changes, is not a
 * plain file, or has a value that cannot be used; nothing is written then
 * @throws {UsageError} where a value makes no sense
 */
export async function updateJobs(options: InitOptions): Promise<WrittenFiles> {
  const { directory, given } = options;
  const repository = await openRepository(directory, options);
  const { worktree } = repository;
  if (worktree === undefined) {
    throw new OperationError("repository", {
      subject: directory,
      problem: "a bare repository has no files to update",
      hint: "Run this in a clone with a worktree",
    });
  }
  const old = new Map<string, string>();
  for (const path of JOB_PATHS) {
    const text = await readJobFile(worktree, path);
    if (text !== undefined) old.set(path, text);
  }
  const { author } = await readIdentity(repository.git);
  const origin = repository.git.setting("remote.origin.url");
  const manifest = old.get(MANIFEST_PATH);
  const [remote = ""] = given.get("remote") ?? [];
  const fallbacks = {
    owner: author,
    branch: repository.branch.name,
    found: manifest === undefined
      ? undefined
      : readSettings(manifest, parseHostPath(remote)?.host),
    origin: parseHostPath(origin)?.host && origin, // if a job can push there
  };
  const settings = chooseSettings(given, fallbacks);
  const written = jobFiles(settings, old);
  const others = JOB_PATHS.filter((path) => !isOurs(path, old, fallbacks));
  await preflight(repository, others);
  for (const path of others) {
    const isReplaced = old.has(path) && old.get(path) !== written.get(path);
    if (isReplaced) await requireCommitted(repository, path);
  }
  const files: WrittenFile[] = [];
  for (const [path, text] of written) {
    const before = old.get(path);
    const status = before === undefined
      ? "created"
      : before === text
      ? "unchanged"
      : "updated";
    if (status !== "unchanged") await writeJobFile(worktree, path, text);
    files.push({ path, status });
  }
  return {
    folder: worktree,
    files,
    missing: missingOf(settings, manifest),
    secrets: secretChanges(old.values(), written.values()),
  };
}

/** Whether a file is as this program wrote it, so that nothing can get lost. */
function isOurs(
  path: string,
  old: TextFiles,
  fallbacks: Fallbacks,
): boolean {
  try {
    const settings = chooseSettings(new Map(), fallbacks);
    return old.get(path) === jobFiles(settings, old).get(path);
  } catch {
    return false; // it has a value that was never written
  }
}

/** git status shows no file that is ignored or assumed to be unchanged. */
async function requireCommitted(
  repository: Repository,
  path: string,
): Promise<void> {
  const [entry] = await listTree(repository, repository.branch.tip, [path]);
  const ids = entry === undefined ? [] : [entry.id];
  if (await findContent(repository, path, ids) !== undefined) return;
  throw new OperationError("repository", {
    subject: path,
    problem: "it is not committed as it is here, and would be replaced",
    hint: "Commit it, or move it away; git status may hide it: see " +
      "git check-ignore, and git ls-files -v",
  });
}

/** @returns undefined if there is none */
async function readJobFile(
  worktree: string,
  path: string,
): Promise<string | undefined> {
  // Writing through a link would change a file elsewhere.
  const parts = path.split("/");
  for (let depth = 1; depth <= parts.length; depth++) {
    const step = parts.slice(0, depth).join("/");
    const info = await unlessMissing(Deno.lstat(`${worktree}/${step}`));
    if (info === undefined) return undefined;
    const isPlain = depth < parts.length ? info.isDirectory : info.isFile;
    if (isPlain && info.size <= MAX_FILE) continue;
    throw new OperationError("repository", {
      subject: step,
      problem:
        `it is not a plain file or directory, or above ${MAX_FILE} bytes`,
      hint: "Move it away, and run this again",
    });
  }
  return await Deno.readTextFile(`${worktree}/${path}`);
}

async function writeJobFile(
  worktree: string,
  path: string,
  text: string,
): Promise<void> {
  const file = `${worktree}/${path}`;
  await onDisk(path, async () => {
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(file, text);
  });
}
