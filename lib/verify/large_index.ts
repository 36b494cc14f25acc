// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Looks how large an index is before git reads it: git keeps all of it in
 * memory, and dies where it does not fit.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { measureIndex } from "../git/index_size.ts";
import { readLocalFile, unlessMissing } from "../local_file.ts";
import type { ObjectStore } from "../git/repository.ts";
import type { ObjectFormat } from "../source/object_id.ts";

/** Most bytes of an index, and of the names in it: 200,000 files need 40 MB. */
const MAX_BYTES = 64 * 2 ** 20;

/**
 * Refuses an index that takes git more memory than there may be.
 *
 * @throws {OperationError} "repository"
 */
export async function refuseLargeIndex(
  { commonDirectory, objectFormat }: Pick<
    ObjectStore,
    "commonDirectory" | "objectFormat"
  >,
): Promise<void> {
  // git fsck reads those of all worktrees.
  const worktrees = `${commonDirectory}/worktrees`;
  const others = await namesIn(worktrees);
  for (
    const directory of [
      commonDirectory,
      ...others.map((name) => `${worktrees}/${name}`),
    ]
  ) {
    for (const name of await namesIn(directory)) {
      // Most entries of a split index are in another file.
      if (!/^(?:index|sharedindex\..*)$/.test(name)) continue;
      await refuseLarge(`${directory}/${name}`, objectFormat);
    }
  }
}

/** The names in a directory; none where it cannot be read, also not by git. */
async function namesIn(directory: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(directory));
    return entries.map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return [];
  }
}

async function refuseLarge(path: string, format: ObjectFormat): Promise<void> {
  const info = await unlessMissing(Deno.stat(path));
  if (info?.isFile !== true) return;
  const size = info.size > MAX_BYTES
    ? { nameBytes: info.size, isSparse: false }
    : measureIndex(await readLocalFile(path, MAX_BYTES), format);
  if (size.isSparse) {
    throw new OperationError("repository", {
      subject: path,
      problem: "a sparse index does not list all files",
      hint: "Have git list them: git sparse-checkout reapply --no-sparse-index",
    });
  }
  if (size.nameBytes <= MAX_BYTES) return;
  throw new OperationError("repository", {
    subject: path,
    problem: "the index is larger than a data repository's",
    expected: `at most ${MAX_BYTES} bytes, also of names`,
    found: `${size.nameBytes} bytes`,
    hint: "Use a fresh clone of the repository: git clone URL",
  });
}
