// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Somebody else's publication of the driver's source, as files. Nothing of it
 * is trusted, written or run.
 *
 * @module
 */

import { join } from "@std/path";
import { OperationError, UsageError } from "../errors.ts";
import { openGit } from "../git/git.ts";
import { listTree, readBlobs } from "../git/objects.ts";
import { redactor } from "../git/remote.ts";
import { openRepository, type Repository } from "../git/repository.ts";
import { readLocalFile } from "../local_file.ts";
import type { FileMode } from "../source/object_id.ts";

/** A file of a publication. */
export interface PublishedFile {
  /** git's mode; submodules and what else there is as git spells it. */
  readonly mode: FileMode | string;
  /** The content, or a link's target; nothing for a submodule. */
  readonly content: Uint8Array<ArrayBuffer>;
}

/** What somebody published. */
export interface Publication {
  /** Where it is, without passwords. */
  readonly place: string;
  /** The commit that was read; undefined for a plain folder. */
  readonly commit: string | undefined;
  /** By path from its root. */
  readonly files: ReadonlyMap<string, PublishedFile>;
}

/** How a publication is read. */
export interface ReadOptions {
  /** Environment for git; the process's by default. */
  readonly env?: Readonly<Record<string, string>>;
  /** Stops it. */
  readonly signal?: AbortSignal;
}

/** Largest file of a folder that is read, in bytes. */
const MAX_FILE = 256 * 1024 * 1024;

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
  const at = given.indexOf("#");
  const place = at < 0 ? given : given.slice(0, at);
  const ref = at < 0 ? undefined : given.slice(at + 1);
  if (ref !== undefined && !/^[\w][\w./:@+-]*$/.test(ref)) {
    throw new UsageError(
      `${JSON.stringify(ref)} is no name of a commit`,
      "write #tag, #branch, #commit, or #tag:folder",
    );
  }
  if (isAddress(place)) return await fetchPublication(place, ref, options);
  if (place.includes("://") || /^[\w-]+::/.test(place)) {
    throw new UsageError(
      `${JSON.stringify(redactor([place])(place))} is no address to read from`,
      "name https://host/path, ssh://host/path, file:///path, " +
        "user@host:path, or a folder",
    );
  }
  const isBare = await isFolder(join(place, "objects")) &&
    await isFolder(join(place, "refs"));
  if (ref === undefined && !isBare) return await readFolder(place, options);
  const repository = await openRepository(place, {
    ...options,
    detached: "anywhere",
  });
  return await readCommit(repository, { place, ref: ref ?? "HEAD" });
}

function isAddress(place: string): boolean {
  return /^(https|ssh|file):\/\/[^/]*\/./i.test(place) ||
    /^[^\s:/@-][^\s:/@]*@[^\s:/@-][^\s:/@]*:[^:]/.test(place);
}

async function isFolder(path: string): Promise<boolean> {
  const info = await Deno.stat(path).catch(() => undefined);
  return info?.isDirectory === true;
}

/** The commit alone, without history, into a repository that goes again. */
async function fetchPublication(
  url: string,
  ref: string | undefined,
  options: ReadOptions,
): Promise<Publication> {
  const place = redactor([url])(url);
  const [name = "HEAD", folder] = splitRef(ref ?? "HEAD");
  const temporary = await Deno.makeTempDir({ prefix: "neuron-publish-" });
  try {
    const git = await openGit(temporary, options);
    await git.run(["init", "--quiet", "--bare", "--template=", "."]);
    const fetch = (...depth: string[]) =>
      git.run(
        [
          "fetch",
          "--quiet",
          "--no-tags",
          ...depth,
          "--end-of-options",
          url,
          name,
        ],
        {
          network: true,
          subject: place,
          config: [["fetch.fsckObjects", "true"], [
            "fetch.recurseSubmodules",
            "false",
          ]],
        },
      );
    await fetch("--depth=1");
    const commit = await git.text(
      ["rev-parse", "--verify", "FETCH_HEAD^{commit}"],
    );
    const repository = await openRepository(temporary, {
      ...options,
      detached: "anywhere",
    });
    return await readCommit(repository, {
      place,
      ref: folder === undefined ? commit : `${commit}:${folder}`,
    });
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }
}

function splitRef(ref: string): [name: string, folder: string | undefined] {
  const at = ref.indexOf(":");
  return at < 0 ? [ref, undefined] : [ref.slice(0, at), ref.slice(at + 1)];
}

async function readCommit(
  repository: Repository,
  { place, ref }: { readonly place: string; readonly ref: string },
): Promise<Publication> {
  const [name, folder] = splitRef(ref);
  const commit = await repository.git.text(
    ["rev-parse", "--verify", "--end-of-options", `${name}^{commit}`],
    { subject: place },
  );
  const tree = folder === undefined ? commit : `${commit}:${folder}`;
  const entries = await listTree(repository, tree);
  const blobs = entries.filter(({ type }) => type === "blob");
  const files = new Map<string, PublishedFile>();
  for (const { path, mode, type } of entries) {
    if (type !== "blob") files.set(path, { mode, content: new Uint8Array() });
  }
  let i = 0;
  for await (
    const content of readBlobs(
      repository,
      blobs.map(({ id }) => id),
    )
  ) {
    const blob = blobs[i++];
    if (blob !== undefined) files.set(blob.path, { mode: blob.mode, content });
  }
  return { place, commit, files };
}

/** The files as they lie there, without what git keeps; links are not followed. */
async function readFolder(
  place: string,
  { signal }: ReadOptions,
): Promise<Publication> {
  const files = new Map<string, PublishedFile>();
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
        files.set(path, {
          mode: isExecutable ? "100755" : "100644",
          content: await readLocalFile(full, MAX_FILE),
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
  return { place, commit: undefined, files };
}

function isDiskError(cause: unknown): cause is Error {
  return cause instanceof Error && "code" in cause ||
    cause instanceof Deno.errors.NotFound ||
    cause instanceof Deno.errors.PermissionDenied ||
    cause instanceof Deno.errors.NotADirectory;
}
