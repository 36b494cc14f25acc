// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Source and archive as they are checked out, compared with HEAD's: what will
 * be built, and what `rpmkeys -K archive/rpm/…` reads. Files are read as they
 * are, so that the index (with `skip-worktree`), attributes, filters and line
 * ends have no effect.
 *
 * @module
 */

import { counted, listNames } from "../wording.ts";
import { TREE_MODE } from "../git/tree_object.ts";
import { blobId } from "../source/object_id.ts";
import { listFiles, type PathEntry } from "./diff.ts";
import type { CheckContext } from "./context.ts";
import type { Clone } from "./repository.ts";
import { checkIndex } from "./worktree_index.ts";

/**
 * What a build of the module leaves behind and the next one makes again. Not
 * `.cmd`: make runs what is in such a file, and takes the object beside it as
 * it is.
 */
const BUILD_PRODUCT =
  /(?:^|\/)(?:[^/]+\.(?:o|ko|mod|mod\.c|d|symvers|order)|\.tmp_versions\/.*|modules\.builtin)$/;

/** Most entries that are looked for in the source directory. */
const MAX_ENTRIES = 200_000;

/**
 * Compares source and archive in the worktree with those of a commit.
 *
 * @param commit HEAD
 */
export async function checkWorktree(
  commit: string,
  context: CheckContext,
): Promise<void> {
  const { clone, store, layout, checklist } = context;
  const { tree } = await store.commit(commit);
  for (const path of [layout.source, layout.archive]) {
    await checklist.whereThere(() => checkDirectory({ tree, path }, context));
  }
  if (await statOf(`${clone.gitDirectory}/index`) === undefined) return;
  await checkIndex(commit, context);
}

/** Whether there is no file beside the git directory, and none in the index. */
export async function hasNothingCheckedOut(
  { git, gitDirectory, worktree }: Clone,
): Promise<boolean> {
  const beside = worktree === undefined ? [] : Deno.readDir(worktree);
  for await (const { name } of beside) if (name !== ".git") return false;
  if (await statOf(`${gitDirectory}/index`) === undefined) return true;
  // git lists what is below the directory that it runs in.
  const { code, stdout } = await git.at(worktree ?? gitDirectory)
    .run(["ls-files"], { okCodes: "any" });
  return code === 0 && stdout.length === 0;
}

async function checkDirectory(
  { tree, path: top }: { readonly tree: string; readonly path: string },
  { clone, store, layout, checklist }: CheckContext,
): Promise<void> {
  const { worktree, gitDirectory } = clone;
  if (worktree === undefined) {
    if (await kindOfPath(gitDirectory, top) === "absent") return;
    checklist.unknown("worktree", top, {
      problem: "it is among the files of a bare repository, which checks " +
        "nothing out",
    });
    return;
  }
  const directory = `${worktree}/${top}`;
  const entry = await store.at(tree, top);
  const kind = await kindOfPath(worktree, top);
  if (entry === undefined && kind === "absent") return;
  if (kind === "absent") {
    checklist.ok("worktree", top, "not checked out");
    return;
  }
  if (kind !== "directory" || entry?.mode !== TREE_MODE) {
    checklist.unknown("worktree", top, {
      problem: kind === "directory"
        ? "HEAD has no such directory"
        : `it is a ${kind} in the worktree`,
      expected: "the directory of HEAD",
    });
    return;
  }
  const expected = new Map(
    (await listFiles(store, entry.id)).map((file) => [file.path, file]),
  );
  const { found, unread } = await listDirectory(directory);
  const differing: string[] = [];
  const extra: string[] = [];
  const products: string[] = [];
  const modes: string[] = [];
  for (const [path, info] of found) {
    const file = expected.get(path);
    if (file === undefined) {
      // A build writes to where a link leads.
      const isProduct = top === layout.source && info?.isFile === true &&
        BUILD_PRODUCT.test(path);
      (isProduct ? products : extra).push(path);
      continue;
    }
    const size = info?.size ?? 0;
    const isSame = (file.mode === "120000" || store.fits(file.id, size)) &&
      await isFile(`${directory}/${path}`, info, { file, clone });
    if (!isSame) differing.push(path);
    else if (hasOtherMode(info, file)) modes.push(path);
  }
  for (const path of expected.keys()) {
    const isUnread = unread.some((prefix) => path.startsWith(prefix));
    if (!found.has(path) && !isUnread) differing.push(`${path} (missing)`);
  }
  // As git writes it on a file system that has none.
  const isWithoutModes =
    clone.settings.get("core.filemode")?.at(-1) === "false";
  const findings = [
    [
      "unknown",
      "what is checked out cannot be read to the end",
      unread.map((path) => `${top}/${path}`),
    ],
    ["unknown", "what is checked out is not what HEAD has", differing],
    [
      isWithoutModes ? "note" : "unknown",
      isWithoutModes
        ? "core.fileMode has git ignore other modes than HEAD's"
        : "what is checked out has other modes than HEAD's",
      modes,
    ],
    [
      "unknown",
      "HEAD does not have these files, so that nothing proves them",
      extra,
    ],
    [
      "note",
      "HEAD does not have these files, as a build leaves them",
      products,
    ],
  ] as const;
  for (const [status, what, paths] of findings) {
    if (paths.length === 0) continue;
    checklist[status]("worktree", top, {
      problem: `${what}: ${listNames(paths.toSorted())}`,
    });
  }
  if (findings.every(([, , paths]) => paths.length === 0)) {
    checklist.ok("worktree", top, counted(found.size, "file"));
  }
}

