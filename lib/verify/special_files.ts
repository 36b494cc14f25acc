// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Pipes, sockets and devices in a git directory. git opens what it finds there
 * and waits for a pipe for ever, so they are looked for before git starts.
 *
 * @module
 */

import { OperationError } from "../errors.ts";

/** Most files and directories that are looked at. */
const MAX_ENTRIES = 2_000_000;

/**
 * Refuses a git directory that holds anything but files, directories and links
 * to them.
 *
 * @param top the directory that was named: a worktree's top, or a bare
 * repository
 * @throws {OperationError} "repository"
 */
export async function refuseSpecialFiles(top: string): Promise<void> {
  const waiting = [await gitDirectoryOf(top)];
  let count = 0;
  for (const directory of waiting) { // grows while it is walked
    try {
      for await (const entry of Deno.readDir(directory)) {
        count += 1;
        if (count > MAX_ENTRIES) throw tooMany(directory);
        const path = `${directory}/${entry.name}`;
        if (entry.isDirectory) waiting.push(path);
        else if (!entry.isFile && !await leadsToFile(entry, path)) {
          throw special(path);
        }
      }
    } catch (error) {
      // What cannot be read is for git to complain about.
      if (error instanceof OperationError) throw error;
    }
  }
}

/** Follows a `.git` file (gitrepository-layout(5)), as git does. */
async function gitDirectoryOf(top: string): Promise<string> {
  const path = `${top}/.git`;
  const info = await Deno.lstat(path).catch(() => undefined);
  if (info === undefined) return top;
  if (!info.isFile && !info.isDirectory && !info.isSymlink) throw special(path);
  if (!info.isFile || info.size > 4096) return path;
  const text = await Deno.readTextFile(path).catch(() => "");
  const [, named] = /^gitdir: (.+)\n?$/.exec(text) ?? [];
  if (named === undefined) return path;
  return named.startsWith("/") ? named : `${top}/${named}`;
}

async function leadsToFile(
  { isSymlink }: Deno.DirEntry,
  path: string,
): Promise<boolean> {
  if (!isSymlink) return false;
  const target = await Deno.stat(path).catch(() => undefined);
  return target === undefined || target.isFile || target.isDirectory;
}

function special(path: string): OperationError {
  return new OperationError("repository", {
    subject: path,
    problem: "git would wait for this or read it without end",
    expected: "a file or a directory",
    found: "a pipe, a socket or a device",
    hint: "Verify a fresh clone of the repository: git clone URL",
  });
}

function tooMany(directory: string): OperationError {
  return new OperationError("repository", {
    subject: directory,
    problem: "the git directory has more files than a data repository's",
    expected: `at most ${MAX_ENTRIES}`,
    hint: "Verify a fresh clone of the repository: git clone URL",
  });
}
