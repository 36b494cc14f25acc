// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Whether the next commit goes on with a published history: not with another
 * project's, and not beside the newest commit.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { remoteDefault, usualNames } from "../git/branch.ts";
import { isAncestor } from "../git/refs.ts";
import { REMOTES } from "../git/revision.ts";
import { shellWord } from "../shell_word.ts";
import { listNames } from "../wording.ts";
import {
  deepenHint,
  type ExistingState,
  hasRelease,
} from "./existing_state.ts";

/**
 * Somebody may have run this in another project: its source directory would be
 * replaced as a whole, what is in the place of a directory would go, and its
 * branch and tags would get releases of the driver.
 *
 * @param begin whether a publication may begin on a branch that has commits
 * @throws {OperationError} "repository"
 */
export async function requireDataRepository(
  { repository: { branch }, layout, entries }: ExistingState,
  begin: boolean,
): Promise<void> {
  const paths = (await entries(branch.tip)).map(({ path }) => path);
  if (paths.includes(layout.repomd)) return;
  const directories = [layout.source, layout.archive, layout.rpms];
  const lost = paths.filter((path) =>
    path.startsWith(`${layout.source}/`) || directories.includes(path)
  );
  if (lost.length === 0) {
    if (begin || branch.tip === undefined) return;
    throw new OperationError("repository", {
      subject: branch.name,
      problem: "the branch has commits, and none has published anything",
      expected: layout.repomd,
      found: branch.tip,
      hint: "If publishing is to begin here, say so with --repo .",
    });
  }
  throw new OperationError("repository", {
    subject: branch.name,
    problem: "this looks like another project: there are files where the " +
      "driver's go, and no archived metadata",
    expected: layout.repomd,
    found: listNames(lost, 3),
    hint: "Publish into a repository of its own, see neuron-publish init. If " +
      "this is one, remove these files first, or name its directories with " +
      "--source-folder and --archive-folder",
  });
}

/**
 * Somebody may have left another branch than the main one checked out. Which one
 * is the main branch is what the remote's HEAD says, as for `verify`; where that
 * is not known, a branch that was fetched, or else one with a usual name.
 *
 * @throws {OperationError} "repository"
 */
export async function requireMainBranch(
  { repository: { git, branch: { name } } }: ExistingState,
): Promise<void> {
  const format = "--format=%(refname)%00%(symref)";
  const text = await git.text(["for-each-ref", format, REMOTES]);
  const refs = text.split("\n").map((line) => {
    const [ref = "", symbolic] = line.split("\0");
    return { ref, symbolic };
  });
  const has = (name: string) =>
    refs.some(({ ref }) => ref.replace(/^refs\/remotes\/[^/]+\//, "") === name);
  const isSeries = name.startsWith("series/");
  const main = remoteDefault(refs) ??
    (has(name) && !isSeries ? name : usualNames(git).find(has));
  if (!isSeries && (main === undefined || main === name)) return;
  throw new OperationError("repository", {
    subject: name,
    problem: isSeries
      ? "only backports go to the branch of a series"
      : "releases go to the main branch, and this is another one",
    expected: main ?? "the main branch",
    found: name,
    hint: `Check it out: git switch ${shellWord(main ?? "main")}; if the ` +
      "remote has another main branch by now: git remote set-head REMOTE --auto",
  });
}

/**
 * The main branch must have what was fetched of it, unless it has gone its own
 * way, and the highest release. Otherwise it is behind, was set back, or is
 * another repository's, and a commit on it would begin a second history. Where
 * a shallow clone cannot show that, it counts as behind.
 *
 * @param highest the highest published release, if there is one
 * @throws {OperationError} "repository"
 */
export async function requireNewest(
  existing: ExistingState,
  highest: string | undefined,
): Promise<void> {
  const { repository, tags, remote, fetched } = existing;
  const { branch: { name, tip }, isShallow } = repository;
  const lacking = (lack: string, commit: string, hint: string) =>
    new OperationError("repository", {
      subject: name,
      problem: `the branch does not have ${lack}`,
      expected: `${commit} or a commit after it`,
      found: tip ?? "no commit",
      hint,
    });
  const follow = (from: string) =>
    tip === undefined
      ? `Check out the branch that does, or run: git merge --ff-only ${from}`
      : `If the branch is behind, run: git merge --ff-only ${from}`;
  if (fetched !== undefined && fetched !== tip) {
    const from = `${remote}/${name}`;
    const lack = `what was fetched of ${from}`;
    if (tip === undefined || await isAncestor(repository, tip, fetched)) {
      throw lacking(lack, fetched, follow(shellWord(from)));
    }
    if (isShallow && !await isAncestor(repository, fetched, tip)) {
      throw lacking(lack, fetched, deepenHint(remote));
    }
  }
  const commit = tags.get(highest ?? "")?.commit;
  if (commit === undefined) return;
  let hint = follow(`${highest}`);
  if (tip !== undefined) {
    if (await hasRelease(existing, [tip], commit)) return;
    if (!await isAncestor(repository, tip, commit)) {
      hint = isShallow
        ? deepenHint(remote)
        : "Check out the branch that does. If this one should, it was set " +
          "back or begun again: take it from another clone";
    }
  }
  throw lacking(`release ${highest}, which is published`, commit, hint);
}
