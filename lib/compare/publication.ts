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
import { MAX_CONTENT, openOther, readCommitFiles } from "./commit.ts";
import type { Place } from "./place.ts";
import type {
  Publication,
  PublishedFile,
  ReadOptions,
  WantedRelease,
} from "./published.ts";
import { findReleases, readFirst } from "./releases.ts";

/** Which publication is read, and how. */
export interface PublicationOptions extends ReadOptions {
  /** The release to look for where no commit is named. */
  readonly release: WantedRelease;
  /** The paths whose content matters. */
  readonly paths: ReadonlySet<string>;
}

/**
 * Reads a publication. Where a repository is given without a commit, its own
 * release is looked for: a tag, with or without `v`, else a commit whose subject
 * names the package's file. Where it has none of these, its HEAD counts, of a
 * clone on this machine its files as they are there. Of a data repository, only
 * the source is read.
 *
 * What an address names is fetched into a temporary repository and forgotten.
 *
 * @param place as `parsePlace()` gives it
 * @throws {OperationError} where it cannot be read
 */
export async function readPublication(
  place: Place,
  options: PublicationOptions,
): Promise<Publication> {
  const { ref, target, isAddress } = place;
  const isBare = !isAddress && await isFolder(join(target, "objects")) &&
    await isFolder(join(target, "refs"));
  const isRepository = isAddress || isBare ||
    await exists(join(target, ".git"));
  if (ref === undefined && !isRepository) {
    return await readFolder(target, options);
  }
  await using other = await openOther(place, options);
  const { release, paths } = options;
  if (ref === undefined) {
    const releases = await findReleases(other, place, [release]);
    const candidates = releases.get(release.version) ?? [];
    const found = await readFirst(other, place, candidates, paths);
    if (found !== undefined) return found;
    if (!isAddress && !isBare) return await readFolder(target, options);
  }
  const name = ref ?? "HEAD";
  await other.fetch([name]);
  const read = await readCommitFiles(
    other,
    place,
    isAddress ? "FETCH_HEAD" : name,
    paths,
  );
  if (read === undefined) {
    throw new OperationError("repository", {
      subject: place.shown,
      problem: `${name} leads to no commit`,
      hint:
        "see what is there with git show-ref, or git ls-remote for an address",
    });
  }
  if (ref !== undefined) return read;
  const found = `as its HEAD: nothing there names ${release.version}`;
  return { ...read, found };
}

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

async function isFolder(path: string): Promise<boolean> {
  const info = await Deno.stat(path).catch(() => undefined);
  return info?.isDirectory === true;
}

/** The files as they lie there, without what git keeps; links are not followed. */
async function readFolder(
  target: string,
  { layout, signal, paths }: PublicationOptions,
): Promise<Publication> {
  const source = join(target, layout.source);
  const info = await Deno.lstat(source).catch(() => undefined);
  // A link could lead anywhere.
  const isData = info?.isDirectory === true &&
    await exists(join(target, layout.repomd));
  const place = isData ? source : target;
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
        const content = paths.has(path)
          ? await readLocalFile(full, left, { signal })
          : new Uint8Array();
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
    // The runtime names files in UTF-8, so that it does not find all of them.
    const isMisnamed = cause instanceof Deno.errors.NotFound &&
      cause.message.includes("\ufffd");
    const isMissing = cause instanceof Deno.errors.NotFound && !isMisnamed;
    throw new OperationError("disk", {
      subject: place,
      problem: isMissing
        ? "there is no such directory"
        : isMisnamed
        ? "a name is not in UTF-8"
        : "cannot be read",
      found: isMissing ? undefined : cause.message,
      hint: "name a directory, or the URL of a git repository",
      cause,
    });
  }
  return {
    place,
    commit: undefined,
    found: undefined,
    folder: undefined,
    files,
  };
}

function isDiskError(cause: unknown): cause is Error {
  return cause instanceof Error && "code" in cause ||
    cause instanceof Deno.errors.NotFound ||
    cause instanceof Deno.errors.PermissionDenied ||
    cause instanceof Deno.errors.NotADirectory;
}
