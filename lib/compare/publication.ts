// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Somebody else's publication of the driver's source, as files. Nothing of it
 * is trusted, written or run.
 *
 * @module
 */

import { join } from "@std/path/join";
import { OperationError } from "../errors.ts";
import { readLocalFile } from "../local_file.ts";
import type { FileMode } from "../source/object_id.ts";
import {
  fetchCommits,
  MAX_CONTENT,
  openLocal,
  type OtherRepository,
  readCommitFiles,
} from "./commit.ts";
import { parsePlace, type Place } from "./place.ts";

/** A file of a publication. */
export interface PublishedFile {
  /** git's mode; submodules and what else there is as git spells it. */
  readonly mode: FileMode | string;
  /**
   * The content, or a link's target; nothing for a submodule, and where the
   * content was not asked for.
   */
  readonly content: Uint8Array<ArrayBuffer>;
}

/** What somebody published. */
export interface Publication {
  /** Where it is, without passwords. */
  readonly place: string;
  /** The commit that was read; undefined for a plain folder. */
  readonly commit: string | undefined;
  /** The folder of the commit that was read; undefined for all of it. */
  readonly folder: string | undefined;
  /** By path from its root. */
  readonly files: ReadonlyMap<string, PublishedFile>;
}

/** How a publication is read. */
export interface ReadOptions {
  /** Environment for git; the process's by default. */
  readonly env?: Readonly<Record<string, string>>;
  /** Stops it. */
  readonly signal?: AbortSignal;
  /** The paths whose content matters; by default all. */
  readonly paths?: ReadonlySet<string>;
}

/**
 * Reads a publication.
 *
 * @param given a folder, whose files are read as they are there; `folder#ref`
 * for a commit, a tag or a branch of a local repository, and `#ref:folder` for a
 * folder in it; an https, ssh or file URL of a repository, with or without
 * `#ref`, which is fetched into a temporary repository and forgotten
 * @throws {UsageError} for what is none of that
 * @throws {OperationError} where it cannot be read
 */
export async function readPublication(
  given: string,
  options: ReadOptions = {},
): Promise<Publication> {
  const place = parsePlace(given);
  const { ref, target, isAddress } = place;
  if (isAddress) {
    await using other = await fetchCommits(place, [ref ?? "HEAD"], options);
    return await readCommit(other, place, { ...options, name: "FETCH_HEAD" });
  }
  const isBare = await isFolder(join(target, "objects")) &&
    await isFolder(join(target, "refs"));
  if (ref === undefined && !isBare) return await readFolder(target, options);
  await using other = await openLocal(place, options);
  return await readCommit(other, place, { ...options, name: ref ?? "HEAD" });
}

async function readCommit(
  { repository }: OtherRepository,
  place: Place,
  { name, paths }: ReadOptions & { readonly name: string },
): Promise<Publication> {
  const found = await readCommitFiles(repository, place, name, paths);
  if (found !== undefined) return found;
  throw new OperationError("repository", {
    subject: place.shown,
    problem: `${place.ref ?? "HEAD"} leads to no commit`,
    hint:
      "see what is there with git show-ref, or git ls-remote for an address",
  });
}

async function isFolder(path: string): Promise<boolean> {
  const info = await Deno.stat(path).catch(() => undefined);
  return info?.isDirectory === true;
}

/** The files as they lie there, without what git keeps; links are not followed. */
async function readFolder(
  place: string,
  { signal, paths }: ReadOptions,
): Promise<Publication> {
  const files = new Map<string, PublishedFile>();
  let left = MAX_CONTENT;
  const walk = async (prefix: string) => {
    for await (const { name, ...entry } of Deno.readDir(join(place, prefix))) {
      signal?.throwIfAborted();
      if (name === ".git") continue;
      const path = prefix + name;
      const full = join(place, path);
      if (entry.isSymlink) {
        const content = new TextEncoder().encode(await Deno.readLink(full));
        files.set(path, { mode: "120000", content });
      } else if (entry.isDirectory) await walk(`${path}/`);
      else if (entry.isFile) {
        const { mode } = await Deno.lstat(full);
        const isExecutable = ((mode ?? 0) & 0o100) !== 0;
        const content = paths?.has(path) === false
          ? new Uint8Array()
          : await readLocalFile(full, left);
        left -= content.length;
        files.set(path, {
          mode: isExecutable ? "100755" : "100644",
          content,
        });
      } else files.set(path, { mode: "special", content: new Uint8Array() });
    }
  };
  try {
    await walk("");
  } catch (cause) {
    if (!isDiskError(cause)) throw cause;
    throw new OperationError("disk", {
      subject: place,
      problem: cause instanceof Deno.errors.NotFound
        ? "there is no such folder"
        : "cannot be read",
      found: cause.message,
      hint: "name a folder, or the URL of a git repository",
      cause,
    });
  }
  return { place, commit: undefined, folder: undefined, files };
}

function isDiskError(cause: unknown): cause is Error {
  return cause instanceof Error && "code" in cause ||
    cause instanceof Deno.errors.NotFound ||
    cause instanceof Deno.errors.PermissionDenied ||
    cause instanceof Deno.errors.NotADirectory;
}
