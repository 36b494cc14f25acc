// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Whether the name of a ref leads to something that people do not expect.
 *
 * @module
 */

import { printableName } from "../printable.ts";
import { counted, listNames } from "../wording.ts";
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
 * the same short name, or one that is not listed, such as a file beside HEAD.
 */
export async function checkNames(
  { clone, history, references: { all, tags, branches } }: Scope,
  checklist: Checklist,
): Promise<void> {
  const ids = new Map(all.map(({ ref, id }) => [ref, id]));
  const named = [
    ...tags.map(({ name }) => `${TAGS}${name}`),
    ...branches.map(({ ref }) => ref),
  ].flatMap((ref) => spellings(ref).map((name) => ({ ref, name })));
  const resolved = await resolveNames(clone, named.map(({ name }) => name));
  for (const [i, { ref, name }] of named.entries()) {
    const others = PLACES.map((place) => place(name))
      .filter((other) => other !== ref && ids.has(other));
    for (const other of others) {
      checklist.fail("refs", other, {
        problem: `git may take this ref for ${ref}`,
        expected: `no other ref that ${JSON.stringify(name)} can mean`,
        found: other,
      });
    }
    const [expected, found] = [ids.get(ref), resolved[i]];
    if (others.length > 0 || found === undefined || found === expected) {
      continue;
    }
    checklist.fail("refs", name, {
      problem: `git takes this name for another object than that of ${ref}`,
      expected,
      found,
    });
  }
  await noteUnlisted(clone, { ids, known: history.commits }, checklist);
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
    } else if (ids.has(other) && !ids.has(`${HEADS}${own}`)) {
      checklist.fail("refs", other, {
        problem: `the tag has the name of a branch, ${ref}`,
        found: other,
      });
    }
  }
  for (const place of PLACES.slice(1)) {
    const other = place("HEAD");
    // `refs/remotes/HEAD` would need a remote of that name.
    if (!ids.has(other)) continue;
    checklist.fail("refs", other, {
      problem: "git may take this ref for HEAD",
      found: other,
    });
  }
  checklist.okIfNothingFound("refs", "names", counted(all.length, "ref"));
}

/**
 * Notes files beside HEAD that git takes for refs and lists nowhere, but for
 * those that it writes there: ORIG_HEAD, FETCH_HEAD.
 *
 * @param refs ids of the listed ones, and commits that are looked at anyway
 */
async function noteUnlisted(
  clone: Clone,
  { ids, known }: {
    readonly ids: ReadonlyMap<string, string>;
    readonly known: ReadonlyMap<string, unknown>;
  },
  checklist: Checklist,
): Promise<void> {
  const beside = new Set<string>();
  for (const directory of [clone.gitDirectory, clone.commonDirectory]) {
    for await (const { name, isDirectory } of Deno.readDir(directory)) {
      const isListed = PLACES.some((place) => ids.has(place(name)));
      if (isDirectory || isListed || /^[A-Z_]+$/.test(name)) continue;
      if (!/[\s\0]/.test(name)) beside.add(name);
    }
  }
  const names = [...beside];
  const resolved = await resolveNames(clone, names);
  const unlisted = names.filter((_, i) => {
    const id = resolved[i];
    return id !== undefined && !known.has(id);
  });
  if (unlisted.length === 0) return;
  checklist.note("refs", "beside HEAD", {
    problem: `nothing proves what these lead to: ${
      listNames(unlisted.map(printableName))
    }`,
  });
}

/**
 * What git takes each of some names for, in their order: the id, or undefined
 * where it knows no such object. git looks first for a file beside HEAD, which
 * it lists nowhere and reads in several spellings.
 */
async function resolveNames(
  { git }: Clone,
  names: readonly string[],
): Promise<(string | undefined)[]> {
  if (names.length === 0) return [];
  const { stdout } = await git.run(
    ["cat-file", "--batch-check=%(objectname)"],
    { input: new TextEncoder().encode(names.map((n) => `${n}\n`).join("")) },
  );
  return new TextDecoder().decode(stdout).split("\n").slice(0, -1)
    .map((line) => /^[0-9a-f]+$/.exec(line)?.[0]);
}
