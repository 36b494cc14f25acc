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
import { findOverriding } from "./overriding.ts";
import type { Publication } from "./published.ts";

/** A file that both have. */
export interface ComparedFile {
  /** The path below the source directory. */
  readonly path: string;
  /** git's mode in the verified source. */
  readonly ourMode: string;
  /** git's mode in the other publication. */
  readonly theirMode: string;
}

/** A file whose content is not the same. */
export interface DifferentFile extends ComparedFile {
  /** From the verified source to theirs. */
  readonly diff: FileDiff;
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
  /** The same content with a different mode. */
  readonly modes: readonly ComparedFile[];
  /** Those of {@linkcode onlyThere} that may change what is built. */
  readonly overriding: readonly string[];
  /** What to say of it in a word. */
  readonly result: ComparisonResult;
  /**
   * Whether every file of the verified source is there with the same content,
   * and nothing beside it that may change what is built. Modes do not count,
   * nor what else the other has: a README, say.
   */
  readonly sameSource: boolean;
}

/** How two publications compare. */
export type ComparisonResult =
  | "same"
  /** The same, and files that are only there. */
  | "same-and-more"
  /** The same, and a file only there that may change what is built. */
  | "overridden"
  | "different";

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
  const modes: ComparedFile[] = [];
  for (const { path, mode, content } of ours.files) {
    const other = theirs.files.get(path);
    if (other === undefined) {
      onlyHere.push(path);
      continue;
    }
    const file = { path, ourMode: mode, theirMode: other.mode };
    // A link is not the same as a file that contains its target.
    const isSameType = mode.slice(0, 3) === other.mode.slice(0, 3);
    if (!isSameType || !isEqual(content, other.content)) {
      different.push({ ...file, diff: diffFile(content, other.content) });
    } else if (mode !== other.mode) modes.push(file);
    else identical.push(path);
  }
  const known = new Set(ours.files.map(({ path }) => path));
  const added = [...theirs.files].filter(([path]) => !known.has(path))
    .sort(([a], [b]) => a < b ? -1 : 1);
  const onlyThere = added.map(([path]) => path);
  const overriding = findOverriding(ours, new Map(added));
  const isSame = onlyHere.length === 0 && different.length === 0;
  const result = !isSame
    ? "different"
    : overriding.length > 0
    ? "overridden"
    : onlyThere.length > 0
    ? "same-and-more"
    : "same";
  return {
    result,
    sameSource: isSame && overriding.length === 0,
    identical,
    onlyHere,
    onlyThere,
    modes,
    overriding,
    different,
  };
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
