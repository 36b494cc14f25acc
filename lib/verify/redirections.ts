// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What makes git show other objects, or another history, than the commits say,
 * or other bytes than the objects have; and what a clone was made without.
 *
 * @module
 */

import { readLocalFile } from "../local_file.ts";
import { changingAttributes } from "./attributes.ts";
import { Checklist } from "./checks.ts";
import { checkCommitGraphs } from "./commit_graph.ts";
import { blobId } from "../source/object_id.ts";
import { LIMITS } from "./limits.ts";
import type { Store } from "./objects.ts";
import type { Scope } from "./context.ts";

/**
 * Fails for replace refs, grafts, and tags that packed-refs has wrong; filters
 * in a commit-graph are not proved. {@linkcode checkCompleteness} looks at the
 * shallow file.
 */
export async function checkRedirections(
  scope: Scope,
  checklist: Checklist,
): Promise<void> {
  const { clone, references } = scope;
  const replaced = references.all.filter(({ ref }) =>
    ref.startsWith("refs/replace/")
  );
  for (const { ref, id } of replaced) {
    checklist.fail("redirections", ref, {
      problem: "git shows another object instead of the one named",
      expected: "no refs/replace",
      found: id,
    });
  }
  const grafts = `${clone.commonDirectory}/info/grafts`;
  const text = await readText(grafts);
  const isGrafted = text === undefined ||
    text.split("\n").some((line) => /^\s*[^#\s]/.test(line));
  if (isGrafted) {
    checklist.fail("redirections", "info/grafts", {
      problem: "git shows different parents from those in the commits",
      expected: "no grafts",
      found: grafts,
    });
  }
  await checkPeeled(scope, checklist);
  await checkCommitGraphs(clone, checklist);
  checklist.okIfNothingFound(
    "redirections",
    "refs/replace, info/grafts, packed-refs and commit-graphs",
  );
  await noteAttributes(scope, checklist);
}

/** Settings that name attributes, as git's manual spells them. */
const ATTRIBUTE_SETTINGS = ["core.attributesFile", "attr.tree"];

/** Notes attributes that are this clone's own, and of no commit. */
async function noteAttributes(
  scope: Scope,
  checklist: Checklist,
): Promise<void> {
  const { commonDirectory, settings } = scope.clone;
  for (const key of ATTRIBUTE_SETTINGS) {
    const named = settings.get(key.toLowerCase());
    if (named === undefined) continue;
    checklist.note("attributes", key, {
      problem:
        "attributes of this clone's own change what git checks out or shows",
      found: named.join(", "),
    });
  }
  const files = [
    ["info/attributes", await readText(`${commonDirectory}/info/attributes`)],
    ...await checkedOutAttributes(scope),
  ] as const;
  for (const [name, text] of files) {
    const found = text === undefined
      ? ["more than can be read"]
      : changingAttributes(text);
    if (found.length === 0) continue;
    checklist.note("attributes", name, {
      problem:
        "this clone's own attributes change what git checks out or shows",
      found: found.slice(0, 10).join(", "),
    });
  }
}

/**
 * Files of attributes in the worktree that HEAD does not have, in the
 * directories above source and archive; below those, no file may differ. git
 * reads them where they are, whether it knows them or not.
 */
async function checkedOutAttributes(
  { clone, references, store, layout }: Scope,
): Promise<(readonly [path: string, text: string | undefined])[]> {
  const { worktree, objectFormat } = clone;
  const { head: { commit } } = references;
  if (worktree === undefined) return [];
  const paths = [layout.source, layout.archive].flatMap((path) =>
    path.split("/").map((_, i, parts) =>
      [...parts.slice(0, i), ".gitattributes"].join("/")
    )
  );
  const found: [string, string | undefined][] = [];
  for (const path of new Set(paths)) {
    const text = await readText(`${worktree}/${path}`);
    // What is wrong with HEAD is said elsewhere.
    const known = commit === undefined
      ? undefined
      : await new Checklist().whereThere(async () =>
        await store.at((await store.commit(commit)).tree, path)
      );
    const bytes = new TextEncoder().encode(text);
    if (known?.id !== blobId(bytes, objectFormat)) found.push([path, text]);
  }
  return found;
}

/**
 * Fails where packed-refs says that a tag leads to another object than the tag
 * itself does: `git describe`, `git show-ref` and a clone's own clones believe
 * packed-refs.
 */
async function checkPeeled(
  { clone, references, store }: Scope,
  checklist: Checklist,
): Promise<void> {
  const text = await clone.git.text(["show-ref", "--dereference"], {
    okCodes: [0, 1, 128], // 1: no refs; 128: a bad one, which fsck names
  });
  const ids = new Map(references.all.map(({ ref, id }) => [ref, id]));
  const peeled = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, found, ref = ""] = /^([0-9a-f]+) (.*)\^\{\}$/.exec(line) ?? [];
    const id = ids.get(ref);
    if (found === undefined || id === undefined) continue;
    const expected = await checklist.whereThere(() =>
      peel(id, { store, peeled })
    );
    if (expected === undefined || expected === found) continue;
    checklist.fail("redirections", ref, {
      problem: "packed-refs says that the tag leads to another object",
      expected,
      found,
    });
  }
}

/**
 * What a tag leads to in the end.
 *
 * @param peeled what was found so far: thousands of refs may lead to a chain of
 * thousands of tags
 */
async function peel(
  id: string,
  { store, peeled }: {
    readonly store: Store;
    readonly peeled: Map<string, string>;
  },
): Promise<string> {
  const chain: string[] = [];
  let found = id;
  while (!peeled.has(found) && await store.typeOf(found) === "tag") {
    chain.push(found);
    found = (await store.tag(found)).object;
  }
  const end = peeled.get(found) ?? found;
  for (const tag of chain) peeled.set(tag, end);
  return end;
}

/** @returns "" where there is no such file; undefined where it is too large */
async function readText(path: string): Promise<string | undefined> {
  const info = await Deno.stat(path).catch(() => undefined);
  if (info === undefined) return "";
  if (!info.isFile || info.size > LIMITS.attributes) return undefined;
  return new TextDecoder().decode(await readLocalFile(path, LIMITS.attributes));
}

/**
 * Says once what this clone was made without, as far as that is missed. A
 * shallow file always counts: git log and git blame stop where it says, also
 * where the older commits are there.
 */
export function checkCompleteness(
  { clone, store }: Scope,
  checklist: Checklist,
): void {
  const { isShallow, isPartial, narrowRemotes: [remote] } = clone;
  const kinds = [
    ...(isShallow ? ["is shallow: git shows a history that is cut off"] : []),
    ...(isPartial && store.isLacking
      ? ["is partial: it was made without some objects"]
      : []),
    ...(remote === undefined ? [] : [`has some branches of ${remote} only`]),
  ];
  if (kinds.length === 0) {
    checklist.ok("objects", "this clone");
    return;
  }
  checklist.unknown("objects", "this clone", {
    problem: `the clone ${
      kinds.join(", and ")
    }; get the rest with: ${clone.remedy}`,
  });
}
