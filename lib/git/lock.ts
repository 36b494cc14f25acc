// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * One run at a time. The lock is the operating system's, so it ends with its
 * process, even if that is killed.
 *
 * @module
 */

import { messageOf, OperationError } from "../errors.ts";
import { unlessMissing } from "../local_file.ts";
import { requireContained, STATE_DIRECTORY } from "./containment.ts";
import type { ObjectStore } from "./repository.ts";
import { formatTime } from "../time.ts";

/**
 * The directory in the git directory where a run keeps its own files; it exists
 * while the lock is held.
 */
export function stateDirectory(repository: ObjectStore): string {
  return `${repository.commonDirectory}/${STATE_DIRECTORY}`;
}

/** Attempts to lock a file that its last holder may be removing. */
const ATTEMPTS = 20;

/**
 * Takes the repository's lock, for all of its worktrees. Every writer takes it
 * first, so this is where a repository that leads elsewhere is refused.
 *
 * A file beside the lock names its holder: where locks are mandatory, as on
 * Windows, the locked file itself cannot be read.
 *
 * @param command the holder, for the error of a second run: "publish"
 * @returns what gives it back, once
 * @throws {OperationError} "repository" naming the holder, or what leads out of
 * the repository; or "disk"
 */
export async function lockRepository(
  repository: ObjectStore,
  command: string,
): Promise<AsyncDisposable> {
  const directory = stateDirectory(repository);
  const subject = repository.git.directory;
  return await inGitDirectory(repository, async () => {
    await requireContained(repository);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const file = await tryLock(directory, subject);
      if (file === undefined) continue;
      await using resources = new AsyncDisposableStack();
      resources.defer(() => release(directory, file));
      await Deno.writeTextFile(`${directory}/holder`, describeHolder(command));
      return resources.move();
    }
    throw busy(subject, undefined);
  });
}

/**
 * Does something with files in the git directory.
 *
 * @param repository the repository that errors name
 * @param action what may fail
 * @throws {OperationError} "disk" where the system refuses
 */
export async function inGitDirectory<T>(
  repository: ObjectStore,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof OperationError) throw cause;
    throw new OperationError("disk", {
      subject: repository.git.directory,
      problem: "cannot write to the git directory",
      found: messageOf(cause),
      cause,
    });
  }
}

/** The locked file; undefined if another process removed it meanwhile. */
async function tryLock(
  directory: string,
  subject: string,
): Promise<Deno.FsFile | undefined> {
  const path = `${directory}/lock`;
  await Deno.mkdir(directory, { recursive: true });
  const file = await unlessMissing(
    Deno.open(path, { create: true, write: true }),
  );
  if (file === undefined) return undefined;
  using resources = new DisposableStack();
  resources.use(file);
  if (!await file.tryLock(true)) {
    const holder = await Deno.readTextFile(`${directory}/holder`)
      .catch(() => undefined);
    throw busy(subject, holder);
  }
  const [ours, named] = await Promise.all([
    file.stat(),
    Deno.lstat(path).catch(() => undefined),
  ]);
  if (named === undefined || named.ino !== ours.ino) return undefined;
  resources.move();
  return file;
}

function busy(subject: string, holder: string | undefined): OperationError {
  return new OperationError("repository", {
    subject,
    problem: "another run is in progress here",
    found: holder?.slice(0, 200).replaceAll(/\p{Cc}/gu, " ").trim() ||
      "a process that has not written its name yet",
    hint: "Wait until it has finished",
  });
}

/**
 * "neuron-publish publish, process 4711 on build-7, since 2026-01-02T03:04:05Z"
 */
function describeHolder(command: string): string {
  const { state } = Deno.permissions.querySync({
    name: "sys",
    kind: "hostname",
  });
  const host = state === "granted" ? ` on ${Deno.hostname()}` : "";
  const now = formatTime(new Date());
  return `neuron-publish ${command}, process ${Deno.pid}${host}, since ${now}`;
}

/** Gives the lock back and removes its files. */
async function release(directory: string, file: Deno.FsFile): Promise<void> {
  // Removed while it is still locked: the next process to lock this file sees
  // that its name is gone, and makes a new one.
  for (const name of ["holder", "lock"]) {
    await Deno.remove(`${directory}/${name}`).catch(() => {});
  }
  file.close();
  // Stays where the next run has something to complete.
  await Deno.remove(directory).catch(() => {});
}
