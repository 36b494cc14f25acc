// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What to say of a clone without release tags: it lacks its tags, or it is
 * another kind of repository.
 *
 * @module
 */

import { OperationError, VerificationError } from "../errors.ts";
import type { Scope } from "./scope.ts";

/**
 * Makes the error for a clone in which no tag is a version.
 *
 * @param subject what the user called the clone
 * @returns an `OperationError` where the clone may lack its tags, so that
 * nothing is proved; a `VerificationError` where nothing in it is a data
 * repository's
 * @throws what reading an object throws
 */
export async function errorWithoutReleases(
  subject: string,
  { history, context, references, remedy }: Scope,
): Promise<OperationError | VerificationError> {
  const { store, layout, profile } = context;
  const { head, branches } = references;
  const commits = [...history.commits.values()];
  const subjects = commits.map(({ message }) =>
    message.slice(0, 200).split("\n", 1)[0] ?? ""
  );
  const isPublished = subjects.some((text) =>
    text.startsWith(`${profile.releaseSubject} `)
  );
  const tips = [head.commit, ...branches.map(({ tip }) => tip)];
  const trees = new Set(
    tips.flatMap((id) => history.commits.get(id ?? "")?.tree ?? []),
  );
  let hasArchive = false;
  for (const tree of trees) {
    hasArchive ||= await store.at(tree, layout.repomd) !== undefined;
  }
  if (isPublished || hasArchive || trees.size === 0 || remedy !== undefined) {
    return new OperationError("repository", {
      subject,
      problem: "there is no release to verify: no tag is a version",
      hint: `In a clone without tags: ${remedy ?? "git fetch --tags"}`,
    });
  }
  const isVendors = subjects.some((text) =>
    profile.packages.some((name) =>
      new RegExp(`\\b${name}-\\S+\\.rpm\\b`).test(text)
    )
  );
  return new VerificationError("E_META", {
    subject,
    problem: isVendors
      ? "this repository has source from packages, and not the packages that " +
        "would prove it"
      : "this is not a data repository of neuron-publish: it has no release",
    expected: `release tags, and signed packages in ${layout.rpms}/`,
    found: `neither, in ${commits.length} commits`,
    hint: isVendors
      ? "Compare it with a data repository: neuron-publish compare " +
        "TAG --repo DATA --with THIS"
      : "Name a clone of a data repository with --repo",
  });
}
