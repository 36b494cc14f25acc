// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What lines of history are compared with.
 *
 * @module
 */

import { Classifier } from "./classify.ts";
import type { ReleaseAudit } from "./contract.ts";
import type { History } from "./history.ts";
import type { ReleaseContext } from "./release_context.ts";
import type { Scope } from "./scope.ts";
import type { PublishedRelease } from "./tip_metadata.ts";

/** A line of history. */
export interface Line {
  /** Short name of the branch, or `HEAD`. */
  readonly name: string;
  readonly tip: string;
  /** Whether there has to be a release on it. */
  readonly needsRelease: boolean;
}

/** What lines are compared with. */
export interface LineContext {
  readonly context: ReleaseContext;
  readonly history: History;
  readonly classifier: Classifier;
  /** All releases, lowest version first, those not part of this run too. */
  readonly published: ReadonlyMap<string, PublishedRelease>;
  /** How to get what this clone was made without; undefined for a full one. */
  readonly remedy: string | undefined;
}

/**
 * Prepares to check lines.
 *
 * @param releases those that are part of this run
 */
export function openLines(
  { context, history, references: { tags }, remedy }: Scope,
  releases: readonly ReleaseAudit[],
): LineContext {
  const audits = new Map(releases.map((release) => [release.tag, release]));
  return {
    context,
    history,
    classifier: new Classifier({ context, history, tags }),
    published: new Map(
      tags.map(({ name, commit }) => [
        name,
        { tag: name, commit, audit: audits.get(name) },
      ]),
    ),
    remedy,
  };
}
