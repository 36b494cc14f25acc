// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Temporary directories. A process that is killed leaves its own behind, and
 * the next one removes it: the system's lock on a file in it ends with its
 * process, however that dies.
 *
 * @module
 */

import { dirname } from "@std/path/dirname";
import { join } from "@std/path/join";
import { unlessMissing } from "./local_file.ts";

/** A directory that only this process uses. Disposing of it removes it. */
export interface PrivateDirectory extends AsyncDisposable {
  /** Its path. */
  readonly path: string;
}

/** Where {@linkcode makePrivateDirectory} makes one. */
export interface PrivateDirectoryOptions {
  /** The directory above; the system's temporary one by default. */
  readonly parent?: string;
  /** Beginning of its name; the rest is random. */
  readonly prefix: string;
}

/** The locked file in each directory. */
const LOCK = "neuron-publish.lock";

/**
 * Makes a directory that only its owner may enter, and removes those beside it
 * that processes of the same user left when they died.
 *
 * @throws what the system says where it cannot be made
 */
export async function makePrivateDirectory(
  { parent, prefix }: PrivateDirectoryOptions,
): Promise<PrivateDirectory> {
  const path = await Deno.makeTempDir({
    prefix,
    ...(parent === undefined ? {} : { dir: parent }),
  });
  const remove = () => unlessMissing(Deno.remove(path, { recursive: true }));
  try {
    const lock = await Deno.open(`${path}/new`, {
      createNew: true,
      write: true,
    });
    // Under its name once it is locked: before, it would look abandoned.
    await lock.lock(true);
    await Deno.rename(`${path}/new`, join(path, LOCK));
    await removeAbandoned(path, prefix);
    return {
      path,
      [Symbol.asyncDispose]: async () => {
        lock.close(); // where locks are mandatory, a locked file stays
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Removes the siblings whose process is gone; no failure is worth an error. */
async function removeAbandoned(own: string, prefix: string): Promise<void> {
  const parent = dirname(own);
  try {
    const { uid } = await Deno.lstat(own);
    for await (const { name, isDirectory } of Deno.readDir(parent)) {
      const path = join(parent, name);
      if (!isDirectory || !name.startsWith(prefix) || path === own) continue;
      if (await isAbandoned(path, uid)) {
        await Deno.remove(path, { recursive: true });
      }
    }
  } catch { /* another user's directory, or one that has just gone */ }
}

async function isAbandoned(path: string, uid: number | null): Promise<boolean> {
  const lock = join(path, LOCK);
  // Another user's could be a trap: a pipe, or a link to what is not ours.
  const infos = await Promise.all([path, lock].map((each) => Deno.lstat(each)))
    .catch(() => []);
  const [directory, file] = infos;
  if (directory?.uid !== uid || file?.uid !== uid || !file.isFile) return false;
  using opened = await Deno.open(lock, { write: true });
  return await opened.tryLock(true);
}
