// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * New directories whose contents are all there, written whole or not at all.
 *
 * @module
 */

import type { FolderPlan } from "./folder_plan.ts";
import { Staging, type StagingOptions } from "./staging.ts";
import type { SourceFile } from "./tree.ts";

/** A directory that does not exist yet, with its contents. */
export interface NewFolder extends Omit<FolderPlan, "files"> {
  /** Its files and links. */
  readonly files: readonly SourceFile[];
}

/**
 * Writes directories that do not exist yet. Executable files get all executable
 * bits and others none, as far as the umask allows; owner and times are those
 * of any new file.
 *
 * @param parent an existing directory
 * @param trees what to write
 * @param options how to stop it
 * @returns the new directories' paths, in the order of `trees`
 * @throws {VerificationError} `E_PATH` where a path or link is not safe
 * @throws {OperationError} "disk" where a target exists or writing fails;
 * then nothing new is there
 */
export async function writeTrees(
  parent: string,
  trees: readonly NewFolder[],
  options: StagingOptions = {},
): Promise<string[]> {
  const text = new TextDecoder();
  await using staging = await Staging.open(parent, options);
  for (const { files, ...tree } of trees) {
    const folder = await staging.add({
      ...tree,
      files: files.map(({ path, mode, content }) => ({
        path,
        mode,
        target: mode === "120000" ? text.decode(content) : undefined,
      })),
    });
    for (const file of files) {
      if (file.mode !== "120000") await staging.write(folder, file);
    }
  }
  return await staging.finish();
}
