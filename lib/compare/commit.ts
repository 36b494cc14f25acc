// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Files of a commit of another repository, local or fetched. Nothing is
 * checked out, nor is any hook, filter or setting of that repository used.
 *
 * @module
 */

import { resolve } from "@std/path/resolve";
import { makePrivateDirectory } from "../private_directory.ts";
import { OperationError } from "../errors.ts";
import { openGit } from "../git/git.ts";
import { fetchAddress, remoteRefs } from "../git/ls_remote.ts";
import { protocolsFor } from "../git/remote.ts";
import type { NetworkUse } from "../git/watch.ts";
import { listTree, readBlobs, type TreeEntry } from "../git/objects.ts";
import { type ObjectStore, openObjectStore } from "../git/repository.ts";
import { commitOf, objectAt } from "../git/revision.ts";
import type { Layout } from "../record/layout.ts";
import { changesCheckout, isAttributes } from "./overriding.ts";
import type { Place } from "./place.ts";
import type { Publication, PublishedFile, ReadOptions } from "./published.ts";

/** Another repository: on this machine, or a temporary copy. */
export interface OtherRepository extends AsyncDisposable {
  readonly repository: ObjectStore;
  /** Where it has the source, if it is a data repository. */
  readonly layout: Layout;
  /** The full names of its refs. */
  readonly refs: readonly string[];
  /**
   * Fetches commits into a temporary copy; does nothing on this machine.
   *
   * @param refs what: a name, which becomes FETCH_HEAD, or `from:to`
   * @param options `history`: with all that came before them
   * @throws {OperationError} where they cannot be fetched
   */
  fetch(
    refs: readonly string[],
    options?: { readonly history?: boolean },
  ): Promise<void>;
}

/**
 * Most bytes of all files that are read. The driver's source has 1 MB; a
 * repository of some kilobytes may contain gigabytes of zeros.
 */
export const MAX_CONTENT: number = 64 * 1024 * 1024;

/**
 * Most bytes that are fetched of another repository, in all its packs. The
 * whole history of one that archives each package has some 20 MB.
 */
const MAX_FETCHED = 512 * 1024 * 1024;

/**
 * Opens a repository. For an address, this makes a temporary one, which goes
 * with its scope and has what was fetched.
 *
 * @throws {OperationError} where it cannot be read
 */
