// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Paths that some file system takes for the source or the archive: of `src`
 * and `SRC`, a checkout on macOS or Windows has one directory with both.
 *
 * @module
 */

import type { Layout } from "../record/layout.ts";
import { fold } from "../source/path_rules.ts";
import type { Store, Tree } from "./objects.ts";
import type { CheckContext } from "./context.ts";

/**
 * Finds such paths beside the source, the archive and what is in that.
 *
 * @param tree id of the commit's tree
 * @returns each with the path that it is taken for
 * @throws {MissingObjectError} and {@linkcode BadObjectError}
 */
export async function findLookAlikes(
  tree: string,
  { store, layout }: { readonly store: Store; readonly layout: Layout },
): Promise<string[]> {
  const found = new Set<string>();
  for (const path of [layout.source, layout.archive, layout.rpms]) {
    const parts = path.split("/");
    for (const [i, part] of parts.entries()) {
      const above = parts.slice(0, i).join("/");
      const entries = await store.directory(tree, above);
      const folded = fold(part);
      for (const name of entries.keys()) {
        // Tools on Windows take "\\" for "/", NTFS "src:x" for a part of src.
        const start = name.split(/[\\:]/, 1)[0] ?? "";
        if (name !== part && fold(start) === folded) {
          found.add(above === "" ? name : `${above}/${name}`);
        }
      }
    }
  }
  for (const path of [layout.archive, layout.rpms]) {
    for (const name of collisions(await store.directory(tree, path))) {
      found.add(`${path}/${name}`);
    }
  }
  return [...found];
}

function collisions(entries: Tree): string[] {
  const spellings = new Set<string>();
  return [...entries.keys()].filter((name) => {
    const folded = fold(name);
    const isKnown = spellings.has(folded);
    spellings.add(folded);
    return isKnown;
  });
}

/** Fails for such paths in a commit's tree. */
export async function checkLookAlikes(
  tree: string,
  { readLookAlikes, layout, checklist }: CheckContext,
): Promise<void> {
  const found = await readLookAlikes(tree);
  for (const path of found.slice(0, 10)) {
    checklist.fail("look-alikes", path, {
      problem: "some systems take this path for another one of the tree",
    });
  }
  const { source, archive, rpms } = layout;
  checklist.okIfNothingFound(
    "look-alikes",
    source,
    `${source}, ${archive}, ${rpms}`,
  );
}
