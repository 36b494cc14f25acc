// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Reading trees and blobs.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import type { GitProcess } from "./process.ts";
import type { ObjectStore } from "./repository.ts";

/** An entry of a tree, as `git ls-tree -r` prints it. */
export interface TreeEntry {
  /** Path from the repository's root. */
  readonly path: string;
  /** Six octal digits: 100644, 100755, 120000, 160000, 040000. */
  readonly mode: string;
  /** The object's type. */
  readonly type: "blob" | "commit" | "tree";
  /** The object's id. */
  readonly id: string;
}

/**
 * The files of a commit, below some paths or all. Reads no blob, so that a
 * partial clone can answer.
 *
 * @param commit a commit or tree id; undefined where there is none yet
 * @param paths files and directories from the root; none means all
 */
export async function listTree(
  { git }: Pick<ObjectStore, "git">,
  commit: string | undefined,
  paths: readonly string[] = [],
): Promise<TreeEntry[]> {
  if (commit === undefined) return [];
  const records = await git.records(
    ["ls-tree", "-z", "--full-tree", "-r", commit, "--", ...paths],
  );
  return records.map((record) => {
    const [, mode = "", type, id = "", path = ""] =
      /^(\d+) (\w+) ([0-9a-f]+)\t(.*)$/s.exec(record) ?? [];
    if (type !== "blob" && type !== "commit" && type !== "tree") {
      throw new Error(`Cannot read the answer of git ls-tree: ${record}`);
    }
    return { path, mode, type, id };
  });
}

/** An object's content. */
export interface StoredObject {
  /** The object's id. */
  readonly id: string;
  /** The object's type: blob, commit, tag or tree. */
  readonly type: string;
  /** The object's content, without git's own header. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Largest object that is read, in bytes. */
const OBJECT_LIMIT = 1024 * 1024 * 1024;

/** One `git cat-file --batch`, to read many objects. */
export class ObjectReader implements AsyncDisposable {
  readonly #directory: string;
  readonly #process: GitProcess;
  #asked: Promise<unknown> = Promise.resolve();
  #answered: Promise<unknown> = Promise.resolve();

  /** Starts git; dispose of the reader. */
  constructor({ git }: Pick<ObjectStore, "git">) {
    this.#directory = git.directory;
    this.#process = git.start(["cat-file", "--batch"]);
  }

  /**
   * Reads an object. Several calls at once are answered in their order.
   *
   * @param name an id, or `<commit>:<path>`
   * @returns undefined if there is none
   * @throws {OperationError} "repository" if it is over the bound
   */
  read(name: string): Promise<StoredObject | undefined> {
    if (name.includes("\n")) throw new TypeError("A name is one line");
    // Questions run ahead of answers, so that git need not wait for either.
    const asked = this.#asked.then(() =>
      this.#process.write(new TextEncoder().encode(`${name}\n`))
    );
    this.#asked = asked.catch(() => {}); // the answer rejects
    const answer = this.#answered.then(async () => {
      await asked;
      return await this.#answer();
    });
    this.#answered = answer.catch(() => {});
    return answer;
  }

  async #answer(): Promise<StoredObject | undefined> {
    const line = await this.#process.readLine();
    const [, id, type, size] = /^([0-9a-f]+) (\w+) (\d+)$/.exec(line) ?? [];
    if (id === undefined || type === undefined) return undefined; // "missing"
    if (Number(size) > OBJECT_LIMIT) {
      throw new OperationError("repository", {
        subject: this.#directory,
        problem: `object ${id} is too large to read`,
        expected: `at most ${OBJECT_LIMIT} bytes`,
        found: `${size}`,
      });
    }
    const bytes = await this.#process.readBytes(Number(size));
    await this.#process.readBytes(1); // the LF after it
    return { id, type, bytes };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process.kill(); // it only reads: nothing to finish
  }
}

/**
 * The blobs of some ids, in that order.
 *
 * @throws {OperationError} "repository" if one is missing or not a blob
 */
export async function* readBlobs(
  repository: ObjectStore,
  ids: Iterable<string>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  await using reader = new ObjectReader(repository);
  for (const id of ids) {
    const object = await reader.read(id);
    if (object?.type !== "blob") {
      throw new OperationError("repository", {
        subject: repository.git.directory,
        problem: "the repository lacks an object",
        expected: `blob ${id}`,
        found: object?.type ?? "nothing",
        hint: "Look for damage with: git fsck",
      });
    }
    yield object.bytes;
  }
}
