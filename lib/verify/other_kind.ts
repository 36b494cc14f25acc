// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Clones in which there is nothing to verify: they lack their tags, or they are
 * another kind of repository.
 *
 * @module
 */

import { counted } from "../wording.ts";
import { OperationError, VerificationError } from "../errors.ts";
import { Checklist } from "./checks.ts";
import type { ReleaseTag } from "./refs.ts";
import type { Scope } from "./context.ts";

/**
 * Refuses such a clone by what it is, not by the details that follow from that.
 *
 * @param subject what the user called the clone
 * @param tags the releases to verify; none where no tag is a version
 * @throws {OperationError} where the clone may lack its tags, so that nothing
 * is proved
 * @throws {VerificationError} where nothing in it is a data repository's
 */
export async function refuseOtherKind(
  subject: string,
  scope: Scope,
  tags: readonly ReleaseTag[],
): Promise<void> {
  const { history, store, layout, profile, clone: { remedy } } = scope;
  const { head, branches } = scope.references;
  const commits = [...history.commits.values()];
  const subjects = commits.map(({ message }) =>
    message.slice(0, 200).split("\n", 1)[0] ?? ""
  );
  const hasReleaseCommit = subjects.some((text) =>
    text.startsWith(`${profile.releaseSubject} `)
  );
  const tips = [
    head.commit,
    ...branches.map(({ tip }) => tip),
    ...tags.map(({ commit }) => commit),
  ];
  const trees = new Set(
    tips.flatMap((id) => history.commits.get(id ?? "")?.tree ?? []),
  );
  const evidence = tags.length === 0 ? layout.repomd : layout.archive;
  // What this clone does not show may be there.
  let mayHaveEvidence = trees.size === 0 || remedy !== undefined;
  for (const tree of trees) {
    const isThere = await new Checklist().whereThere(async () =>
      await store.at(tree, evidence) !== undefined
    );
    mayHaveEvidence ||= isThere !== false;
  }
  if (mayHaveEvidence && tags.length > 0) return;
  if (mayHaveEvidence || hasReleaseCommit && tags.length === 0) {
    throw new OperationError("repository", {
      subject,
      problem: "there is no release to verify: no tag is a version",
      hint: `In a clone without tags: ${remedy ?? "git fetch --tags"}`,
    });
  }
  const files = subjects.flatMap((text) => text.match(/\S+\.rpm\b/g) ?? []);
  const isVendors = files.some((file) =>
    profile.packages.some((name) => file.includes(`${name}-`))
  );
  throw new VerificationError("E_META", {
    subject,
    problem: isVendors
      ? "this repository has source from packages, and not the packages that " +
        "would prove it"
      : "this is not a data repository of neuron-publish: it has no " +
        (tags.length === 0 ? "release" : `${layout.archive}/`),
    expected: `release tags, and signed packages in ${layout.rpms}/`,
    found: tags.length === 0
      ? `neither, in ${counted(commits.length, "commit")}`
      : `release tags alone, and no ${layout.archive}/`,
    hint: isVendors
      ? "Compare it with a data repository: neuron-publish compare " +
        "TAG --repo DATA --with THIS"
      : "Name a clone of a data repository with --repo",
  });
}
