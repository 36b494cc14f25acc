// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Refuses pipes and devices where git expects files. git opens whatever a git
 * directory, its alternates and the included files of its configuration lead to,
 * and waits for a pipe forever. So all of that is checked before git reads any.
 *
 * @module
 */

import { dirname } from "@std/path/dirname";
import { OperationError } from "../errors.ts";
import { askGit, type Git, type GitOptions } from "./git.ts";
import { readLocalFile } from "../local_file.ts";

/** Most files and directories that are looked at. */
const MAX_ENTRIES = 2_000_000;

/**
 * Most bytes of a file that git reads whole into memory: 100,000 branches need
 * 8 MB of configuration.
 */
const MAX_TEXT = 16 * 2 ** 20;

/** Such files beside refs and configuration. */
const READ_WHOLE: ReadonlySet<string> = new Set([
  "HEAD",
  "packed-refs",
  "shallow",
  "grafts",
  "attributes",
  "exclude",
]);

/**
 * Refuses a git directory in which git could find anything but files,
 * directories and links to them.
 *
 * @param top the directory that was named: a worktree's top, or a bare
 * repository
 * @throws {OperationError} "repository"
 */
export async function refuseSpecialFiles(
  top: string,
  options: GitOptions,
): Promise<void> {
  // In /, so that git does not read the configuration that is being checked.
  const git = askGit("/", options);
  const seen = new Set<string>();
  const named = await gitDirectoryOf(top);
  const waiting = named === undefined ? [] : [{ path: named, isRefs: false }];
  // git takes the directory itself where the .git in it is no git directory.
  if (await Deno.lstat(`${top}/HEAD`).catch(() => undefined)) {
    waiting.push({ path: top, isRefs: false });
  }
  let count = 0;
  for (const { path: directory, isRefs } of waiting) { // the loop adds to it
    const own = await Deno.realPath(directory).catch(() => undefined);
    if (own === undefined) continue;
    // The rules for refs are stricter: what was seen as no ref is seen again.
    const place = isRefs ? `refs ${own}` : own;
    if (seen.has(place)) continue;
    seen.add(place);
    try {
      for await (const entry of Deno.readDir(own)) {
        count += 1;
        if (count > MAX_ENTRIES) {
          throw refusal(own, {
            problem:
              "the git directory has more files than a data repository's",
            expected: `at most ${MAX_ENTRIES}`,
          });
        }
        const path = `${own}/${entry.name}`;
        if (!entry.isFile) refuseUnknownName(path);
        const info = entry.isFile || entry.isDirectory
          ? entry
          : await Deno.stat(path).catch(() => undefined);
        if (info === undefined) continue; // a link that leads nowhere
        // A socket, as git's own fsmonitor has, cannot be opened.
        if ("isSocket" in info && info.isSocket) continue;
        if (info.isDirectory) {
          if (entry.isSymlink && isRefs) throw linkedRefs(path);
          waiting.push({ path, isRefs: isRefs || entry.name === "refs" });
        } else if (!info.isFile) throw special(path);
        else {
          if (isRefs || READ_WHOLE.has(entry.name)) await requireSmall(path);
          for (const led of await directoriesIn(path)) {
            waiting.push({ path: led, isRefs: false });
          }
        }
        if (/\/config(?:\.worktree)?$/.test(path)) {
          await refuseIncludes(path, git, seen);
        }
      }
    } catch (error) {
      // What cannot be read is for git to complain about.
      if (error instanceof OperationError) throw error;
    }
  }
}

/**
 * Finds the repository that a directory is in, without asking git, which would
 * read it.
 *
 * @param directory an absolute path without links
 * @returns the nearest directory at or above it that looks like a worktree's
 * top or a bare repository; undefined where there is none
 */
export async function repositoryAround(
  directory: string,
): Promise<string | undefined> {
  const has = (path: string) => Deno.lstat(path).then(() => true, () => false);
  for (let top = directory;; top = dirname(top)) {
    const isTop = await has(`${top}/.git`) ||
      await has(`${top}/HEAD`) && await has(`${top}/objects`);
    if (isTop) return top;
    if (top === dirname(top)) return undefined;
  }
}

