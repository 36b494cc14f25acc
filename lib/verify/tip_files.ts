// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What is beside source and archive at a tip and could be taken for them: a
 * `Makefile` at the top, a second directory with C files, a link, a submodule.
 *
 * @module
 */

import { FOLDER_MODE } from "../git/tree_object.ts";
import type { Layout } from "../record/layout.ts";
import { fold } from "../source/path_rules.ts";
import type { Checklist } from "./checks.ts";
import { listPaths } from "./diff.ts";
import { BadObjectError } from "./object_errors.ts";
import type { Store } from "./objects.ts";

/** Names that a build reads, and ends of names of source and packages. */
const BUILD_NAMES =
  /^(?:(?:gnu)?makefile|kbuild|kconfig|dkms\.conf|cmakelists\.txt|configure|.*\.(?:c|h|s|o|ko|mk|patch|diff|rpm|spec))$/i;

/** Names that git and git-lfs read settings from, as any file system has them. */
const SETTINGS_NAMES = /^(?:\.gitmodules|\.lfsconfig|(?:gitmod|gi7eba)~\d)$/;

/** Most entries that are looked at. */
const MAX_ENTRIES = 200_000;

/** Notes such files; nobody proves them. */
export async function checkTipFiles(
  tree: string,
  checklist: Checklist,
  { store, layout }: { readonly store: Store; readonly layout: Layout },
): Promise<void> {
  const found: string[] = [];
  const seen = new Set<string>();
  const work = [{ id: tree, prefix: "" }];
  let count = 0;
  for (const { id, prefix } of work) { // grows while it is walked
    if (seen.has(id)) continue;
    seen.add(id);
    for (const entry of (await store.tree(id, prefix)).values()) {
      count += 1;
      if (count > MAX_ENTRIES) {
        throw new BadObjectError("bounds", "the tip's files", {
          problem: "there are more than a data repository has",
          expected: `at most ${MAX_ENTRIES}`,
        });
      }
      const path = prefix + entry.name;
      if (path === layout.source || path === layout.archive) continue;
      if (entry.mode === FOLDER_MODE) {
        work.push({ id: entry.id, prefix: `${path}/` });
      } else if (!entry.mode.startsWith("100")) {
        const what = entry.mode === "160000" ? "submodule" : "link";
        found.push(`${path} (${what})`);
      } else if (
        BUILD_NAMES.test(entry.name) || SETTINGS_NAMES.test(fold(entry.name))
      ) {
        found.push(path);
      }
    }
  }
  if (found.length === 0) {
    checklist.ok("tip-files", "beside source and archive", `${count} entries`);
    return;
  }
  checklist.note("tip-files", "beside source and archive", {
    problem: `nothing proves these files, which could be taken for source: ${
      listPaths(found)
    }`,
  });
}
