// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * git's objects as an audit reads them: by id and never by name, so that what
 * was read is what a commit vouches for.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
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

/** Hands out objects by id; undefined for those that are not there. */
export interface ObjectSource {
  /** Reads an object. */
  read(id: string): Promise<StoredObject | undefined>;
}

/** An object that the proof needs is not in this clone. Refutes nothing. */
export class MissingObjectError extends OperationError {}

/** A tree, its folders not opened. */
export type Tree = ReadonlyMap<string, NamedObject>;

const NOTHING: Tree = new Map();

/** How a {@linkcode Store} reads. */
export interface StoreOptions {
  /** How objects are named. */
  readonly objectFormat: ObjectFormat;
  /** Ids that a partial clone has; everything is asked for where absent. */
  readonly local?: ReadonlySet<string>;
  /** What to do about a missing object, for errors. */
  readonly remedy: string;
}

/** Reads and remembers: most trees of a history are shared. */
export class Store {
  readonly #source: ObjectSource;
  readonly #options: StoreOptions;
  readonly #trees = new Map<string, Promise<Tree>>();
  readonly #commits = new Map<string, Promise<CommitObject>>();

  /**
   * @param source hands out objects
   * @param options their format, and what a partial clone has
   */
  constructor(source: ObjectSource, options: StoreOptions) {
    this.#source = source;
    this.#options = options;
  }

  /** How objects are named. */
  get objectFormat(): ObjectFormat {
    return this.#options.objectFormat;
  }

  /** What to do about a missing object. */
  get remedy(): string {
    return this.#options.remedy;
  }

  /** @throws {MissingObjectError} */
  commit(id: string): Promise<CommitObject> {
    return remember(this.#commits, id, async () => {
      const { bytes } = await this.#read(id, "commit", "a commit");
      return parseCommit(bytes);
    });
  }

  /**
   * @param subject what errors name: a path
   * @throws {MissingObjectError}
   */
  tree(id: string, subject: string): Promise<Tree> {
    return remember(this.#trees, id, async () => {
      const { bytes } = await this.#read(id, "tree", subject || "a tree");
      return parseTree(bytes, this.#options.objectFormat);
    });
  }

  /** @throws {MissingObjectError} */
  async tag(id: string): Promise<TagObject> {
    return parseTag((await this.#read(id, "tag", "a tag")).bytes);
  }

  /**
   * @param subject what errors name: a path
   * @throws {MissingObjectError}
   */
  async blob(id: string, subject: string): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.#read(id, "blob", subject)).bytes;
  }

  /**
   * The object at a path.
   *
   * @param tree id of the root
   * @param path parts separated by `/`
   * @returns undefined where there is nothing
   * @throws {MissingObjectError} where a folder on the way is missing
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

  /** What the folder at a path holds: nothing where there is none. */
  async folder(tree: string, path: string): Promise<Tree> {
    const found = await this.at(tree, path);
    return found?.mode === FOLDER_MODE
      ? await this.tree(found.id, path)
      : NOTHING;
  }

  async #read(
    id: string,
    type: string,
    subject: string,
  ): Promise<StoredObject> {
    const { local, remedy } = this.#options;
    const object = local?.has(id) === false
      ? undefined
      : await this.#source.read(id);
    if (object?.type === type) return object;
    throw new MissingObjectError("repository", {
      subject,
      problem: "this clone lacks an object",
      expected: `${type} ${id}`,
      ...(object === undefined ? {} : { found: object.type }),
      hint: remedy,
    });
  }
}

function remember<T>(
  known: Map<string, Promise<T>>,
  id: string,
  read: () => Promise<T>,
): Promise<T> {
  const before = known.get(id);
  if (before !== undefined) return before;
  const promise = read();
  known.set(id, promise);
  return promise;
}
