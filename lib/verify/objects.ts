// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * git's objects as an audit reads them: by id and never by name, hashed when
 * they are read (a clone of a local path checks nothing), and only in the form
 * in which git writes them.
 *
 * @module
 */

import { createHash } from "node:crypto";
import {
  type CommitObject,
  parseCommit,
  parseTag,
  type TagObject,
} from "../git/commit_object.ts";
import type { ObjectReader } from "../git/objects.ts";
import { type NamedObject, parseTree, TREE_MODE } from "../git/tree_object.ts";
import type { ObjectFormat } from "../source/object_id.ts";
import { formProblem } from "./form.ts";
import { LARGE, LIMITS, totalBound } from "./limits.ts";
import { BadObjectError, MissingObjectError } from "./object_errors.ts";
import { once } from "./once.ts";
import { type Tree, TreeCache } from "./tree_cache.ts";

export type { Tree } from "./tree_cache.ts";

const NOTHING: Tree = new Map();

/**
 * Most bytes of all objects of a type together: a few kilobytes can hold
 * gigabytes of them. Commits are kept. A tree is
 * read again where it is not among the last ones, and counts again: the trees
 * of 2,000 releases have 300 MB, since each lists all packages before it.
 */
const TOTALS = { commit: 128 * 2 ** 20, tree: 2 ** 30 } as const;

/** How a {@linkcode Store} reads. */
export interface StoreOptions {
  /** How objects are named. */
  readonly objectFormat: ObjectFormat;
  /** Ids of the objects that a partial clone has; absent for a full one. */
  readonly local?: ReadonlySet<string> | undefined;
  /** Sizes of the {@linkcode LARGE} objects, so that none is read to be refused. */
  readonly large: ReadonlyMap<string, number>;
  /** What to do about a missing object, for errors. */
  readonly remedy: string;
  /** Most bytes of all objects of a type; {@linkcode TOTALS} by default. */
  readonly totals?: { readonly commit: number; readonly tree: number };
}

/** Reads and remembers: most trees of a history are shared. */
export class Store {
  /** How objects are named. */
  readonly objectFormat: ObjectFormat;
  /** What to do about a missing object. */
  readonly remedy: string;
  readonly #source: Pick<ObjectReader, "read">;
  readonly #options: StoreOptions;
  readonly #trees = new TreeCache();
  readonly #subtrees = new Map<string, readonly string[]>();
  readonly #addCommit: (bytes: number) => void;
  readonly #addTree: (bytes: number) => void;
  #isLacking = false;

  /**
   * @param source returns objects by id; undefined for those that are missing
   * @param options their format, their sizes, and what a partial clone has
   */
  constructor(source: Pick<ObjectReader, "read">, options: StoreOptions) {
    this.objectFormat = options.objectFormat;
    this.remedy = options.remedy;
    this.#source = source;
    this.#options = options;
    const { commit, tree } = options.totals ?? TOTALS;
    this.#addCommit = totalBound("all commits", commit);
    this.#addTree = totalBound("all trees", tree);
  }

  /** Whether an object was asked for that is missing. */
  get isLacking(): boolean {
    return this.#isLacking;
  }

