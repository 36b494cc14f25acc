// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Filters in a commit-graph, by which git skips commits that, as they say, did
 * not change a path: `git log -- src` believes them. `git fsck` checks the rest
 * of a commit-graph, and nothing checks these, so they are compared here with
 * what the commits change. Only a path that is left out does harm: a path too
 * many costs git a comparison.
 *
 * The format: gitformat-commit-graph(5). Anybody may have written the bytes.
 *
 * @module
 */

import { messageOf, OperationError } from "../errors.ts";
import { readLocalFile } from "../local_file.ts";
import { shellWord } from "../shell_word.ts";
import { HEX_LENGTH } from "../source/object_id.ts";
import type { Checklist } from "./checks.ts";
import { diffTrees } from "./diff.ts";
import type { Clone } from "./repository.ts";
import type { Scope } from "./scope.ts";

/** Most bytes of a commit-graph: 100,000 commits need 10 MB. */
const MAX_BYTES = 64 * 2 ** 20;

/** Most bits of a filter that git sets for a path; it sets 7. */
const MAX_HASHES = 64;

/**
 * Looks at the filters in the commit-graphs of the clone and of the object
 * stores that it borrows from. Those that leave a path out are not proved.
 */
export async function checkCommitGraphs(
  scope: Scope,
  checklist: Checklist,
): Promise<void> {
  for (const objects of await objectDirectories(scope.clone)) {
    const single = `${objects}/info/commit-graph`;
    const chain = `${objects}/info/commit-graphs`;
    for (
      const [path, whole] of [
        [single, single],
        ...(await graphsIn(chain)).map((path) => [path, chain] as const),
      ] as const
    ) {
      const problem = await checklist.whereThere(() => problemOf(path, scope));
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
  const text = await git.text(["count-objects", "-v"]);
  const borrowed = [...text.matchAll(/^alternate: (.*)$/gm)]
    .map(([, path = ""]) => path);
  return [`${commonDirectory}/objects`, ...borrowed];
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

async function problemOf(
  path: string,
  { clone, history, store }: Scope,
): Promise<string | undefined> {
  let filters: ReadonlyMap<string, Filter>;
  try {
    const bytes = await readLocalFile(path, MAX_BYTES);
    filters = readFilters(bytes, HEX_LENGTH[clone.objectFormat] / 2);
  } catch (error) {
    const isThere =
      !(error instanceof OperationError && isAbsence(error.cause));
    if (!isThere) return undefined;
    return `this commit-graph cannot be read: ${messageOf(error)}`;
  }
  // By history, in which neighbours share trees.
  for (const [id, { tree, parents: [parent] }] of history.commits) {
    const filter = filters.get(id);
    if (filter === undefined) continue;
    const before = parent === undefined
      ? undefined
      : (await store.commit(parent)).tree;
    const changes = await diffTrees(store, { before, after: tree });
    if (changes.every((change) => mayHaveChanged(filter, change.path))) {
      continue;
    }
    return "git log leaves out commits that this commit-graph says did not " +
      "change a path, and they did";
  }
  return undefined;
}

/** What a commit changed against its first parent, as its filter says. */
interface Filter {
  readonly bits: Uint8Array;
  /** Bits of each path. */
  readonly hashes: number;
}

/**
 * Reads the filters of one file: each layer of a chain has its own.
 *
 * @param idBytes bytes of an object's id
 * @returns by commit, without those that are empty, which git does not use
 * @throws {SyntaxError} where git could read them in another way
 * @throws {RangeError} where the file is too short
 */
function readFilters(
  bytes: Uint8Array,
  idBytes: number,
): ReadonlyMap<string, Filter> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = new Map<string, Uint8Array>();
  for (let at = 8; at < 8 + 12 * view.getUint8(6); at += 12) {
    const name = new TextDecoder().decode(bytes.subarray(at, at + 4));
    if (chunks.has(name)) throw new SyntaxError(`it has ${name} twice`);
    const [start, end] = [at + 4, at + 16].map((place) =>
      Number(view.getBigUint64(place))
    );
    chunks.set(name, bytes.subarray(start, end));
  }
  const [ids, ends, data] = ["OIDL", "BIDX", "BDAT"]
    .map((name) => chunks.get(name));
  const found = new Map<string, Filter>();
  if (ends === undefined || data === undefined) return found;
  if (ids === undefined) throw new SyntaxError("it has filters of no commit");
  const at = (chunk: Uint8Array, index: number) =>
    new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      .getUint32(4 * index);
  const [version, hashes] = [at(data, 0), at(data, 1)];
  if (version < 1 || version > 2 || hashes > MAX_HASHES) {
    throw new SyntaxError(`its filters are of version ${version}`);
  }
  const filters = data.subarray(12); // after three numbers
  let start = 0;
  for (let i = 0; i < Math.floor(ids.length / idBytes); i++) {
    const end = at(ends, i);
    if (end < start || end > filters.length) {
      throw new SyntaxError("a filter is outside of it");
    }
    const id = ids.subarray(i * idBytes, (i + 1) * idBytes).toHex();
    const bits = filters.subarray(start, end);
    if (found.has(id)) throw new SyntaxError(`it has ${id} twice`);
    if (bits.length > 0) found.set(id, { bits, hashes });
    start = end;
  }
  return found;
}

/** Whether a filter has a path and the directories above it. */
function mayHaveChanged(filter: Filter, path: string): boolean {
  const parts = path.split("/");
  return parts.every((_, i) => {
    const bytes = new TextEncoder().encode(parts.slice(0, i + 1).join("/"));
    // Version 1 hashes bytes above 127 as the machine does that wrote it.
    return hasPath(filter, bytes) ||
      hasPath(filter, new Int8Array(bytes.buffer));
  });
}

/** The two hashes start at these numbers. */
const SEEDS = [0x293ae76f, 0x7e646e2c] as const;

function hasPath(
  { bits, hashes }: Filter,
  path: Uint8Array | Int8Array,
): boolean {
  const [first, step] = SEEDS.map((seed) => murmur3(seed, path));
  return Array.from({ length: hashes }, (_, i) => i).every((i) => {
    const bit = ((first ?? 0) + Math.imul(i, step ?? 0) >>> 0) %
      (8 * bits.length);
    return ((bits[bit >>> 3] ?? 0) & (1 << (bit & 7))) !== 0;
  });
}

/** Murmur3 of 32 bits. */
function murmur3(seed: number, data: Uint8Array | Int8Array): number {
  const rotated = (n: number, by: number) => n << by | n >>> (32 - by);
  const mixed = (n: number) =>
    Math.imul(rotated(Math.imul(n, 0xcc9e2d51), 15), 0x1b873593);
  let hash = seed;
  for (let at = 0; at < data.length; at += 4) {
    const isWhole = at + 4 <= data.length;
    // Where bytes are negative, git adds the rest of a word up in another way.
    const word = [0, 1, 2, 3].map((i) => (data[at + i] ?? 0) << (8 * i))
      .reduce((sum, part) => isWhole ? sum | part : sum ^ part);
    hash ^= mixed(word);
    if (!isWhole) break;
    hash = Math.imul(rotated(hash, 13), 5) + 0xe6546b64 | 0;
  }
  hash ^= data.length;
  hash = Math.imul(hash ^ hash >>> 16, 0x85ebca6b);
  hash = Math.imul(hash ^ hash >>> 13, 0xc2b2ae35);
  return (hash ^ hash >>> 16) >>> 0;
}

function isAbsence(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.NotADirectory;
}
