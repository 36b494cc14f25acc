// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The releases in the history of one release, in the order they were published.
 *
 * @module
 */

import { OperationError, UsageError } from "../errors.ts";
import { listTags } from "../git/refs.ts";
import { commitOf } from "../git/revision.ts";
import { isReleaseTag } from "../record/versions.ts";
import type { Clone } from "../verify/repository.ts";

/** A release and all releases before it. */
export interface ReleaseChain {
  /** Their tags; the last one is the release that was asked about. */
  readonly tags: readonly string[];
  /**
   * @returns the index in `tags` of the first release whose history has this
   * commit
   */
  firstWith(commit: string): number;
}

/**
 * Reads a release's history.
 *
 * @param clone the repository
 * @param release its tag; by default the last release in HEAD's history
 * @throws {UsageError} where there is no such tag
 * @throws {OperationError} where HEAD has no commit, or none of a release
 */
export async function readReleaseChain(
  clone: Clone,
  release: string | undefined,
): Promise<ReleaseChain> {
  const tags = [...(await listTags(clone)).values()]
    .filter(({ name }) => isReleaseTag(name));
  const end = release === undefined
    ? await headCommit(clone)
    : tags.find(({ name }) => name === release)?.commit;
  if (end === undefined) {
    throw new UsageError(
      `There is no release tag ${JSON.stringify(release)}`,
      "list them with git tag --list",
    );
  }
  const byCommit = new Map(tags.map(({ name, commit }) => [commit, name]));
  // Not a tag of one's own beside it.
  if (release !== undefined) byCommit.set(end, release);
  const text = await clone.git.text([
    ...["rev-list", "--topo-order", "--reverse", "--end-of-options", end, "--"],
  ]);
  const chain: string[] = [];
  const indexes = new Map<string, number>();
  let waiting: string[] = [];
  for (const commit of text.split("\n")) {
    waiting.push(commit);
    const tag = byCommit.get(commit);
    if (tag === undefined) continue;
    for (const id of waiting) indexes.set(id, chain.length);
    waiting = [];
    chain.push(tag);
  }
  if (chain.length === 0) {
    throw new OperationError("repository", {
      subject: clone.gitDirectory,
      problem: "HEAD has no release in its history",
      hint:
        "Name one with --release; in a clone without tags: git fetch --tags",
    });
  }
  return { tags: chain, firstWith: (commit) => indexes.get(commit) ?? 0 };
}

async function headCommit({ git, gitDirectory }: Clone): Promise<string> {
  const commit = await commitOf(git, "HEAD");
  if (commit !== undefined) return commit;
  throw new OperationError("repository", {
    subject: gitDirectory,
    problem: "HEAD has no commit, so that there is no newest release in it",
    hint: "Name a release with --release TAG; git tag --list prints all tags",
  });
}
