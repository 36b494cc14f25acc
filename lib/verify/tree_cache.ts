// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The trees that were asked for last. Most trees of a history are asked for
 * several times in a row, and a long history has too many to keep.
 *
 * @module
 */

import type { NamedObject } from "../git/tree_object.ts";

/** A tree, its directories not opened. */
export type Tree = ReadonlyMap<string, NamedObject>;

/** Most bytes of the trees that are kept. */
const MAX_BYTES = 16 * 2 ** 20;

/** A tree that is being read, or that was read. */
interface Kept {
  readonly tree: Promise<Tree>;
  /** Bytes of the object; 0 until it is read. */
  size: number;
}

/** Keeps the trees that were asked for last. */
export class TreeCache {
  /** In the order of use: the one that was asked for last is at the end. */
  readonly #trees = new Map<string, Kept>();
  #bytes = 0;

  /**
   * The tree of an id.
   *
   * @param read reads it where it is not kept; `size` is that of the object in
   * bytes
   */
  get(
    id: string,
    read: () => Promise<{ readonly tree: Tree; readonly size: number }>,
  ): Promise<Tree> {
    const known = this.#trees.get(id);
    const kept = known ?? this.#start(read);
    this.#trees.delete(id);
    this.#trees.set(id, kept);
    for (const [oldest, { size }] of this.#trees) {
      if (this.#bytes <= MAX_BYTES) break;
      if (size === 0) continue; // being read, or bad
      this.#trees.delete(oldest);
      this.#bytes -= size;
    }
    return kept.tree;
  }

  #start(
    read: () => Promise<{ readonly tree: Tree; readonly size: number }>,
  ): Kept {
    const reading = read();
    const kept: Kept = { tree: reading.then(({ tree }) => tree), size: 0 };
    reading.then(({ size }) => {
      kept.size = size;
      this.#bytes += size;
    }, () => {});
    kept.tree.catch(() => {}); // every caller gets the rejection
    return kept;
  }
}