export async function openOther(
  { isAddress, target, full, shown }: Place,
  options: ReadOptions,
): Promise<OtherRepository> {
  if (!isAddress) return await openLocal(target, options);
  const { silenceMs, maxFetched = MAX_FETCHED } = options;
  const protocols = protocolsFor(full);
  const network: NetworkUse = { addresses: [full], protocols, silenceMs };
  const there = await remoteRefs(
    await openGit(resolve("/"), options),
    target,
    network,
  );
  await using resources = new AsyncDisposableStack();
  const directory = await makePrivateDirectory({ prefix: "neuron-publish-" });
  const { path } = resources.use(directory);
  const git = await openGit(path, options);
  // git fetches between repositories of one object format only, and the
  // length of ids tells which.
  const isSha256 = there.values().some((id) => id.length === 64);
  await git.run([
    "init",
    "--quiet",
    "--bare",
    "--template=",
    `--object-format=${isSha256 ? "sha256" : "sha1"}`,
    ".",
  ]);
  const repository = await openObjectStore(path, options);
  const kept = resources.move();
  return {
    repository,
    layout: options.layout,
    refs: [...there.keys()],
    fetch: async (refs, { history = false } = {}) => {
      if (refs.length === 0) return;
      await git.run([
        "fetch",
        "--progress",
        "--no-tags",
        "--upload-pack=git-upload-pack",
        ...(history ? [] : ["--depth=1"]),
        "--end-of-options",
        target,
        ...refs,
      ], {
        network: {
          ...network,
          rewritten: [await fetchAddress(git, target)],
          receives: { directory: path, maxBytes: maxFetched },
        },
        subject: shown,
        config: [
          ["fetch.fsckObjects", "true"],
          ["fetch.recurseSubmodules", "false"],
          // One pack, which is seen to grow, not a file for each object.
          ["fetch.unpackLimit", "1"],
        ],
      });
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function openLocal(
  target: string,
  options: ReadOptions,
): Promise<OtherRepository> {
  const repository = await openObjectStore(target, options);
  const refs = await repository.git.text([
    "for-each-ref",
    "--format=%(refname)",
  ]);
  return {
    repository,
    layout: options.layout,
    refs: refs.split("\n"),
    fetch: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** The tree that a name leads to; undefined for a file, too. */
async function treeAt(
  { git }: ObjectStore,
  name: string,
): Promise<string | undefined> {
  const id = await objectAt(git, name);
  return id && await objectAt(git, `${id}^{tree}`);
}

/**
 * Files of attributes in the directories above the one that is read: git obeys
 * them there, too.
 *
 * @returns entries whose paths begin with `../`
 */
async function attributesAbove(
  { git }: ObjectStore,
  commit: string,
  folder: string = "",
): Promise<TreeEntry[]> {
  const parts = folder.split("/").filter((part) => part !== "");
  const found: TreeEntry[] = [];
  for (const i of parts.keys()) {
    const above = [...parts.slice(0, i), ".gitattributes"].join("/");
    const id = await objectAt(git, `${commit}:${above}`);
    if (id === undefined || await objectAt(git, `${id}^{blob}`) === undefined) {
      continue;
    }
    const path = `${"../".repeat(parts.length - i)}.gitattributes`;
    found.push({ path, mode: "100644", type: "blob", id });
  }
  return found;
}

/**
 * Reads all files of a commit, or those of one directory: the one that is named,
 * or the source of a data repository.
 *
 * @param other where it is
 * @param place how it is called, and the directory in the commit
 * @param name anything that git takes for a commit
 * @param paths the paths whose content matters, beside that of attributes
 * @returns undefined where it leads to no commit
 * @throws {OperationError} where the commit has no such directory, or too much
 * in its files
 */
export async function readCommitFiles(
  { repository, layout }: OtherRepository,
  place: Place,
  name: string,
  paths: ReadonlySet<string>,
): Promise<Publication | undefined> {
  const commit = await commitOf(repository.git, name);
  if (commit === undefined) return undefined;
  const { shown } = place;
  const isData = place.folder === undefined &&
    await objectAt(repository.git, `${commit}:${layout.repomd}`) !== undefined;
  const folder = isData ? layout.source : place.folder;
  const tree = folder === undefined
    ? commit
    : await treeAt(repository, `${commit}:${folder}`);
  if (tree === undefined) {
    throw new OperationError("repository", {
      subject: shown,
      problem: `there is no directory ${folder} in the commit ${commit}`,
      hint: "see what is there with git ls-tree",
    });
  }
  const entries = [
    ...await listTree(repository, tree),
    ...await attributesAbove(repository, commit, folder),
  ];
  const blobs = entries.filter(({ path, type }) =>
    type === "blob" && (paths.has(path) || isAttributes(path))
  );
  const files = new Map<string, PublishedFile>(
    entries.map((
      { path, mode },
    ) => [path, { mode, content: new Uint8Array() }]),
  );
  let left = MAX_CONTENT;
  let i = 0;
  for await (
    const content of readBlobs(repository, blobs.map(({ id }) => id))
  ) {
    const blob = blobs[i++];
    left -= content.length;
    if (left < 0) {
      throw new OperationError("repository", {
        subject: shown,
        problem: "the files are too large to compare",
        expected: `at most ${MAX_CONTENT} bytes`,
        hint: "name a directory, as in #commit:directory",
      });
    }
    if (blob !== undefined) files.set(blob.path, { mode: blob.mode, content });
  }
  for (const [path, { content }] of files) {
    const isAbove = path.startsWith("../");
    if (isAbove && !changesCheckout(path, content)) files.delete(path);
  }
  return { place: shown, commit, found: undefined, folder, files };
}
