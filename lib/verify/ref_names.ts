// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Whether the name of a ref leads to something that people do not expect.
 *
 * @module
 */

import { HEADS, REMOTES, TAGS } from "../git/revision.ts";
import { printableName } from "../printable.ts";
import { counted, listNames } from "../wording.ts";
import type { Checklist } from "./checks.ts";
import type { Clone } from "./repository.ts";
import type { Scope } from "./context.ts";
import type { References } from "./refs.ts";

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
  { clone, history, references }: Scope,
  checklist: Checklist,
): Promise<void> {
  const { all, tags, branches } = references;
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
  const { commits } = history;
  const unlisted = await noteUnlisted(clone, { ids, commits }, checklist);
  checkAbbreviations(new Map([...ids, ...unlisted]), commits, checklist);
  checkRemoteBranches(references, ids, checklist);
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
 * Fails for tags with the name of a remote's branch: a plain clone has no other
 * branches, and `git switch` takes their names.
 */
function checkRemoteBranches(
  { tags, branches }: References,
  ids: ReadonlyMap<string, string>,
  checklist: Checklist,
): void {
  const releases = new Set(tags.map(({ name }) => name));
  for (const { ref, own, isRemote } of branches) {
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
}

/** The files beside HEAD that git writes and takes for refs. */
const WRITTEN_BY_GIT: ReadonlySet<string> = new Set([
  "HEAD",
  "ORIG_HEAD",
  "FETCH_HEAD",
  "MERGE_HEAD",
  "MERGE_AUTOSTASH",
  "CHERRY_PICK_HEAD",
  "REVERT_HEAD",
  "REBASE_HEAD",
  "BISECT_HEAD",
  "BISECT_EXPECTED_REV",
  "AUTO_MERGE",
  "NOTES_MERGE_PARTIAL",
  "NOTES_MERGE_REF",
  // With git gc, and not when the branch that it begins with is deleted.
  "info/refs",
]);

/** Directories beside HEAD of which git lists the refs, or that have none. */
const OTHER_KINDS: ReadonlySet<string> = new Set([
  "refs",
  "objects",
  "logs", // of the reflogs nothing is proved
  "worktrees", // noted by themselves
  // Where git rebase and the like are, and nobody asks for these by name.
  "rebase-apply",
  "rebase-merge",
  "sequencer",
]);

/**
 * Notes files of the git directory that git takes for refs and lists nowhere:
 * `git show driver/latest` reads `.git/driver/latest`.
 *
 * @param refs the listed ones with what they lead to, and commits that are
 * looked at anyway
 * @returns all of them, with what they lead to
 */
async function noteUnlisted(
  clone: Clone,
  { ids, commits }: {
    readonly ids: ReadonlyMap<string, string>;
    readonly commits: ReadonlyMap<string, unknown>;
  },
  checklist: Checklist,
): Promise<ReadonlyMap<string, string>> {
  const names = new Set<string>();
  for (const directory of [clone.gitDirectory, clone.commonDirectory]) {
    for await (const name of filesOf(directory)) {
      const isListed = PLACES.some((place) => ids.has(place(name)));
      if (!isListed && !/[\s\0]/.test(name)) names.add(name);
    }
  }
  const resolved = await resolveNames(clone, [...names]);
  const unlisted = new Map<string, string>();
  for (const [i, name] of [...names].entries()) {
    const id = resolved[i];
    if (id !== undefined) unlisted.set(name, id);
  }
  const known = new Set(ids.values());
  const unproved = [...names].filter((name) => {
    // git writes no such name here, and nothing can ask for one.
    if (name.includes("\ufffd")) return true;
    const id = unlisted.get(name);
    return id !== undefined && !commits.has(id) && !known.has(id);
  });
  if (unproved.length > 0) {
    checklist.note("refs", "beside HEAD", {
      // Not the words for other refs: equal ones are shown as one finding.
      problem: `git takes these files for refs, and nothing proves them: ${
        listNames(unproved.map(printableName))
      }`,
    });
  }
  return unlisted;
}

/** Files of a git directory that could be refs; each directory once. */
async function* filesOf(top: string): AsyncGenerator<string> {
  const seen = new Set<string>();
  const work = [""];
  for (const prefix of work) { // grows while it is walked
    const directory = await Deno.realPath(`${top}/${prefix}`)
      .catch(() => undefined);
    if (directory === undefined || seen.has(directory)) continue;
    seen.add(directory);
    const entries = await Array.fromAsync(Deno.readDir(directory))
      .catch((error) => {
        if (error instanceof Deno.errors.NotCapable) throw error;
        return []; // not ours to read, nor git's
      });
    for (const entry of entries) {
      const name = prefix + entry.name;
      if (OTHER_KINDS.has(name) || WRITTEN_BY_GIT.has(name)) continue;
      const info = entry.isSymlink
        ? await Deno.stat(`${top}/${name}`).catch(() => undefined)
        : entry;
      if (info?.isDirectory === true) work.push(`${name}/`);
      else if (info !== undefined) yield name;
    }
  }
}

/**
 * Fails for names that look like the abbreviated id of a commit and lead
 * elsewhere: git takes such a name for the ref, and people copy the id.
 *
 * @param ids every name that git takes for a ref, with what it leads to
 */
function checkAbbreviations(
  ids: ReadonlyMap<string, string>,
  commits: ReadonlyMap<string, unknown>,
  checklist: Checklist,
): void {
  const LENGTH = 7; // git prints no fewer digits
  const byStart = Map.groupBy(commits.keys(), (id) => id.slice(0, LENGTH));
  for (const [ref, id] of ids) {
    const name = ref.replace(/^refs\/(?:(?:tags|heads|remotes)\/)?/, "")
      .replace(/\/HEAD$/, "");
    const commit = byStart.get(name.slice(0, LENGTH))
      ?.find((one) => one.startsWith(name) && one !== name);
    if (commit === undefined || commit === id) continue;
    checklist.fail("refs", ref, {
      problem: "git takes the abbreviated id of a commit for this ref",
      expected: commit,
      found: id,
    });
  }
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
