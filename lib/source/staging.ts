// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * New directories on disk, all of them whole or none at all.
 *
 * Everything is first written into a staging directory beside the targets that
 * nobody else may enter. Files are made new and never opened through a name
 * that exists, links come last, and only then the directories move to their
 * names. No name on the way can be a link that somebody else has put there.
 *
 * This requires that only trusted users can rename the parent directory: the
 * runtime has no openat(2) to pin it.
 * Nothing is synced to the disk: as with tar and cpio, a power cut soon after
 * can lose what was written.
 *
 * @module
 */

import { join } from "@std/path/join";
import { OperationError } from "../errors.ts";
import { unlessMissing } from "../local_file.ts";
import {
  makePrivateDirectory,
  type PrivateDirectory,
} from "../private_directory.ts";
import { onDisk, taken, writeAll } from "./disk.ts";
import {
  checkDirectoryPlan,
  type DirectoryPlan,
  type PlannedFile,
} from "./directory_plan.ts";

/** How a {@linkcode Staging} can be stopped. */
export interface StagingOptions {
  /** Stops the work; nothing is left behind. */
  readonly signal?: AbortSignal | undefined;
}

/** A new directory while it is filled. */
export interface StagedDirectory {
  /** What it is going to hold. */
  readonly plan: DirectoryPlan;
  /** Where it is for now: a path that only this run knows. */
  readonly root: string;
  /** Where it will be, which errors name. */
  readonly target: string;
}

/** A file of a {@linkcode StagedDirectory}, with its content. */
export interface StagedFile extends Pick<PlannedFile, "path" | "mode"> {
  readonly content: Uint8Array;
}

/**
 * Beginning of the staging directory's name. Only a killed run leaves one,
 * which the next run removes.
 */
const STAGING_PREFIX = ".neuron-publish-";

/**
 * Directories on their way. Disposing of it removes those that did not appear.
 */
export class Staging implements AsyncDisposable {
  readonly #parent: string;
  /** The parent behind all links. */
  readonly #real: string;
  readonly #root: PrivateDirectory;
  readonly #signal: AbortSignal | undefined;
  readonly #staged: StagedDirectory[] = [];

  private constructor(
    parent: string,
    { real, root }: { readonly real: string; readonly root: PrivateDirectory },
    { signal }: StagingOptions,
  ) {
    this.#parent = parent;
    this.#real = real;
    this.#root = root;
    this.#signal = signal;
  }

  /**
   * Makes the staging directory.
   *
   * @param parent an existing directory
   * @param options how to stop
   * @throws {OperationError} "disk"
   */
  static async open(
    parent: string,
    options: StagingOptions = {},
  ): Promise<Staging> {
    const real = await existingDirectory(parent);
    const root = await onDisk(
      real,
      () => makePrivateDirectory({ parent: real, prefix: STAGING_PREFIX }),
    );
    return new Staging(parent, { real, root }, options);
  }

  /**
   * Begins a directory: what it is to hold is known, its contents come later.
   * Executable files get all executable bits and others none, as far as the
   * umask allows; owner and times are those of any new file.
   *
   * @param plan the directory
   * @throws {VerificationError} `E_PATH` where a path or link is not safe
   * @throws {OperationError} "disk" where a target exists, or is there twice
   */
  async add(plan: DirectoryPlan): Promise<StagedDirectory> {
    checkDirectoryPlan(plan);
    const target = join(this.#real, plan.name);
    const isTwice = this.#staged.some((other) =>
      folded(other.target) === folded(target)
    );
    if (isTwice) {
      throw new OperationError("disk", {
        subject: target,
        problem: "would be written twice",
        hint:
          "give each package once, or write them into different directories",
      });
    }
    await refuseExisting(target);
    const root = join(this.#root.path, String(this.#staged.length));
    const directory = { plan, root, target };
    const parents = plan.files.map(({ path }) =>
      path.slice(0, Math.max(0, path.lastIndexOf("/")))
    );
    for (const path of new Set(["", ...plan.directories ?? [], ...parents])) {
      await this.#at(
        directory,
        path,
        (real) => Deno.mkdir(real, { recursive: true }),
      );
    }
    this.#staged.push(directory);
    return directory;
  }

  /**
   * Writes a file.
   *
   * @param directory as {@linkcode add} gives it
   * @param file a file of its plan, once
   * @throws {OperationError} "disk"
   */
  async write(directory: StagedDirectory, file: StagedFile): Promise<void> {
    await this.#at(directory, file.path, (real) => writeFile(real, file));
  }

  /**
   * Makes the links, and moves all directories to their names.
   *
   * @returns their paths, in the order of {@linkcode add}
   * @throws {OperationError} "disk" where a target exists or writing fails;
   * then nothing new is there
   */
  async finish(): Promise<string[]> {
    for (const directory of this.#staged) {
      for (const { path, target } of directory.plan.files) {
        if (target === undefined) continue;
        await this.#at(
          directory,
          path,
          (real) => Deno.symlink(target, real, { type: "file" }),
        );
      }
    }
    const moved: StagedDirectory[] = [];
    try {
      for (const directory of this.#staged) {
        const { root, target } = directory;
        this.#signal?.throwIfAborted();
        // An empty directory that appeared meanwhile would be replaced: no
        // loss.
        await refuseExisting(target);
        await onDisk(target, () => Deno.rename(root, target));
        moved.push(directory);
      }
    } catch (error) {
      for (const { root, target } of moved) {
        await Deno.rename(target, root).catch(() => {});
      }
      throw error;
    }
    return this.#staged.map(({ plan }) => join(this.#parent, plan.name));
  }

  /** Removes what is still staged. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.#root[Symbol.asyncDispose]();
    } catch { /* the targets are there, or their error counts */ }
  }

  async #at(
    { root, target }: StagedDirectory,
    path: string,
    work: (real: string) => Promise<void>,
  ): Promise<void> {
    this.#signal?.throwIfAborted();
    await onDisk(join(target, path), () => work(join(root, path)));
  }
}

async function writeFile(
  path: string,
  { mode, content }: StagedFile,
): Promise<void> {
  if (mode === "100644") {
    // Without a mode: with one, it would be set whatever the umask says.
    return await Deno.writeFile(path, content, { createNew: true });
  }
  const options = { write: true, createNew: true, mode: 0o777 }; // less the umask
  using open = await Deno.open(path, options);
  await writeAll(open, content);
}

async function existingDirectory(path: string): Promise<string> {
  const info = await onDisk(path, () => Deno.stat(path));
  if (info.isDirectory) return await onDisk(path, () => Deno.realPath(path));
  throw new OperationError("disk", {
    subject: path,
    problem: "is not a directory",
  });
}

/** Some file systems fold case. */
function folded(path: string): string {
  return path.normalize("NFC").toLowerCase();
}

async function refuseExisting(target: string): Promise<void> {
  const found = await onDisk(target, () => unlessMissing(Deno.lstat(target)));
  if (found !== undefined) throw taken(target);
}
