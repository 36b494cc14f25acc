// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Checks whether upstream has a release that the repository lacks, and what
 * else has changed there.
 *
 * @module
 */

import type { GitOptions } from "../git/git.ts";
import { isRemoteAddress, listRemote } from "../git/ls_remote.ts";
import { openObjectReader } from "../git/objects.ts";
import { openRepository } from "../git/repository.ts";
import { createDownload, type Download } from "../http.ts";
import { AWS_NEURON, type Profile } from "../profile.ts";
import { stoppable, together } from "../together.ts";
import { compareVersions } from "../rpm/version.ts";
import { fetchMetadata } from "../yum/upstream.ts";
import type { WarningEvent } from "./contract.ts";
import { readExistingState, refuseRollback } from "./existing_state.ts";
import { layoutOf } from "../record/layout.ts";
import { isReleaseTag } from "../record/versions.ts";
import type { Backports, Plan } from "./plan.ts";
import { type SurveyInput, surveyUpstream } from "./survey.ts";
import { type UpstreamState, upstreamState } from "./upstream_state.ts";

/** What {@linkcode check} compares, and by which means. */
export interface CheckOptions extends GitOptions {
  /** A directory of the data repository, or its address. */
  readonly repo: string;
  /** Vendor, packages, directory names; `AWS_NEURON` by default. */
  readonly profile?: Profile | undefined;
  /** Downloads files; `createDownload()` by default. */
  readonly download?: Download | undefined;
  /**
   * What counts as new below the newest published version; `branch` by default.
   */
  readonly backports?: Backports | undefined;
  /** Accept metadata that is older than the archived one; false by default. */
  readonly allowRollback?: boolean | undefined;
  /**
   * Days from which on the age of metadata is worth a warning; 180 by default,
   * 0 for never.
   */
  readonly maxAge?: number | undefined;
  /** The time that counts as now for that; the clock's by default. */
  readonly now?: Date | undefined;
  /** Called with what is odd but stops nothing. */
  readonly onEvent?: ((event: WarningEvent) => void) | undefined;
}

/** What there is to publish, and what else has changed upstream. */
export interface CheckResult
  extends Pick<Plan, "releases" | "skipped" | "untaggable"> {
  /**
   * Short name of the main branch, undefined where an address does not name
   * one.
   */
  readonly branch: string | undefined;
  /** Number of releases that the repository has. */
  readonly published: number;
  /**
   * Published versions of which upstream's file has another checksum than the
   * archived one, and the same content as far as metadata shows. Undefined
   * where there is no archive to look at.
   */
  readonly resigned: readonly string[] | undefined;
  /**
   * Published versions without an archived package to compare with. Undefined
   * where there is no archive to look at.
   */
  readonly uncompared: readonly string[] | undefined;
  /** Published versions that upstream no longer lists. */
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
 * and whether metadata is older than that, remains unknown.
 *
 * @param options where and how
 * @throws {VerificationError} where the metadata is refused, and where it lists
 * other content under a published version
 * @throws {OperationError} where network, git, the repository's state or what
 * upstream offers stand in the way
 * @throws {UsageError} for addresses that nobody should trust
 */
export async function check(options: CheckOptions): Promise<CheckResult> {
  const { repo, profile = AWS_NEURON, download = createDownload() } = options;
  const { backports = "branch", allowRollback = false } = options;
  const warn = (text: string) => options.onEvent?.({ kind: "warning", text });
  const { signal, needs } = stoppable(options.signal);
  await using resources = new AsyncDisposableStack();
  const [{ branch, tags, clone }, metadata] = await together(
    needs(
      isRemoteAddress(repo)
        ? askRemote(options)
        : readClone({ ...options, profile }, resources),
    ),
    fetchMetadata({
      download,
      repoUrl: profile.repoUrl,
      names: profile.packages,
      signal,
    }),
  );
  const state = upstreamState(metadata, options, warn);
  if (clone !== undefined) {
    refuseRollback(clone, metadata, { allow: allowRollback, warn });
  }
  const { releases, skipped, untaggable, comparison } = await surveyUpstream({
    metadata,
    profile,
    tags,
    clone,
    backports,
    versions: [],
    limit: undefined,
    warn,
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
  return { ...await listRemote(repo, { env, signal }), clone: undefined };
}

async function readClone(
  options: CheckOptions & { readonly profile: Profile },
  resources: AsyncDisposableStack,
): Promise<Published> {
  const { profile, env, signal } = options;
  const repository = await openRepository(options.repo, {
    detached: "anywhere",
    env,
    signal,
  });
  const clone = await readExistingState({
    repository,
    layout: layoutOf(profile),
    reader: resources.use(openObjectReader(repository)),
  });
  return {
    branch: repository.branch.name,
    tags: [...clone.tags.keys()],
    clone,
  };
}