/**
 * Follows a `.git` file (gitrepository-layout(5)), as git does.
 *
 * @returns undefined where there is no `.git`
 */
async function gitDirectoryOf(top: string): Promise<string | undefined> {
  const path = `${top}/.git`;
  const info = await Deno.stat(path).catch(() => undefined);
  if (info === undefined) return undefined;
  if (!info.isFile && !info.isDirectory) throw special(path);
  if (info.isDirectory) return path;
  const text = asPath(await readText(path) ?? "");
  const start = "gitdir: ";
  return text.startsWith(start) ? resolve(top, text.slice(start.length)) : path;
}

/** Directories that a file of the git directory leads to. */
async function directoriesIn(path: string): Promise<string[]> {
  const [, directory = "", name] =
    /^(.*)\/(commondir|info\/alternates)$/s.exec(path) ?? [];
  if (name === undefined) return [];
  const text = asPath(await readText(path) ?? "");
  if (name === "commondir") return [resolve(directory, text)];
  const lines = text.split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  // git reads a path in quotes, and never writes one.
  const quoted = lines.find((line) => line.startsWith('"'));
  if (quoted !== undefined) {
    throw refusal(path, {
      problem: "a path of borrowed objects is in quotes",
      found: quoted,
    });
  }
  return lines.map((line) => resolve(directory, line));
}

/** Refuses a file of configuration, and those that it includes. */
async function refuseIncludes(
  path: string,
  git: Git,
  seen: Set<string>,
): Promise<void> {
  if (seen.has(path)) return;
  seen.add(path);
  const text = await readText(path);
  if (text === undefined || !/include/i.test(text)) return;
  const records = await git.records([
    ...["config", "--file", path, "--no-includes", "--type=path", "-z"],
    ...["--get-regexp", "^include(if\\..*)?\\.path$"],
  ], { okCodes: [0, 1] }).catch(() => []); // git says so itself
  const directory = path.slice(0, path.lastIndexOf("/"));
  for (const record of records) {
    const named = record.slice(record.indexOf("\n") + 1);
    await refuseIncludes(resolve(directory, named), git, seen);
  }
}

/** @returns undefined where there is no file, which git says itself */
async function readText(path: string): Promise<string | undefined> {
  const info = await Deno.stat(path).catch(() => undefined);
  if (info === undefined || info.isDirectory) return undefined;
  if (!info.isFile) throw special(path);
  await requireSmall(path);
  return new TextDecoder().decode(await readLocalFile(path, MAX_TEXT));
}

async function requireSmall(path: string): Promise<void> {
  const { size } = await Deno.stat(path);
  if (size <= MAX_TEXT) return;
  throw refusal(path, {
    problem: "the file is too large for what git reads from it",
    expected: `at most ${MAX_TEXT} bytes`,
    found: `${size} bytes`,
  });
}

/** A file as git takes a path from it: up to a NUL, without the line's end. */
function asPath(text: string): string {
  return (text.split("\0", 1)[0] ?? "").replace(/[\r\n]+$/, "");
}

/** Refuses a path that is not UTF-8: nothing here can look what is there. */
function refuseUnknownName(path: string): void {
  if (!path.includes("\ufffd")) return;
  throw refusal(path, {
    problem: "a path that leads on is not UTF-8, so nothing can look there",
  });
}

function resolve(directory: string, path: string): string {
  refuseUnknownName(path);
  return path.startsWith("/") ? path : `${directory}/${path}`;
}

/** git follows such links: two that lead to their own directory never end. */
function linkedRefs(path: string): OperationError {
  return refusal(path, {
    problem: "a link leads git to another directory of refs",
    expected: "a directory or a file",
    found: "a link to a directory",
  });
}

function special(path: string): OperationError {
  return refusal(path, {
    problem: "git would wait for this or read it without end",
    expected: "a file or a directory",
    found: "a pipe or a device",
  });
}

function refusal(
  path: string,
  details: {
    readonly problem: string;
    readonly expected?: string;
    readonly found?: string;
  },
): OperationError {
  return new OperationError("repository", {
    subject: path,
    ...details,
    hint: "Use a fresh clone of the repository: git clone URL",
  });
}
