// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Checks whether upstream has a release that the repository lacks, and what
 * else has changed there.
 *
 * @module
 */

import { requireOptions } from "../arguments.ts";
import {
  isRemoteAddress,
  listRemote,
  type RemoteRefs,
} from "../git/ls_remote.ts";
import { ObjectReader } from "../git/objects.ts";
import { openRepository } from "../git/repository.ts";
import { createDownload } from "../http.ts";
import { AWS_NEURON, type Profile } from "../profile.ts";
import { stoppable, together } from "../together.ts";
import { compareVersions } from "../rpm/version.ts";
import { fetchMetadata } from "../yum/upstream.ts";
import type { UpstreamOptions, WarningEvent } from "./contract.ts";
import {
  type ExistingState,
  readExistingState,
  refuseRollback,
} from "./existing_state.ts";
import { layoutOf } from "../record/layout.ts";
import { isReleaseTag } from "../record/versions.ts";
import type { Plan } from "./plan.ts";
import { surveyUpstream } from "./survey.ts";
import { type UpstreamState, upstreamState } from "./upstream_state.ts";

/** What {@linkcode check} compares, and by which means. */
export interface CheckOptions extends UpstreamOptions {
  /** A directory of the data repository, or its address. */
  readonly repo: string;
  /** Called with what is odd but stops nothing. */
  readonly onEvent?: ((event: WarningEvent) => void) | undefined;
}

/** What there is to publish, and what else has changed upstream. */
export interface CheckResult extends Pick<Plan, "releases" | "skipped"> {
  /** Versions left out because they cannot be the name of a tag. */
  readonly untaggable: readonly string[];
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

/** What the repository has; an address gives no more than its refs. */
interface Published extends RemoteRefs {
  readonly clone?: ExistingState;
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
  requireOptions("check()", options, {
    repo: "needed",
    onEvent: "optional",
    profile: "optional",
    download: "optional",
    backports: "optional",
    allowRollback: "optional",
    maxAge: "optional",
    now: "optional",
    env: "optional",
    signal: "optional",
  });
  const { repo, profile = AWS_NEURON, download = createDownload() } = options;
  const { backports = "branch", allowRollback = false } = options;
  const warn = (text: string) => options.onEvent?.({ kind: "warning", text });
  const { signal, needs } = stoppable(options.signal);
  await using resources = new AsyncDisposableStack();
  const asking: Promise<Published> = isRemoteAddress(repo)
    ? listRemote(repo, options)
    : readClone({ ...options, profile }, resources);
  const [{ branch, tags, clone }, metadata] = await together(
    needs(asking),
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
    untaggable: untaggable.map(({ version }) => version),
    branch,
    published: comparison?.releases.length ?? published.length,
    resigned: comparison?.resigned,
    uncompared: comparison?.uncompared,
    gone: published.filter((version) => !listed.has(version))
      .sort(compareVersions),
    metadata: state,
  };
}

async function readClone(
  options: CheckOptions & { readonly profile: Profile },
  resources: AsyncDisposableStack,
): Promise<Published> {
  const layout = layoutOf(options.profile);
  const repository = await openRepository(options.repo, {
    ...options,
    detached: "anywhere",
  });
  const reader = resources.use(new ObjectReader(repository));
  const clone = await readExistingState({ repository, layout, reader });
  const { name: branch } = repository.branch;
  return { branch, tags: [...clone.tags.keys()], clone };
}
