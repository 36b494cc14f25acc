// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A verified source against another publication of it. Pure.
 *
 * @module
 */

import { diffFile, type FileDiff } from "../diff.ts";
import type { SourceTree } from "../source/tree.ts";
import type { Publication } from "./published.ts";

/** A file that both have, and that is not the same. */
export interface DifferentFile {
  readonly path: string;
  /** git's mode in the verified source. */
  readonly ourMode: string;
  /** git's mode in the other publication. */
  readonly theirMode: string;
  /** From the verified source to theirs; undefined where only modes differ. */
  readonly diff: FileDiff | undefined;
}

/** What two publications have in common, paths sorted. */
export interface Comparison {
  /** The same content and the same mode. */
  readonly identical: readonly string[];
  /** In the verified source alone. */
  readonly onlyHere: readonly string[];
  /** In the other publication alone. */
  readonly onlyThere: readonly string[];
  /** Other content, and perhaps another mode. */
  readonly different: readonly DifferentFile[];
  /** The same content with another mode. */
  readonly modes: readonly DifferentFile[];
  /**
   * Whether every file of the verified source is there with the same content.
   * Modes do not count, nor what the other has besides: a README, say.
   */
  readonly isSameSource: boolean;
}

/**
 * Compares.
 *
 * @param ours the verified source
 * @param theirs the other publication, of which nothing is trusted
 */
export function compareSource(
  ours: Pick<SourceTree, "files">,
  theirs: Publication,
): Comparison {
  const identical: string[] = [];
  const onlyHere: string[] = [];
  const different: DifferentFile[] = [];
  const modes: DifferentFile[] = [];
  for (const { path, mode, content } of ours.files) {
    const other = theirs.files.get(path);
    if (other === undefined) {
      onlyHere.push(path);
      continue;
    }
    const file = { path, ourMode: mode, theirMode: other.mode };
    // A link is not the file that holds its target's name.
    const isSameType = mode.slice(0, 3) === other.mode.slice(0, 3);
    if (!isSameType || !isEqual(content, other.content)) {
      different.push({ ...file, diff: diffFile(content, other.content) });
    } else if (mode !== other.mode) modes.push({ ...file, diff: undefined });
    else identical.push(path);
  }
  const known = new Set(ours.files.map(({ path }) => path));
  const onlyThere = [...theirs.files.keys()].filter((path) => !known.has(path))
    .sort();
  return {
    identical,
    onlyHere,
    onlyThere,
    different,
    modes,
    isSameSource: onlyHere.length === 0 && different.length === 0,
  };
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
