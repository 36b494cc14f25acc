// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The job files of a data repository, written anew.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { readIdentity } from "../git/ident.ts";
import { preflight } from "../git/preflight.ts";
import { openRepository, type Repository } from "../git/repository.ts";
import {
  chooseSettings,
  type Missing,
  missingOf,
  NOTHING_GIVEN,
} from "./choose_settings.ts";
import { JOB_PATHS, jobFiles, MANIFEST_PATH } from "./files.ts";
import { findSettings } from "./found_settings.ts";
import type { InitOptions } from "./init.ts";
import { placeOf } from "./settings.ts";

/** What became of a file. */
export interface UpdatedFile {
  readonly path: string;
  readonly status: "created" | "updated" | "unchanged";
}

/** What was written. */
export interface UpdateResult {
  /** Absolute path of the repository. */
  readonly folder: string;
  /** The job files. */
  readonly files: readonly UpdatedFile[];
  /** What the job cannot run without. */
  readonly missing: readonly Missing[];
}

/** Most bytes of a job file that are read. */
const MAX_FILE = 1024 * 1024;

/**
 * Writes the job files of a repository anew, and nothing else. Addresses,
 * secret, program, identity and folder names stay as the job file has them,
 * this program's or the predecessor's, unless the options say otherwise. The
 * files are not committed: they are for somebody to look at.
 *
 * @param options the repository's folder, and what is to change
 * @throws {OperationError} where a job file has uncommitted changes, or is not
 * a plain file; nothing is written then
 * @throws {UsageError} where a value makes no sense
 */
export async function updateJobs(options: InitOptions): Promise<UpdateResult> {
  const { directory, env, signal } = options;
  const repository = await openRepository(directory, {
    ...(env === undefined ? {} : { env }),
    ...(signal === undefined ? {} : { signal }),
  });
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
  const origin = await originOf(repository);
  const primary = options.remote ?? origin;
  const manifest = old.get(MANIFEST_PATH);
  const fallbacks = {
    owner: author,
    branch: repository.branch.name,
    found: manifest === undefined ? undefined : findSettings(
      manifest,
      primary === undefined ? "git.sr.ht" : placeOf(primary).host,
    ),
    origin,
  };
  const settings = chooseSettings(options, fallbacks);
  // What this program has written loses nothing when it writes it again.
  const own = jobFiles(
    chooseSettings(NOTHING_GIVEN, { ...fallbacks, origin: primary }),
  );
  await preflight(repository, {
    folders: JOB_PATHS.filter((path) => old.get(path) !== own.get(path)),
  });
  const files: UpdatedFile[] = [];
  for (const [path, text] of jobFiles(settings)) {
    const before = old.get(path);
    const status = before === undefined
      ? "created"
      : before === text
      ? "unchanged"
      : "updated";
    if (status !== "unchanged") await writeJobFile(worktree, path, text);
    files.push({ path, status });
  }
  return { folder: worktree, files, missing: missingOf(settings) };
}

/** The address of `origin`, if a job could push there. */
async function originOf({ git }: Repository): Promise<string | undefined> {
  const url = await git.text(["config", "--get", "remote.origin.url"], {
    okCodes: [0, 1], // 1: not set
  });
  try {
    placeOf(url);
    return url;
  } catch {
    return undefined; // a folder, or nothing
  }
}

/** @returns undefined if there is none */
async function readJobFile(
  worktree: string,
  path: string,
): Promise<string | undefined> {
  // A link would lead the writer elsewhere.
  const parts = path.split("/");
  for (let depth = 1; depth <= parts.length; depth++) {
    const step = parts.slice(0, depth).join("/");
    const info = await Deno.lstat(`${worktree}/${step}`).catch(() => undefined);
    if (info === undefined) return undefined;
    const isPlain = depth < parts.length ? info.isDirectory : info.isFile;
    if (isPlain && info.size <= MAX_FILE) continue;
    throw new OperationError("repository", {
      subject: step,
      problem: "this is not a plain file or folder of a sensible size",
      hint: "Move it out of the way",
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
  try {
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(file, text);
  } catch (cause) {
    throw new OperationError("disk", {
      subject: path,
      problem: "cannot be written",
      ...(cause instanceof Error ? { found: cause.message } : {}),
      cause,
    });
  }
}
