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
import type { StoredObject } from "../git/objects.ts";
import {
  FOLDER_MODE,
  type NamedObject,
  parseTree,
} from "../git/tree_object.ts";
import type { ObjectFormat } from "../source/object_id.ts";
import { commitProblem, tagProblem } from "./form.ts";
import { BadObjectError, MissingObjectError } from "./object_errors.ts";
import { type Tree, TreeCache } from "./tree_cache.ts";

export type { Tree } from "./tree_cache.ts";

/** Returns objects by id; undefined for those that are not there. */
export interface ObjectSource {
  /** Reads an object. */
  read(id: string): Promise<StoredObject | undefined>;
}

const NOTHING: Tree = new Map();

/** Most bytes that are read of an object, by what it is used for. */
export const LIMITS = {
  commit: 4 * 2 ** 20,
  tag: 2 ** 20,
  tree: 16 * 2 ** 20,
  attributes: 2 ** 20,
  checksum: 4096,
  key: 2 ** 20,
  metadata: 128 * 2 ** 20,
  notes: 16 * 2 ** 20,
  package: 256 * 2 ** 20, // no larger one is published
  source: 256 * 2 ** 20,
} as const;

/** Bytes from which on an object's size is known before it is read. */
export const LARGE: number = 2 ** 20;

/**
 * Most bytes of all objects of a type together. Commits are kept. A tree is
 * read again where it is not among the last ones, and counts again: the trees
 * of 2,000 releases have 300 MB, since each lists all packages before it.
 */
const TOTALS = { commit: 128 * 2 ** 20, tree: 2 ** 30 } as const;

/** How a {@linkcode Store} reads. */
export interface StoreOptions {
  /** How objects are named. */
  readonly objectFormat: ObjectFormat;
  /** Ids that a partial clone has; everything is asked for where absent. */
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
  readonly #source: ObjectSource;
  readonly #options: StoreOptions;
  readonly #trees = new TreeCache();
  readonly #subtrees = new Map<string, readonly string[]>();
  readonly #commits = new Map<string, Promise<CommitObject>>();
  readonly #sizes = new Map<string, Promise<number>>();
  readonly #totals = { commit: 0, tree: 0 };
  #isLacking = false;

  /**
   * @param source hands out objects
   * @param options their format, their sizes, and what a partial clone has
   */
  constructor(source: ObjectSource, options: StoreOptions) {
    this.#source = source;
    this.#options = options;
  }

  /** How objects are named. */
  get objectFormat(): ObjectFormat {
    return this.#options.objectFormat;
  }

  /** Whether an object was asked for that is missing. */
  get isLacking(): boolean {
    return this.#isLacking;
  }

  /** What to do about a missing object. */
  get remedy(): string {
    return this.#options.remedy;
  }

  /** @throws {MissingObjectError} and {@linkcode BadObjectError} */
  commit(id: string): Promise<CommitObject> {
    return remember(this.#commits, id, async () => {
      const bytes = await this.#read(id, "commit", {
        subject: "a commit",
        limit: LIMITS.commit,
      });
      this.#addTo("commit", bytes.length);
      const problem = commitProblem(bytes, this.#options.objectFormat);
      if (problem !== undefined) throw badForm(`commit ${id}`, problem);
      return parseCommit(bytes);
    });
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
    this.#addTo("tree", size);
    try {
      const tree = parseTree(bytes, this.#options.objectFormat);
      const directories = [...tree.values()]
        .filter(({ mode }) => mode === FOLDER_MODE);
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

  /** @throws {MissingObjectError} and {@linkcode BadObjectError} */
  async tag(id: string): Promise<TagObject> {
    const bytes = await this.#read(id, "tag", {
      subject: "a tag",
      limit: LIMITS.tag,
    });
    const problem = tagProblem(bytes, this.#options.objectFormat);
    if (problem !== undefined) throw badForm(`tag ${id}`, problem);
    return parseTag(bytes);
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
    const bytes = await this.#read(id, "blob", { subject, limit });
    this.#sizes.set(id, Promise.resolve(bytes.length));
    return bytes;
  }

  /**
   * Reads a blob to prove that it is there and is what its id says.
   *
   * @returns its size in bytes
   * @throws {MissingObjectError} and {@linkcode BadObjectError}
   */
  blobSize(id: string, subject: string): Promise<number> {
    return remember(
      this.#sizes,
      id,
      async () =>
        (await this.#read(id, "blob", { subject, limit: LIMITS.source }))
          .length,
    );
  }

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
    let found: NamedObject | undefined;
    let folder = tree;
    const parts = path.split("/");
    for (const [i, name] of parts.entries()) {
      found = (await this.tree(folder, parts.slice(0, i).join("/"))).get(name);
      if (found === undefined) return undefined;
      if (i === parts.length - 1) return found;
      if (found.mode !== FOLDER_MODE) return undefined;
      folder = found.id;
    }
    return found;
  }

  /** What the directory at a path holds: nothing where there is none. */
  async folder(tree: string, path: string): Promise<Tree> {
    const found = await this.at(tree, path);
    return found?.mode === FOLDER_MODE
      ? await this.tree(found.id, path)
      : NOTHING;
  }

  /** A few kilobytes can hold gigabytes of commits and trees. */
  #addTo(type: keyof typeof TOTALS, size: number): void {
    this.#totals[type] += size;
    const { [type]: limit } = this.#options.totals ?? TOTALS;
    if (this.#totals[type] <= limit) return;
    throw new BadObjectError("bounds", `all ${type}s`, {
      problem: "there is more than a data repository has",
      expected: `at most ${limit} bytes together`,
    });
  }

  async #read(
    id: string,
    type: "blob" | "commit" | "tag" | "tree",
    { subject, limit }: { readonly subject: string; readonly limit: number },
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { local, large, remedy, objectFormat } = this.#options;
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
        hint: remedy,
      });
    }
    const { bytes } = object;
    const found = createHash(objectFormat)
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

function remember<T>(
  known: Map<string, Promise<T>>,
  id: string,
  read: () => Promise<T>,
): Promise<T> {
  const before = known.get(id);
  if (before !== undefined) return before;
  const promise = read();
  promise.catch(() => {}); // every caller gets the rejection
  known.set(id, promise);
  return promise;
}
