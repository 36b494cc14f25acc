// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Filters in a commit-graph, by which git skips commits that, as they say, did
 * not change a path: `git log -- src` believes them. `git fsck` checks the rest
 * of a commit-graph, and nothing checks these, so none may be there. git keeps
 * them when it writes the file again, and works without the file.
 *
 * @module
 */

import { messageOf } from "../errors.ts";
import { shellWord } from "../shell_word.ts";
import type { Checklist } from "./checks.ts";
import type { Clone } from "./repository.ts";

/** Most bytes before the chunks: 8, and 12 for each of 255 chunks and the end. */
const MAX_TABLE = 8 + 256 * 12;

/** A chunk of filters has one of these names (gitformat-commit-graph(5)). */
const FILTERS = ["BIDX", "BDAT"];

/**
 * Looks for filters in the commit-graphs of the clone and of the object stores
 * that it borrows from. They are not proved.
 */
export async function checkCommitGraphs(
  clone: Clone,
  checklist: Checklist,
): Promise<void> {
  for (const objects of await objectDirectories(clone)) {
    const single = `${objects}/info/commit-graph`;
    const chain = `${objects}/info/commit-graphs`;
    for (
      const [path, whole] of [
        [single, single],
        ...(await graphsIn(chain)).map((path) => [path, chain] as const),
      ] as const
    ) {
      const problem = await problemOf(path);
      if (problem === undefined) continue;
      checklist.unknown("redirections", path, {
        problem: `${problem}; git works without it: rm -rf ${shellWord(whole)}`,
      });
    }
  }
}

/** The clone's own directory of objects and those it borrows from. */
async function objectDirectories(
  { git, commonDirectory }: Clone,
): Promise<string[]> {
  const text = await git.text(["count-objects", "-v"], {
    config: [["core.quotePath", "false"]], // names in UTF-8 are not quoted
  });
  const start = "alternate: ";
  const borrowed = text.split("\n").filter((line) => line.startsWith(start))
    .map((line) => unquoted(line.slice(start.length)));
  return [`${commonDirectory}/objects`, ...borrowed];
}

/** Control characters as C, and so git, spells them; others are octal. */
const ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** A path that git lists in quotes where it has odd characters. */
function unquoted(path: string): string {
  if (!path.startsWith('"')) return path;
  return path.slice(1, -1).replace(
    /\\([0-7]{3}|.)/g,
    (_, code: string) =>
      code.length === 3
        ? String.fromCharCode(parseInt(code, 8))
        : ESCAPES[code] ?? code,
  );
}

async function graphsIn(directory: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(directory));
    return entries.map(({ name }) => `${directory}/${name}`)
      .filter((path) => path.endsWith(".graph")).sort();
  } catch (error) {
    return isAbsence(error) ? [] : [directory];
  }
}

async function problemOf(path: string): Promise<string | undefined> {
  try {
    return hasFilters(await readTable(path))
      ? "git log leaves out commits that this commit-graph says did not " +
        "change a path, and nothing proves that"
      : undefined;
  } catch (error) {
    if (isAbsence(error)) return undefined;
    return `this commit-graph cannot be read: ${messageOf(error)}`;
  }
}

async function readTable(path: string): Promise<Uint8Array> {
  using file = await Deno.open(path);
  const bytes = new Uint8Array(MAX_TABLE);
  let length = 0;
  for (;;) {
    const count = await file.read(bytes.subarray(length));
    if (count === null || count === 0) return bytes.subarray(0, length);
    length += count;
  }
}

/** Reads the names of chunks: git takes as many as the header says. */
function hasFilters(table: Uint8Array): boolean {
  const [, , , , , , count = 0] = table;
  return Array.from({ length: count }, (_, i) => {
    const at = 8 + i * 12;
    return new TextDecoder().decode(table.subarray(at, at + 4));
  }).some((name) => FILTERS.includes(name));
}

function isAbsence(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.NotADirectory;
}
