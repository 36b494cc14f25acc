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
import { filesBesideHead, type LooseFiles, MAX_REF } from "./loose_files.ts";
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
  const files = await filesBesideHead(clone);
  const resolved = await resolveNames(
    clone,
    named.map(({ name }) => name),
    files,
  );
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
  const unlisted = await noteUnlisted(
    clone,
    { ids, commits, files },
    checklist,
  );
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

/**
 * Notes files of the git directory that git takes for refs and lists nowhere:
 * `git show driver/latest` reads `.git/driver/latest`.
 *
 * @param known the listed refs with what they lead to, commits that are looked
 * at anyway, and the files
 * @returns all of them, with what they lead to
 */
async function noteUnlisted(
  clone: Clone,
  { ids, commits, files }: {
    readonly ids: ReadonlyMap<string, string>;
    readonly commits: ReadonlyMap<string, unknown>;
    readonly files: LooseFiles;
  },
  checklist: Checklist,
): Promise<ReadonlyMap<string, string>> {
  const names = [...files.keys()].filter((name) =>
    !PLACES.some((place) => ids.has(place(name))) && !/[\s\0]/.test(name)
  );
  const resolved = await resolveNames(clone, names, files);
  const unlisted = new Map<string, string>();
  for (const [i, name] of names.entries()) {
    const id = resolved[i];
    if (id !== undefined) unlisted.set(name, id);
  }
  const known = new Set(ids.values());
  const unproved = names.filter((name) => {
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

/** What the name of a large file leads to, instead of an id. */
const TOO_LARGE = `a file of more than ${MAX_REF} bytes`;

/**
 * What git takes each of some names for, in their order: the id, or undefined
 * where it knows no such object. git looks first for a file beside HEAD, which
 * it lists nowhere and reads in several spellings.
 *
 * @param files those there; about a large one git is not asked
 */
async function resolveNames(
  { git }: Clone,
  names: readonly string[],
  files: LooseFiles,
): Promise<(string | undefined)[]> {
  const isLarge = (name: string) => files.get(name)?.startsWith("large");
  const asked = names.filter((name) => !isLarge(name));
  const { stdout } = await git.run(
    ["cat-file", "--batch-check=%(objectname)"],
    { input: new TextEncoder().encode(asked.map((n) => `${n}\n`).join("")) },
  );
  const answers = new TextDecoder().decode(stdout).split("\n").values();
  return names.map((name) => {
    if (!isLarge(name)) {
      return /^[0-9a-f]+$/.exec(answers.next().value ?? "")?.[0];
    }
    return files.get(name) === "large ref" ? TOO_LARGE : undefined;
  });
}
