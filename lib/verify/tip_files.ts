// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What is beside source and archive at a tip and could be taken for them: a
 * `Makefile` at the top, a second directory with C files, an archive of them, a
 * script, a link, a submodule. A name is read as a person reads it.
 *
 * @module
 */

import { TREE_MODE } from "../git/tree_object.ts";
import { fold } from "../source/path_rules.ts";
import { listNames } from "../wording.ts";
import { BadObjectError } from "./object_errors.ts";
import type { CheckContext } from "./context.ts";

/**
 * Characters that nobody sees in a name, and bytes that are not UTF-8, as a tree
 * gives them: a name that is shown as `neuron.c` is taken for it.
 */
const UNSEEN =
  /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]|\\x[89a-f][0-9a-f]/gu;

/** Names that a build reads. What follows may vary: `Makefile.am`, `Kbuild~`. */
const BUILD_NAMES =
  /^[^a-z0-9]*(?:(?:gnu|bsd)?makefile|kbuild|kconfig|cmakelists|meson|dkms\.conf|configure)(?![a-z0-9])/;

/** Ends of names of source, in the languages of a kernel and its tools. */
const SOURCE =
  "c|cc|cpp|cxx|h|hh|hpp|hxx|inc|s|asm|rs|dts|dtsi|lds|mk|patch|diff|py|pl|sh|bash";

/** Ends of names of what is built, and of what packs any of it. */
const PACKED = "o|a|so|ko|run|bin|spec|rpm|srpm|deb|dsc|tar|cpio|zip|7z|rar|" +
  "gz|bz2|xz|zst|lzma|lz|lz4|tgz|tbz|tbz2|txz|tzst|bundle";

/** Such an end, whatever follows: `a.c~`, `a.c.orig`, `a.h (1)`, `a.c.txt`. */
const ENDS = new RegExp(`\\.(?:${SOURCE}|${PACKED})(?![a-z0-9])`);

/** Names that git and git-lfs read settings from, as any file system has them. */
const SETTINGS_NAMES = /^(?:\.gitmodules|\.lfsconfig|(?:gitmod|gi7eba)~\d)$/;

/** Most entries that are looked at. */
const MAX_ENTRIES = 200_000;

/** Whether somebody, or a build, could take a file for source by its name. */
function looksLikeSource(name: string): boolean {
  const seen = name.normalize("NFKC").replace(UNSEEN, "").toLowerCase();
  return BUILD_NAMES.test(seen) || ENDS.test(seen) ||
    SETTINGS_NAMES.test(fold(name));
}

/** Notes such files; nobody proves them. */
export async function checkTipFiles(
  tree: string,
  { store, layout, checklist }: CheckContext,
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
      if (entry.mode === TREE_MODE) {
        work.push({ id: entry.id, prefix: `${path}/` });
      } else if (!entry.mode.startsWith("100")) {
        const what = entry.mode === "160000" ? "submodule" : "link";
        found.push(`${path} (${what})`);
      } else if (entry.mode === "100755") {
        found.push(`${path} (executable)`);
      } else if (looksLikeSource(entry.name)) {
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
      listNames(found)
    }`,
  });
}
