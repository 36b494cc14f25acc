// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A new directory while it is filled, where nobody else sees it.
 *
 * @module
 */

import { join } from "@std/path/join";
import { onDisk } from "./disk.ts";
import type { FolderPlan, PlannedFile } from "./folder_plan.ts";
import type { FileMode } from "./object_id.ts";

/** Files that may be on their way to the disk at once. */
const CONCURRENCY = 8;

/** Where a directory is written for now, and where it will be. */
export interface StagingPaths {
  /** Path that only this run knows. */
  readonly root: string;
  /** Path that errors name. */
  readonly target: string;
  /** Stops the work. */
  readonly signal?: AbortSignal | undefined;
}

/** A new directory while it is filled. */
export class StagedFolder {
  /** What it is going to hold. */
  readonly plan: FolderPlan;
  /** Where it is, and where it will be. */
  readonly place: StagingPaths;
  readonly #writing = new Set<Promise<void>>();
  #failure: unknown;

  private constructor(plan: FolderPlan, place: StagingPaths) {
    this.plan = plan;
    this.place = place;
  }

  /**
   * Makes the directory and those in it.
   *
   * @param plan what was checked to be safe
   * @param place where to make it
   * @throws {OperationError} "disk"
   */
  static async make(
    plan: FolderPlan,
    place: StagingPaths,
  ): Promise<StagedFolder> {
    const folder = new StagedFolder(plan, place);
    const parents = plan.files.map(({ path }) =>
      path.slice(0, Math.max(0, path.lastIndexOf("/")))
    );
    for (const path of new Set(["", ...plan.folders ?? [], ...parents])) {
      await folder.#at(path, (real) => Deno.mkdir(real, { recursive: true }));
    }
    return folder;
  }

  /**
   * Writes a file. It may still be on its way to the disk afterwards: several
   * are, so that the next one can be verified meanwhile.
   *
   * @param file a file of the plan, once
   * @param content what it holds
   * @throws {OperationError} "disk", for this file or for one before it
   */
  async write(
    { path, mode }: Pick<PlannedFile, "path" | "mode">,
    content: Uint8Array,
  ): Promise<void> {
    const writing = this.#at(path, (real) => writeFile(real, mode, content))
      .catch((error) => {
        this.#failure ??= error;
      })
      .finally(() => this.#writing.delete(writing));
    this.#writing.add(writing);
    if (this.#writing.size >= CONCURRENCY) await Promise.race(this.#writing);
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Waits until nothing is on its way any more, however it ended. */
  async settle(): Promise<void> {
    await Promise.all(this.#writing);
  }

  /**
   * Waits for the files, and makes the links.
   *
   * @throws {OperationError} "disk"
   */
  async finish(): Promise<void> {
    await this.settle();
    if (this.#failure !== undefined) throw this.#failure;
    for (const { path, target } of this.plan.files) {
      if (target === undefined) continue;
      await this.#at(
        path,
        (real) => Deno.symlink(target, real, { type: "file" }),
      );
    }
  }

  async #at(
    path: string,
    work: (real: string) => Promise<void>,
  ): Promise<void> {
    const { root, target, signal } = this.place;
    signal?.throwIfAborted();
    await onDisk(join(target, path), () => work(join(root, path)));
  }
}

async function writeFile(
  path: string,
  mode: FileMode,
  content: Uint8Array,
): Promise<void> {
  if (mode === "100644") {
    // Without a mode: with one, it would be set whatever the umask says.
    return await Deno.writeFile(path, content, { createNew: true });
  }
  const options = { write: true, createNew: true, mode: 0o777 }; // less the umask
  using open = await Deno.open(path, options);
  for (let at = 0; at < content.length;) {
    at += await open.write(content.subarray(at));
  }
}