/** What is at a path, with no link on the way. */
async function kindOfPath(top: string, path: string): Promise<string> {
  const parts = path.split("/");
  for (const i of parts.keys()) {
    const info = await Deno.lstat([top, ...parts.slice(0, i + 1)].join("/"))
      .catch(() => undefined);
    if (info === undefined) return "absent";
    if (info.isSymlink) return "link";
    if (!info.isDirectory) return "file";
  }
  return "directory";
}

/**
 * Everything in a directory but directories, by path; no link is followed. A
 * name that is not UTF-8 has no information, since nothing can ask for it.
 */
async function listDirectory(top: string): Promise<{
  readonly found: ReadonlyMap<string, Deno.FileInfo | undefined>;
  /** Directories that cannot be read to the end: "" or "path/". */
  readonly unread: readonly string[];
}> {
  const found = new Map<string, Deno.FileInfo | undefined>();
  const unread: string[] = [];
  const work = [""];
  for (const prefix of work) { // grows while it is walked
    try {
      for await (
        const { name, isDirectory } of Deno.readDir(`${top}/${prefix}`)
      ) {
        const path = `${prefix}${name}`;
        if (isDirectory) work.push(`${path}/`);
        else found.set(path, await statOf(`${top}/${path}`));
        if (found.size + work.length > MAX_ENTRIES) {
          return { found, unread: [""] };
        }
      }
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) throw error;
      unread.push(prefix); // not ours to read, or its path is too long
    }
  }
  return { found, unread };
}

async function statOf(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.lstat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return undefined;
  }
}

/** Whether only one of a file and HEAD's is executable. */
function hasOtherMode(
  info: Deno.FileInfo | undefined,
  { mode }: PathEntry,
): boolean {
  if (Deno.build.os === "windows" || info?.isFile !== true) return false;
  if (info.mode === null) return false;
  return ((info.mode & 0o100) !== 0) !== (mode === "100755");
}

/** Whether a file of the worktree is one of HEAD, byte for byte. */
async function isFile(
  path: string,
  info: Deno.FileInfo | undefined,
  { file, clone }: { readonly file: PathEntry; readonly clone: Clone },
): Promise<boolean> {
  const { objectFormat } = clone;
  if (info === undefined) return false;
  if (file.mode === "120000") {
    if (!info.isSymlink) return false;
    // One that is not UTF-8 cannot be read.
    const target = await Deno.readLink(path).catch(() => undefined);
    return target !== undefined &&
      blobId(new TextEncoder().encode(target), objectFormat) === file.id;
  }
  // A pipe would never end, a device might.
  if (!info.isFile) return false;
  try {
    return blobId(await Deno.readFile(path), objectFormat) === file.id;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return false; // not ours to read
  }
}
