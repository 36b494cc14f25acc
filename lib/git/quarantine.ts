// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Keeps new objects outside the repository until all of them are complete, as
 * git does for a push: in a bare repository in the state directory that has the
 * real one's objects as alternates.
 *
 * A git that is killed leaves temporary packs and a crash report, and nothing
 * shows whose they are. Here they are removed with the directory: after a kill
 * at any point, the next run leaves nothing behind (tests/faults/kill_test.ts).
 *
 * @module
 */

import type { Git } from "./git.ts";
import { unlessMissing } from "../local_file.ts";
import { inGitDirectory, stateDirectory } from "./lock.ts";
import type { ObjectStore } from "./repository.ts";

/** A store for new objects. Disposing of it removes what was not released. */
export interface Quarantine extends AsyncDisposable {
  /** git in the quarantine: without the refs and the settings outside. */
  readonly git: Git;
  /** Absolute path of its object directory. */
  readonly objects: string;
  /**
   * Moves the objects into the repository. No ref leads to them yet.
   *
   * @throws {OperationError} "disk"
   */
  release(): Promise<void>;
}

/** Start of the directories' names; the rest is random. */
const PREFIX = "quarantine-";

/**
 * Opens a quarantine, and removes what killed runs have left. Call it while
 * holding the lock.
 *
 * @throws {OperationError} "disk"
 */
export async function openQuarantine(
  repository: ObjectStore,
): Promise<Quarantine> {
  const state = stateDirectory(repository);
  const objects = `${repository.commonDirectory}/objects`;
  const shared = repository.git.setting("core.sharedrepository");
  return await inGitDirectory(repository, async () => {
    await removeLeftovers(repository);
    await Deno.mkdir(state, { recursive: true });
    const gitDirectory = await Deno.makeTempDir({ dir: state, prefix: PREFIX });
    const own = `${gitDirectory}/objects`;
    await using resources = new AsyncDisposableStack();
    resources.defer(() => removeDirectory(gitDirectory));
    await repository.git.run([
      "init",
      "--bare",
      "--quiet",
      "--template=",
      `--object-format=${repository.objectFormat}`,
      ...(shared === "" ? [] : [`--shared=${shared}`]),
      gitDirectory,
    ]);
    await Deno.writeTextFile(`${own}/info/alternates`, `${objects}\n`);
    const kept = resources.move();
    return {
      git: repository.git.with({ GIT_DIR: gitDirectory }),
      objects: own,
      release: () =>
        inGitDirectory(repository, async () => {
          await Deno.remove(`${own}/info`, { recursive: true });
          await moveObjects(own, objects);
          await kept.disposeAsync();
        }),
      [Symbol.asyncDispose]: () => kept.disposeAsync(),
    };
  });
}

/**
 * Removes what killed runs have left in the state directory: quarantines, and
 * what earlier versions kept there. Call it while holding the lock.
 */
export async function removeLeftovers(repository: ObjectStore): Promise<void> {
  const state = stateDirectory(repository);
  for (const name of await namesIn(state)) {
    if (!IN_USE.includes(name)) await removeDirectory(`${state}/${name}`);
  }
}

/** What the run that holds the lock needs. */
const IN_USE = ["lock", "holder", "journal.json"];

async function namesIn(directory: string): Promise<string[]> {
  const entries = await unlessMissing(Array.fromAsync(Deno.readDir(directory)));
  return (entries ?? []).map(({ name }) => name);
}

/** Tries several times: the last git of a killed run may still write to it. */
async function removeDirectory(directory: string): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      return await unlessMissing(Deno.remove(directory, { recursive: true }));
    } catch (error) {
      if (attempt === REMOVALS) throw error;
    }
  }
}

/** Attempts to remove a directory. */
const REMOVALS = 5;

/**
 * git uses a pack once its index is there, so that comes last. git itself moves
 * them in the same order.
 */
const PACK_ORDER = [".keep", ".pack", ".rev", ".idx"];

/** Moves a directory's content into one that may hold some of it already. */
async function moveObjects(from: string, to: string): Promise<void> {
  const rank = (name: string) =>
    PACK_ORDER.findIndex((suffix) => name.endsWith(suffix));
  const names = (await namesIn(from)).sort((a, b) => rank(a) - rank(b));
  for (const name of names) {
    const [source, target] = [`${from}/${name}`, `${to}/${name}`];
    const held = await Deno.lstat(target).catch(() => undefined);
    // A new directory is moved whole: it has the permissions that git gave it.
    if (held === undefined) await Deno.rename(source, target);
    else if (held.isDirectory) await moveObjects(source, target);
    // else: the names are hashes, so it is the same object
  }
}
