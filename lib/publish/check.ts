// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Is there a release upstream that the repository lacks, and what else has
 * changed there?
 *
 * @module
 */

import { isRemoteAddress, listRemote } from "../git/ls_remote.ts";
import { openRepository } from "../git/repository.ts";
import type { Download } from "../http.ts";
import type { Profile } from "../profile.ts";
import { stoppable, together } from "../together.ts";
import { compareVersions } from "../rpm/version.ts";
import { fetchMetadata } from "../yum/upstream.ts";
import { openHistory, refuseRollback } from "./history.ts";
import { layoutOf } from "../record/layout.ts";
import { isReleaseTag } from "../record/versions.ts";
import type { Backports, Plan } from "./plan.ts";
import { type SurveyInput, surveyUpstream } from "./survey.ts";
import { type UpstreamState, upstreamState } from "./upstream_state.ts";

/** What {@linkcode check} compares, and by which means. */
export interface CheckOptions {
  /** A folder of the data repository, or its address. */
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
  /** Stops git and the download. */
  readonly signal?: AbortSignal;
}

/** What there is to publish, and what else has changed upstream. */
export interface CheckResult
  extends Pick<Plan, "releases" | "skipped" | "untaggable"> {
  /** Short name of the main branch, undefined where an address does not tell. */
  readonly branch: string | undefined;
  /** Number of releases that the repository has. */
  readonly published: number;
  /**
   * Published versions of which upstream's file has another checksum than the
   * archived one, and the same content as far as metadata tells. Undefined where
   * there is no archive to look at.
   */
  readonly resigned: readonly string[] | undefined;
  /**
   * Published versions without an archived package to compare with. Undefined
   * where there is no archive to look at.
   */
  readonly uncompared: readonly string[] | undefined;
  /** Published versions that upstream lists no more. */
  readonly gone: readonly string[];
  /** The metadata that the tags were compared with. */
  readonly metadata: UpstreamState;
}

/** What the repository has. */
interface Published extends Pick<SurveyInput, "clone"> {
  readonly branch: string | undefined;
  readonly tags: readonly string[];
}

/**
 * Compares upstream's verified metadata with the tags of a repository. Writes
 * nothing. An address is asked for its tags alone: what was archived there,
 * and whether metadata is older than that, cannot be told.
 *
 * @param options where and how
 * @throws {VerificationError} where the metadata is refused, and where it lists
 * other content under a published version
 * @throws {OperationError} where network, git, the repository's state or what
 * upstream offers stand in the way
 * @throws {UsageError} for addresses that nobody should trust
 */
export async function check(options: CheckOptions): Promise<CheckResult> {
  const { profile, download, repo } = options;
  const { signal, needs } = stoppable(options.signal);
  const [{ branch, tags, clone }, metadata] = await together(
    needs(isRemoteAddress(repo) ? askRemote(options) : readClone(options)),
    fetchMetadata(download, {
      repoUrl: profile.repoUrl,
      names: profile.packages,
      signal,
    }),
  );
  const state = upstreamState(metadata, options);
  if (state.freshness.warning !== undefined) {
    options.onWarning?.(state.freshness.warning);
  }
  if (clone !== undefined) {
    const warning = refuseRollback(clone.history, metadata, {
      allow: options.allowRollback,
    });
    if (warning !== undefined) options.onWarning?.(warning);
  }
  const { releases, skipped, untaggable, comparison } = await surveyUpstream({
    metadata,
    profile,
    tags,
    clone,
    backports: options.backports,
    versions: [],
    limit: undefined,
    warn: (text) => options.onWarning?.(text),
  });
  const published = tags.filter(isReleaseTag);
  const listed = new Set(metadata.packages.map(({ version }) => version));
  return {
    releases,
    skipped,
    untaggable,
    branch,
    published: published.length,
    resigned: comparison?.resigned,
    uncompared: comparison?.uncompared,
    gone: published.filter((version) => !listed.has(version))
      .sort(compareVersions),
    metadata: state,
  };
}

async function askRemote(
  { repo, env, signal }: CheckOptions,
): Promise<Published> {
  const { branch, tags } = await listRemote(repo, {
    ...(env === undefined ? {} : { env }),
    ...(signal === undefined ? {} : { signal }),
  });
  return { branch, tags, clone: undefined };
}

async function readClone(options: CheckOptions): Promise<Published> {
  const { profile, env, signal } = options;
  const layout = layoutOf(profile);
  const repository = await openRepository(options.repo, {
    detached: "anywhere",
    ...(env === undefined ? {} : { env }),
    ...(signal === undefined ? {} : { signal }),
  });
  const history = await openHistory(repository, layout);
  return {
    branch: repository.branch.name,
    tags: [...history.tags.keys()],
    clone: { repository, layout, history },
  };
}