  /** @throws {MissingObjectError} and {@linkcode BadObjectError} */
  readonly commit: (id: string) => Promise<CommitObject> = once(
    async (id) => parseCommit(await this.#readHeaders(id, "commit")),
  );

  /** @throws {MissingObjectError} and {@linkcode BadObjectError} */
  async tag(id: string): Promise<TagObject> {
    return parseTag(await this.#readHeaders(id, "tag"));
  }

  async #readHeaders(
    id: string,
    type: "commit" | "tag",
  ): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.#read(id, type, {
      subject: `a ${type}`,
      limit: LIMITS[type],
    });
    if (type === "commit") this.#addCommit(bytes.length);
    const problem = formProblem(type, bytes, this.objectFormat);
    if (problem !== undefined) throw badForm(`${type} ${id}`, problem);
    return bytes;
  }

  /**
   * @param subject what errors name: a path
   * @throws {MissingObjectError} and {@linkcode BadObjectError}
   */
  tree(id: string, subject: string): Promise<Tree> {
    return this.#trees.get(id, () => this.#readTree(id, subject));
  }

  async #readTree(
    id: string,
    subject: string,
  ): Promise<{ readonly tree: Tree; readonly size: number }> {
    const bytes = await this.#read(id, "tree", {
      subject: subject || "a tree",
      limit: LIMITS.tree,
    });
    const { length: size } = bytes;
    this.#addTree(size);
    try {
      const tree = parseTree(bytes, this.objectFormat);
      const directories = [...tree.values()]
        .filter(({ mode }) => mode === TREE_MODE);
      this.#subtrees.set(id, directories.map((entry) => entry.id));
      return { tree, size };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw badForm(`tree ${id}`, error.message);
    }
  }

  /**
   * Ids of the directories in a tree. A tree that was read before is not read
   * again for that.
   *
   * @throws {MissingObjectError} and {@linkcode BadObjectError}
   */
  async subtrees(id: string): Promise<readonly string[]> {
    if (!this.#subtrees.has(id)) await this.tree(id, "a tree");
    return this.#subtrees.get(id) ?? [];
  }

  /**
   * The type of an object, for what a ref leads to.
   *
   * @returns undefined where it is not there
   */
  async typeOf(id: string): Promise<string | undefined> {
    const { local, large } = this.#options;
    if (large.has(id)) return "blob"; // no other type is allowed that size
    if (local?.has(id) === false) return undefined;
    return (await this.#source.read(id))?.type;
  }

  /**
   * @param subject what errors name: a path
   * @param limit most bytes to read
   * @throws {MissingObjectError} and {@linkcode BadObjectError}
   */
  async blob(
    id: string,
    subject: string,
    limit: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    return await this.#read(id, "blob", { subject, limit });
  }

  /**
   * Reads a file of the source, once, to prove that it is there and is what its
   * id says.
   *
   * @returns its size in bytes
   * @throws {MissingObjectError} and {@linkcode BadObjectError}
   */
  readonly sourceSize: (
    file: { readonly id: string; readonly path: string },
  ) => Promise<number> = once(
    async ({ id, path: subject }) =>
      (await this.#read(id, "blob", { subject, limit: LIMITS.source })).length,
    ({ id }) => id,
  );

  /**
   * Whether a file of so many bytes may be an object, so that a file without
   * end need not be read to tell.
   */
  fits(id: string, size: number): boolean {
    const { local, large } = this.#options;
    if (local?.has(id) === false) return size <= LIMITS.source;
    const known = large.get(id);
    return known === undefined ? size < LARGE : size === known;
  }

  /**
   * The object at a path.
   *
   * @param tree id of the root
   * @param path parts separated by `/`
   * @returns undefined where there is nothing
   * @throws {MissingObjectError} where a directory on the way is missing, and
   * {@linkcode BadObjectError}
   */
  async at(tree: string, path: string): Promise<NamedObject | undefined> {
    const end = path.lastIndexOf("/");
    const above = await this.directory(tree, path.slice(0, Math.max(end, 0)));
    return above.get(path.slice(end + 1));
  }

  /**
   * What the directory at a path holds, "" for the root: nothing where there is
   * none.
   */
  async directory(tree: string, path: string): Promise<Tree> {
    if (path === "") return await this.tree(tree, "");
    const found = await this.at(tree, path);
    return found?.mode === TREE_MODE
      ? await this.tree(found.id, path)
      : NOTHING;
  }

  /** What a directory of a commit holds: nothing where there is none. */
  async directoryOf(commit: string, path: string): Promise<Tree> {
    return await this.directory((await this.commit(commit)).tree, path);
  }

  async #read(
    id: string,
    type: "blob" | "commit" | "tag" | "tree",
    { subject, limit }: { readonly subject: string; readonly limit: number },
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { local, large } = this.#options;
    const tooLarge = (size: number) =>
      new BadObjectError("bounds", subject, {
        problem: `${type} ${id} is too large for what it is`,
        expected: `at most ${limit} bytes`,
        found: `${size} bytes`,
      });
    const size = large.get(id) ?? 0;
    if (size > limit) throw tooLarge(size);
    const object = local?.has(id) === false
      ? undefined
      : await this.#source.read(id);
    if (object === undefined) {
      this.#isLacking = true;
      throw new MissingObjectError("repository", {
        subject,
        problem: "this clone lacks an object",
        expected: `${type} ${id}`,
        hint: this.remedy,
      });
    }
    const { bytes } = object;
    const found = createHash(this.objectFormat)
      .update(`${object.type} ${bytes.length}\0`).update(bytes).digest("hex");
    if (found !== id) {
      throw new BadObjectError("object-ids", `${type} ${id}`, {
        problem: "the object does not hash to its id",
        expected: id,
        found,
      });
    }
    if (object.type !== type) {
      throw badForm(`${type} ${id}`, `it is a ${object.type}`);
    }
    if (bytes.length > limit) throw tooLarge(bytes.length);
    return bytes;
  }
}

function badForm(subject: string, problem: string): BadObjectError {
  return new BadObjectError("object-form", subject, {
    problem: `git would not write it so: ${problem}`,
  });
}
