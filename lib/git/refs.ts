// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Reading refs and history, and moving refs together or not at all.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { shellWord } from "../shell_word.ts";
import { DAMAGED_REF, DAMAGED_REF_HINT } from "./failure.ts";
import { HEX_LENGTH } from "../source/object_id.ts";
import type { Git } from "./git.ts";
import type { ObjectStore } from "./repository.ts";
import { TAGS } from "./revision.ts";

/** A tag and the commit it leads to. */
export interface Tag {
  /** The short name: "2.25.4.0". */
  readonly name: string;
  /** The commit's id, through an annotated tag if it is one. */
  readonly commit: string;
}

/** A ref to move. */
export interface RefChange {
  /** The full name: "refs/heads/main". */
  readonly ref: string;
  /** The id it must have before; undefined: it must not exist. */
  readonly old: string | undefined;
  /** The id it has afterwards. */
  readonly new: string;
}

/** A ref that leads to a commit. */
export interface CommitRef extends Pick<Tag, "commit"> {
  /** The full name: "refs/tags/2.25.4.0". */
  readonly ref: string;
  /** The id that it holds: the commit's, or that of an annotated tag. */
  readonly id: string;
}

/**
 * The refs below some places that lead to commits, by full name.
 *
 * @param places "refs/tags/" and the like
 * @throws {OperationError} "repository" where the file of one is damaged: git
 * leaves such a ref out, and a release would seem not to be published
 */
export async function listRefs(
  { git }: Pick<ObjectStore, "git">,
  ...places: readonly string[]
): Promise<Map<string, CommitRef>> {
  const { stdout, stderr } = await git.run([
    "for-each-ref",
    "--format=%(refname) %(objectname) %(objecttype)",
    ...places,
  ]);
  const broken = /^warning: ignoring broken ref (.+)$/m.exec(stderr)?.[1];
  if (broken !== undefined) {
    throw new OperationError("repository", {
      subject: broken,
      problem: DAMAGED_REF,
      hint: DAMAGED_REF_HINT,
    });
  }
  const text = new TextDecoder().decode(stdout).trimEnd();
  const found = text.split("\n").map((line) => line.split(" "));
  const tags = found.flatMap(([, id = "", type]) => type === "tag" ? [id] : []);
  const commits = await commitsOf(git, tags);
  const refs = new Map<string, CommitRef>();
  for (const [ref = "", id = "", type] of found) {
    const commit = type === "commit" ? id : commits.get(id);
    if (commit !== undefined) refs.set(ref, { ref, id, commit });
  }
  return refs;
}

/**
 * The commits that annotated tags lead to, by the tags' ids. From the tags
 * themselves: since git 2.45, for-each-ref believes what packed-refs says.
 */
async function commitsOf(
  git: Git,
  tags: readonly string[],
): Promise<Map<string, string>> {
  if (tags.length === 0) return new Map();
  const names = tags.map((id) => `${id}^{commit}\n`).join("");
  const text = await git.text(["cat-file", "--batch-check=%(objectname)"], {
    input: new TextEncoder().encode(names),
  });
  const answers = text.split("\n");
  return new Map(tags.flatMap((id, i): [string, string][] => {
    const answer = answers[i] ?? ""; // else: "ID^{commit} missing"
    return /^[0-9a-f]+$/.test(answer) ? [[id, answer]] : [];
  }));
}

/** All tags that lead to commits, by name. */
export async function listTags(
  repository: Pick<ObjectStore, "git">,
): Promise<Map<string, Tag>> {
  return tagsOf((await listRefs(repository, TAGS)).values());
}

/** The tags among some refs, by name. */
export function tagsOf(refs: Iterable<CommitRef>): Map<string, Tag> {
  const tags = new Map<string, Tag>();
  for (const { ref, commit } of refs) {
    if (!ref.startsWith(TAGS)) continue;
    const name = ref.slice(TAGS.length);
    tags.set(name, { name, commit });
  }
  return tags;
}

/** Whether a commit is another one or among its ancestors. */
export async function isAncestor(
  { git }: Pick<ObjectStore, "git">,
  ancestor: string,
  commit: string,
): Promise<boolean> {
  const base = await git.text(
    ["merge-base", "--end-of-options", ancestor, commit],
    { okCodes: [0, 1] }, // 1: they have none in common
  );
  return base === ancestor;
}

/**
 * Moves refs in one transaction, the worktree not included:
 * {@linkcode moveRefs} is what a publisher wants.
 *
 * If this process dies, git goes back: only the word "commit" moves a ref.
 *
 * @param changes every ref once; `HEAD` means HEAD itself, not its branch
 * @param options `message` is for the reflog
 * @throws {OperationError} "repository" naming the first ref that is not where
 * it was expected; then none has moved
 */
export async function updateRefs(
  repository: ObjectStore,
  changes: readonly RefChange[],
  options: { readonly message: string },
): Promise<void> {
  if (changes.length === 0) return;
  const none = "0".repeat(HEX_LENGTH[repository.objectFormat]);
  const updates = changes.map((change) => {
    const option = change.ref === "HEAD" ? "option no-deref\0" : "";
    const old = change.old ?? none;
    return `${option}update ${change.ref}\0${change.new}\0${old}\0`;
  });
  const message = options.message.replaceAll(/\s+/g, " ");
  const commands = `start\0${updates.join("")}commit\0`;
  await repository.git.run(["update-ref", "-m", message, "--stdin", "-z"], {
    input: new TextEncoder().encode(commands),
  }).catch((error) => {
    throw lostRace(error) ?? error;
  });
}

/** Names the ref that was not where it had to be, or that cannot be made. */
function lostRace(error: unknown): OperationError | undefined {
  if (!(error instanceof OperationError)) return undefined;
  const [, ref, reason = ""] =
    /cannot lock ref '([^']*)': (.*)$/.exec(error.found ?? "") ?? [];
  if (ref === undefined) return undefined;
  const [, other] = /^'([^']*)' exists; cannot create /.exec(reason) ?? [];
  if (other !== undefined) {
    return new OperationError("repository", {
      subject: ref,
      problem: "another ref takes the place of its name; nothing was changed",
      expected: `no ref ${other}`,
      found: "one",
      hint: `Rename it or delete it; see: git show-ref ${shellWord(other)}`,
      cause: error,
    });
  }
  const [, found, expected] = /is at (\w+) but expected (\w+)/.exec(reason) ??
    [];
  const exists = reason === "reference already exists";
  const gone = reason.startsWith("unable to resolve reference");
  if (found === undefined && !exists && !gone) return undefined;
  return new OperationError("repository", {
    subject: ref,
    problem: exists
      ? "there is one already; nothing was changed"
      : "somebody moved it during this run; nothing was changed",
    expected: expected ?? (exists ? "no such ref" : "the ref to exist"),
    found: found ?? (exists ? "one" : "none"),
    hint: exists
      ? "Run again. If it is there then, too, it leads to no commit; see: " +
        `git show ${shellWord(ref)}`
      : "Run again",
    cause: error,
  });
}
