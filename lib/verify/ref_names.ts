// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Whether the name of a ref leads to something that people do not expect.
 *
 * @module
 */

import { counted } from "../wording.ts";
import type { Checklist } from "./checks.ts";
import { HEADS, REMOTES, TAGS } from "./refs.ts";
import type { Clone } from "./repository.ts";
import type { Scope } from "./scope.ts";

/** Where git looks for a short name, in its order (gitrevisions). */
const PLACES: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => `refs/${name}`,
  (name) => `${TAGS}${name}`,
  (name) => `${HEADS}${name}`,
  (name) => `${REMOTES}${name}`,
  (name) => `${REMOTES}${name}/HEAD`,
];

/** The names by which people and programs ask for a ref. */
function spellings(ref: string): string[] {
  const short = ref.replace(/^refs\/(tags|heads|remotes)\//, "");
  return [...new Set([ref, ref.replace(/^refs\//, ""), short])];
}

/**
 * Fails for each ref that git could take for a release or a branch: one with
 * the same short name, or a file beside HEAD.
 */
export async function checkNames(
  { clone, references: { all, tags, branches } }: Scope,
  checklist: Checklist,
): Promise<void> {
  const existing = new Set(all.map(({ ref }) => ref));
  const named = [
    ...tags.map(({ name }) => `${TAGS}${name}`),
    ...branches.map(({ ref }) => ref),
  ];
  const beside = await listBesideHead(clone);
  for (const ref of named) {
    for (const name of spellings(ref)) {
      for (const place of PLACES) {
        const other = place(name);
        if (other === ref) continue;
        const isThere = existing.has(other) ||
          other === name && beside.has(name.split("/", 1)[0] ?? "") &&
            await isFileBesideHead(clone, name);
        if (!isThere) continue;
        checklist.fail("refs", other, {
          problem: `git may take this ref for ${ref}`,
          expected: `no other ref that ${JSON.stringify(name)} can mean`,
          found: other,
        });
      }
    }
  }
  const releases = new Set(tags.map(({ name }) => name));
  for (const { ref, own, isRemote } of branches) {
    // A plain clone has remote branches only: `git switch` takes their names.
    if (!isRemote) continue;
    const other = `${TAGS}${own}`;
    if (releases.has(own)) {
      checklist.fail("refs", ref, {
        problem: "the branch has the name of a release",
        found: ref,
      });
    } else if (existing.has(other) && !existing.has(`${HEADS}${own}`)) {
      checklist.fail("refs", other, {
        problem: `the tag has the name of a branch, ${ref}`,
        found: other,
      });
    }
  }
  for (const place of PLACES.slice(1)) {
    const other = place("HEAD");
    // `refs/remotes/HEAD` would need a remote of that name.
    if (!existing.has(other)) continue;
    checklist.fail("refs", other, {
      problem: "git may take this ref for HEAD",
      found: other,
    });
  }
  checklist.okIfNothingFound("refs", "names", counted(all.length, "ref"));
}

/** What is in the git directory itself, but for `refs`. */
async function listBesideHead(
  { gitDirectory, commonDirectory }: Clone,
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const directory of [gitDirectory, commonDirectory]) {
    for await (const { name } of Deno.readDir(directory)) names.add(name);
  }
  names.delete("refs");
  return names;
}

/**
 * A ref outside of `refs/`: git looks there first, and lists it nowhere. Other
 * files, such as `config`, git does not take for refs.
 */
async function isFileBesideHead(clone: Clone, name: string): Promise<boolean> {
  for (const directory of [clone.gitDirectory, clone.commonDirectory]) {
    const text = await readStart(`${directory}/${name}`);
    if (/^(ref: |[0-9a-f]{40})/.test(text)) return true;
  }
  return false;
}

/** The first bytes of a plain file, "" where there is none. */
async function readStart(path: string): Promise<string> {
  try {
    const info = await Deno.stat(path);
    if (!info.isFile) return "";
    using file = await Deno.open(path);
    const bytes = new Uint8Array(64);
    const count = await file.read(bytes) ?? 0;
    return new TextDecoder().decode(bytes.subarray(0, count));
  } catch {
    return "";
  }
}
