// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Files beside a source that change what is built from it, though each file of
 * the source is the same.
 *
 * @module
 */

import type { SourceTree } from "../source/tree.ts";
import { changingAttributes, isAttributesName } from "../verify/attributes.ts";
import type { PublishedFile } from "./published.ts";

/** What GNU make looks for before Makefile, and kbuild before that. */
const BEFORE_MAKEFILE = ["GNUmakefile", "makefile", "Kbuild"];

/** Names of files that others include. */
const INCLUDED = /\.(?:h|hh|hpp|c|inc|s|mk|dtsi|lds)$/i;

/** An `#include` of C, or an `include` of make, with what it names. */
const INCLUDES =
  /^[ \t]*(?:#[ \t]*|[-s])?include(?:_next)?[ \t]*["<]?([^">\s]+)/gm;

/**
 * Finds out which files a build of a source would read in place of another, or
 * of one that the source leaves to the kernel: `#include "a.h"` is looked for
 * beside the file that says so first, then in directories that only the
 * Makefile knows. A file that could be found there counts, wherever it is. So
 * do attributes by which git checks out something else than it has.
 *
 * @param source the verified source
 * @param added files that only the other publication has, by their paths
 * @returns the paths of those that may change what is built
 */
export function findOverriding(
  { files }: Pick<SourceTree, "files">,
  added: ReadonlyMap<string, Pick<PublishedFile, "content">>,
): string[] {
  if (added.size === 0) return [];
  const known = new Set(files.map(({ path }) => path));
  const wanted = new Set<string>();
  for (const { path, content } of files) {
    if (INCLUDED.test(path)) wanted.add(baseName(path));
    const text = new TextDecoder().decode(content);
    for (const [, name = ""] of text.matchAll(INCLUDES)) {
      wanted.add(name.replace(/^(?:\.{0,2}\/)+/, ""));
    }
  }
  const overrides = (path: string, content: Uint8Array) => {
    const name = baseName(path);
    const directory = path.slice(0, path.length - name.length);
    return changesCheckout(path, content) ||
      BEFORE_MAKEFILE.includes(name) && known.has(`${directory}Makefile`) ||
      // kbuild copies it to that name.
      known.has(path.replace(/_shipped$/, "")) ||
      endings(path).some((ending) => wanted.has(ending));
  };
  return [...added].filter(([path, { content }]) => overrides(path, content))
    .map(([path]) => path);
}

/**
 * Whether a file has attributes by which git writes or shows other files than
 * it has.
 *
 * @param path the file's path
 * @param content its content
 */
export function changesCheckout(path: string, content: Uint8Array): boolean {
  return isAttributes(path) &&
    changingAttributes(new TextDecoder().decode(content)).length > 0;
}

/** Whether git takes a file of this path for attributes. */
export function isAttributes(path: string): boolean {
  return isAttributesName(baseName(path));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** `a/b/c.h`, `b/c.h` and `c.h`. */
function endings(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, i) => parts.slice(i).join("/"));
}
