// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A new data repository, ready to push.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { FastImport } from "../git/fast_import.ts";
import { type GitOptions, openGit } from "../git/git.ts";
import { type Identity, readIdentity } from "../git/ident.ts";
import { lockRepository } from "../git/lock.ts";
import { moveRefs } from "../git/move.ts";
import { openRepository, type Repository } from "../git/repository.ts";
import { unlessMissing } from "../local_file.ts";
import { onDisk } from "../source/disk.ts";
import { VERSION } from "../version.ts";
import { chooseSettings, type Missing, missingOf } from "./choose_settings.ts";
import { jobFiles, repositoryFiles, type TextFiles } from "./files.ts";
import { type SecretChanges, secretChanges } from "./secrets.ts";
import type { NamedSettings } from "./settings.ts";

/** Where to make a repository, and what its files have to know. */
export interface InitOptions extends GitOptions {
  /** Does not exist, is empty, or is a repository without files. */
  readonly directory: string;
  /** What the user says. */
  readonly given: NamedSettings;
}

/** What became of a file. */
export interface WrittenFile {
  readonly path: string;
  readonly status: "created" | "updated" | "unchanged";
}

/** What was written, and what the job still needs. */
export interface WrittenFiles {
  /** Absolute path of the repository. */
  readonly folder: string;
  /** Paths in it. */
  readonly files: readonly WrittenFile[];
  /** What the job cannot run without. */
  readonly missing: readonly Missing[];
  /** Secrets that the files name, compared with the files before. */
  readonly secrets: SecretChanges;
}

/** A new repository. */
export interface InitResult extends WrittenFiles {
  /** Short name of the branch. */
  readonly branch: string;
  /** Its first commit. */
  readonly commit: string;
  /** Address of the remote `origin`. */
  readonly remote: string;
}

const MESSAGE = `chore: Start the data repository

README, licences, and the files of the weekly job, as written by
neuron-publish init ${VERSION}. The first release follows with
neuron-publish publish.
`;

/**
 * Makes a repository with its first commit and the remote `origin`.
 *
 * @param options where, and what its files have to know
 * @throws {OperationError} where something is in the way, or git has no usable
 * identity; nothing is left then
 * @throws {UsageError} where a value makes no sense
 */
export async function init(options: InitOptions): Promise<InitResult> {
  const { directory } = options;
  const made = await makeDirectory(directory);
  try {
    const isNew = await refuseContent(directory);
    return await fill(options, isNew);
  } catch (error) {
    // `made` is the topmost directory that was not there before.
    if (made !== undefined) await Deno.remove(made, { recursive: true });
    throw error;
  }
}

async function fill(
  options: InitOptions,
  isNew: boolean,
): Promise<InitResult> {
  const { directory, given } = options;
  const git = await openGit(directory, options);
  const identity = await readIdentity(git);
  const branch = isNew
    ? git.setting("init.defaultbranch") || "main"
    : await git.text(["symbolic-ref", "--short", "HEAD"]);
  const owner = identity.author;
  const settings = chooseSettings(given, { owner, branch });
  const files = repositoryFiles(settings);
  if (isNew) await git.run(["init", "--quiet", `--initial-branch=${branch}`]);
  try {
    const repository = await openRepository(directory, options);
    await using _lock = await lockRepository(repository, "init");
    const commit = await commitFiles(repository, files, identity);
    await repository.git.run(["remote", "add", "origin", settings.remote], {
      okCodes: [0, 3], // 3: there is one
    });
    return {
      folder: repository.git.directory,
      branch: repository.branch.name,
      commit,
      remote: settings.remote,
      files: [...files.keys()].sort()
        .map((path) => ({ path, status: "created" })),
      missing: missingOf(settings),
      secrets: secretChanges([], jobFiles(settings).values()),
    };
  } catch (error) {
    if (isNew) await Deno.remove(`${directory}/.git`, { recursive: true });
    throw error;
  }
}

async function commitFiles(
  repository: Repository,
  files: TextFiles,
  { author, committer }: Identity,
): Promise<string> {
  const { git, objectFormat, branch } = repository;
  if (branch.tip !== undefined) {
    throw new OperationError("repository", {
      subject: git.directory,
      problem: "the repository has commits already",
      hint: "Use init --update for a repository that is in use",
    });
  }
  await using into = new FastImport(git, objectFormat);
  const writes = [];
  for (const [path, text] of files) {
    const id = await into.blob(new TextEncoder().encode(text));
    writes.push({ path, mode: "100644" as const, id });
  }
  const commit = await into.commit({
    parents: [],
    message: MESSAGE,
    author,
    committer,
    writes,
  });
  await into.finish();
  await moveRefs(repository, [
    { ref: branch.ref, old: undefined, new: commit },
  ], { message: "neuron-publish: init" });
  return commit;
}

/**
 * Makes a directory and those above it.
 *
 * @returns the topmost one that was made, undefined if it was there
 */
async function makeDirectory(directory: string): Promise<string | undefined> {
  let made: string | undefined;
  let path = directory.replace(/(?<=.)[/\\]+$/, "");
  while (
    path !== "" && await unlessMissing(Deno.lstat(path)) === undefined
  ) {
    made = path;
    path = path.replace(/[/\\]?[^/\\]+$/, "");
  }
  await onDisk(directory, () => Deno.mkdir(directory, { recursive: true }));
  return made;
}

/** @returns whether there is no repository yet */
async function refuseContent(directory: string): Promise<boolean> {
  const names = (await Array.fromAsync(Deno.readDir(directory)))
    .map(({ name }) => name).sort();
  const [found] = names.filter((name) => name !== ".git");
  if (found === undefined) return names.length === 0;
  throw new OperationError("repository", {
    subject: directory,
    problem: "there is something in this directory already",
    expected: "no directory, an empty one, or a repository without files",
    found,
    hint: "Name another directory, or use init --update for a repository " +
      "that is in use",
  });
}
