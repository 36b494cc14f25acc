// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Every ref of a clone, and what kind of ref it is.
 *
 * @module
 */

import { remoteDefault, usualNames } from "../git/branch.ts";
import type { Git } from "../git/git.ts";
import {
  type Head,
  HEADS,
  objectAt,
  REMOTES,
  symbolicRef,
  TAGS,
} from "../git/revision.ts";
import { isReleaseTag } from "../record/versions.ts";
import { compareVersions } from "../rpm/version.ts";
import { together } from "../together.ts";
import type { Checklist } from "./checks.ts";
import type { Store } from "./objects.ts";
import type { Clone } from "./repository.ts";

/** A ref, and where it leads. */
export interface Ref {
  /** The full name: "refs/tags/2.25.4.0". */
  readonly ref: string;
  /** The id that it leads to; of an annotated tag that of the tag object. */
  readonly id: string;
  /** The ref that a symbolic one names. */
  readonly symbolic: string | undefined;
}

/** A tag whose name is that of a release. */
export interface ReleaseTag {
  readonly name: string;
  /** What an annotated tag leads to, else what the ref holds. */
  readonly commit: string;
  /** The type of what it leads to; undefined where that is not known. */
  readonly target: string | undefined;
  /** The name in an annotated tag. */
  readonly ownName?: string;
  /** What an annotated tag says, without its signature. */
  readonly message?: string;
}

/** A branch, here or as a remote had it when it was last asked. */
export interface Branch {
  /** The full name of its ref. */
  readonly ref: string;
  /** Short name; of a remote's branch with the remote's name before it. */
  readonly name: string;
  /** Its name where it lives: without the remote's. */
  readonly own: string;
  readonly isRemote: boolean;
  readonly tip: string;
}

/** What a clone's refs say. */
export interface References {
  readonly all: readonly Ref[];
  readonly head: Head;
  /** Lowest version first. */
  readonly tags: readonly ReleaseTag[];
  /** Local ones first. */
  readonly branches: readonly Branch[];
  /** Short name of the branch that releases go to, where it exists or not. */
  readonly main: string;
}

/** Ids by the full names of refs that are about to move. */
export type MovedRefs = ReadonlyMap<string, string>;

/**
 * Reads all refs.
 *
 * @param clone whose refs they are
 * @param means what reads the objects that tags lead to, what takes the bad
 * ones, and refs that count instead of the clone's own
 */
export async function readReferences(
  { git }: Clone,
  { store, checklist, moved = new Map() }: {
    readonly store: Store;
    readonly checklist: Checklist;
    readonly moved?: MovedRefs | undefined;
  },
): Promise<References> {
  const [held, head] = await together(listAll(git), readHead(git));
  const all = [
    ...held.filter(({ ref }) => !moved.has(ref)),
    ...Array.from(moved, ([ref, id]) => ({ ref, id, symbolic: undefined })),
  ].sort((a, b) => a.ref < b.ref ? -1 : 1);
  const branches = all.flatMap(({ ref, id, symbolic }): Branch[] => {
    const isListed = symbolic?.startsWith(HEADS) ||
      symbolic?.startsWith(REMOTES);
    if (isListed && ref.endsWith("/HEAD")) return []; // by its own name
    if (ref.startsWith(HEADS)) {
      const name = ref.slice(HEADS.length);
      return [{ ref, name, own: name, isRemote: false, tip: id }];
    }
    if (!ref.startsWith(REMOTES)) return [];
    const name = ref.slice(REMOTES.length);
    const own = name.replace(/^[^/]+\//, "");
    return [{ ref, name, own, isRemote: true, tip: id }];
  });
  const tags: ReleaseTag[] = [];
  for (const { ref, id } of all) {
    const name = ref.slice(TAGS.length);
    if (!ref.startsWith(TAGS) || !isReleaseTag(name)) continue;
    tags.push(await readTag(store, { name, id }, checklist));
  }
  return {
    all,
    head,
    tags: tags.sort((a, b) => compareVersions(a.name, b.name)),
    branches: branches.sort((a, b) => Number(a.isRemote) - Number(b.isRemote)),
    main: mainBranch(git, { all, branches, head }),
  };
}

async function listAll(git: Git): Promise<Ref[]> {
  const text = await git.text([
    "for-each-ref",
    "--format=%(refname)%00%(objectname)%00%(symref)",
  ]);
  return text.split("\n").filter((line) => line !== "").map((line) => {
    const [ref = "", id = "", symbolic] = line.split("\0");
    return { ref, id, symbolic: symbolic || undefined };
  });
}

/** HEAD, with the object that it leads to: it need not be there, nor a commit. */
async function readHead(git: Git): Promise<Head> {
  const [ref, commit] = await together(
    symbolicRef(git, "HEAD"),
    objectAt(git, "HEAD"),
  );
  return { ref, commit };
}

async function readTag(
  store: Store,
  { name, id }: { readonly name: string; readonly id: string },
  checklist: Checklist,
): Promise<ReleaseTag> {
  const target = await store.typeOf(id);
  const plain = { name, commit: id, target };
  if (target !== "tag") return plain;
  const tag = await checklist.whereThere(() => store.tag(id));
  return tag === undefined ? plain : {
    name,
    commit: tag.object,
    target: tag.type,
    ownName: tag.name,
    message: tag.message,
  };
}

/**
 * The branch that releases go to: the one that the remote's HEAD names, else
 * the current one unless it is a series, else one of the usual names.
 */
function mainBranch(
  git: Git,
  known: {
    readonly all: readonly Ref[];
    readonly branches: readonly Branch[];
    readonly head: Head;
  },
): string {
  const { all, branches, head } = known;
  const remote = remoteDefault(all);
  if (remote !== undefined) return remote;
  const current = head.ref?.startsWith(HEADS) && head.commit !== undefined
    ? head.ref.slice(HEADS.length)
    : undefined;
  if (current !== undefined && !current.startsWith("series/")) return current;
  return usualNames(git).find((name) =>
    branches.some(({ own }) => own === name)
  ) ??
    current ?? branches.find(({ isRemote }) => !isRemote)?.name ?? "main";
}
