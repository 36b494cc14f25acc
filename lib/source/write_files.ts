// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * New files beside each other: all of them whole, or none.
 *
 * @module
 */

import { join } from "@std/path/join";
import { onDisk, writeAll } from "./disk.ts";

/** A file that does not exist yet. */
export interface NewFile {
  /** Its name, one part of a path. */
  readonly name: string;
  /** What it holds. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Writes files that do not exist yet.
 *
 * @param directory an existing directory
 * @param files what to write
 * @returns their paths, in that order
 * @throws {OperationError} "disk" where one exists or cannot be written; then
 * none is there that was not there before
 */
export async function writeNewFiles(
  directory: string,
  files: readonly NewFile[],
): Promise<string[]> {
  const written: string[] = [];
  try {
    for (const { name, bytes } of files) {
      const path = join(directory, name);
      await onDisk(path, async () => {
        using file = await Deno.open(path, { write: true, createNew: true });
        written.push(path);
        await writeAll(file, bytes);
      });
    }
  } catch (error) {
    for (const path of written) await Deno.remove(path).catch(() => {});
    throw error;
  }
  return written;
}
