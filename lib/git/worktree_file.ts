// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What a file of the worktree holds, in git's terms.
 *
 * @module
 */

import { blobId } from "../source/object_id.ts";
import type { ObjectStore } from "./repository.ts";

/** A repository whose git works in the top directory of the worktree. */
export type Worktree = Pick<ObjectStore, "git" | "objectFormat">;

/**
 * Which of some blobs a file holds. git may know its content under two ids:
 * that of its bytes, and that after the conversions that attributes and
 * `core.autocrlf` ask for. git is asked for those only where the bytes are not
 * the first of the blobs: a copied repository has no times that the index
 * knows, and so thousands of files to look at.
 *
 * Either id is enough. If a blob has CRLF and an attribute says `eol=lf`, git
 * itself reports the file as modified even right after checking it out.
 *
 * @param path from the worktree's top
 * @param ids blobs; the first that fits is the answer
 * @returns undefined if there is neither a file nor a link, or another content
 */
export async function findContent(
  { git, objectFormat }: Worktree,
  path: string,
  ids: readonly string[],
): Promise<string | undefined> {
  const file = `${git.directory}/${path}`;
  const info = await Deno.lstat(file).catch(() => undefined);
  if (info?.isSymlink) {
    const target = new TextEncoder().encode(await Deno.readLink(file));
    const id = blobId(target, objectFormat);
    return ids.find((one) => one === id);
  }
  if (!info?.isFile) return undefined;
  const bytes = await Deno.readFile(file);
  const id = blobId(bytes, objectFormat);
  if (id === ids[0]) return id;
  const converted = await git.text(
    ["hash-object", `--path=${path}`, "--stdin"],
    { input: bytes },
  );
  return ids.find((one) => one === id || one === converted);
}

/**
 * Whether a plain file holds the beginning of a blob, or nothing.
 *
 * @param path from the worktree's top
 * @param blob the blob's id
 */
export async function isBeginningOf(
  { git }: Worktree,
  path: string,
  blob: string,
): Promise<boolean> {
  const file = `${git.directory}/${path}`;
  const info = await Deno.lstat(file).catch(() => undefined);
  if (info?.isFile !== true) return false;
  const { stdout } = await git.run(["cat-file", "blob", blob]);
  if (info.size > stdout.length) return false;
  const held = await Deno.readFile(file);
  return held.every((byte, at) => byte === stdout[at]);
}
