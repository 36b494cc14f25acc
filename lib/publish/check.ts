// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Is there a release upstream that the repository lacks?
 *
 * @module
 */

import { listTags } from "../git/refs.ts";
import { openRepository } from "../git/repository.ts";
import type { Download } from "../http.ts";
import type { Profile } from "../profile.ts";
import { fetchMetadata } from "../yum/upstream.ts";
import { openHistory, refuseRollback } from "./history.ts";
import { layoutOf } from "./layout.ts";
import {
  type Backports,
  isReleaseTag,
  type Plan,
  planReleases,
} from "./plan.ts";
import { type UpstreamState, upstreamState } from "./upstream_state.ts";

/** What {@linkcode check} compares, and by which means. */
export interface CheckOptions {
  /** A folder of the data repository. */
  readonly repo: string;
  /** Vendor, packages, folder names. */
  readonly profile: Profile;
  /** The way to the network. */
  readonly download: Download;
  /** What counts as new below the newest published version. */
  readonly backports: Backports;
  /** Accept metadata that is older than the archived one. */
  readonly allowRollback: boolean;
  /**
   * Days from which on the age of metadata is worth a warning; 180 by default,
   * 0 for never.
   */
  readonly maxAge?: number;
  /** The time that counts as now for that; the clock's by default. */
  readonly now?: Date;
  /** Environment for git; the process's by default. */
  readonly env?: Readonly<Record<string, string>>;
  /** Hears what is odd but stops nothing. */
  readonly onWarning?: (text: string) => void;
  /** Stops the download. */
  readonly signal?: AbortSignal;
}

/** What there is to publish. */
export interface CheckResult extends Pick<Plan, "releases" | "skipped"> {
  /** Short name of the main branch. */
  readonly branch: string;
  /** Number of releases that the repository has. */
  readonly published: number;
  /** The metadata that the tags were compared with. */
  readonly metadata: UpstreamState;
}

/**
 * Compares upstream's verified metadata with the tags of a repository. Writes
 * nothing.
 *
 * @param options where and how
 * @throws {VerificationError} where the metadata does not hold
 * @throws {OperationError} where network, git or the repository's state stand
 * in the way
 */
export async function check(options: CheckOptions): Promise<CheckResult> {
  const { profile, download, signal } = options;
  const layout = layoutOf(profile);
  const repository = await openRepository(
    options.repo,
    options.env === undefined ? {} : { env: options.env },
  );
  const tags = [...(await listTags(repository)).keys()];
  const metadata = await fetchMetadata(download, {
    repoUrl: profile.repoUrl,
    names: profile.packages,
    ...(signal === undefined ? {} : { signal }),
  });
  const state = upstreamState(metadata, options);
  if (state.freshness.warning !== undefined) {
    options.onWarning?.(state.freshness.warning);
  }
  const warning = refuseRollback(
    await openHistory(repository, layout),
    metadata,
    { allow: options.allowRollback },
  );
  if (warning !== undefined) options.onWarning?.(warning);
  const { releases, skipped } = planReleases({
    packages: metadata.packages,
    names: profile.packages,
    tags,
    backports: options.backports,
    versions: [],
    limit: undefined,
  });
  return {
    releases,
    skipped,
    branch: repository.branch.name,
    published: tags.filter(isReleaseTag).length,
    metadata: state,
  };
}
