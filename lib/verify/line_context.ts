// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What lines of history are compared with.
 *
 * @module
 */

import { type Check, Checklist } from "./checks.ts";
import { Classifier } from "./classify.ts";
import type { ReleaseAudit } from "./contract.ts";
import { once } from "./once.ts";
import { placeCheck } from "./order.ts";
import type { ReleaseTag } from "./refs.ts";
import type { CheckContext, Scope } from "./context.ts";

/** A line of history. */
export interface Line {
  /** Short name of the branch, or `HEAD`. */
  readonly name: string;
  readonly tip: string;
  /** Whether there has to be a release on it. */
  readonly needsRelease: boolean;
}

/** A release of the clone. */
export interface CloneRelease {
  readonly tag: string;
  readonly commit: string;
  /** What it came to; undefined where it was not part of this run. */
  readonly audit: ReleaseAudit | undefined;
}

/** What lines are compared with. */
export interface LineContext extends Scope {
  readonly classifier: Classifier;
  /**
   * All releases by version, lowest first, part of this run or not. A tag that
   * leads to the commit of another release is none.
   */
  readonly published: ReadonlyMap<string, CloneRelease>;
  /** What the place of a commit says that is a release without a tag, once. */
  readonly placeOf: (id: string) => Promise<readonly Check[]>;
}

/** A line that is checked. */
export interface LineSubject extends LineContext, CheckContext {
  readonly line: Line;
  /** The commits on it, those that are missing or bad included. */
  readonly commits: ReadonlySet<string>;
  /** Whether this clone lacks some of them, and so perhaps releases. */
  readonly isCut: boolean;
}

/** A line with a release, and its tip. */
export interface Tip extends LineSubject {
  /** Id of its tree. */
  readonly tree: string;
  /** Releases on the line. */
  readonly releases: readonly CloneRelease[];
  /** The one of them that is newest by history. */
  readonly newest: CloneRelease;
}

/**
 * Prepares to check lines.
 *
 * @param releases those that are part of this run
 */
export function openLines(
  scope: Scope,
  releases: readonly ReleaseAudit[],
): LineContext {
  const audits = new Map(releases.map((release) => [release.tag, release]));
  const { references: { tags }, history, profile } = scope;
  const isNamed = ({ name, commit }: ReleaseTag) =>
    history.commits.get(commit)?.message.split("\n", 1)[0] ===
      `${profile.releaseSubject} ${name}`;
  const named = new Set(tags.filter(isNamed).map(({ commit }) => commit));
  const classifier = new Classifier(scope);
  const checkPlace = placeCheck(scope);
  return {
    ...scope,
    classifier,
    placeOf: once(async (id) => {
      const checklist = new Checklist();
      const found = await classifier.kindOf(id);
      if (found.kind === "untagged") {
        const { tag: name } = found.release;
        const release = { name, commit: id, target: "commit" };
        await checkPlace(release, checklist);
      }
      return checklist.checks;
    }),
    published: new Map(
      tags.filter((tag) => !named.has(tag.commit) || isNamed(tag))
        .map(({ name, commit }) => [
          name,
          { tag: name, commit, audit: audits.get(name) },
        ]),
    ),
  };
}
