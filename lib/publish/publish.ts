// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The main job: everything that upstream has and the repository lacks, verified
 * and committed.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { lockRepository } from "../git/lock.ts";
import { recover } from "../git/move.ts";
import { preflight } from "../git/preflight.ts";
import {
  openRepository,
  reopenRepository,
  type Repository,
} from "../git/repository.ts";
import { stoppable, together } from "../together.ts";
import { consultUpstream } from "./consult.ts";
import type { PublishOptions, PublishResult } from "./contract.ts";
import { dater } from "./dates.ts";
import { type Layout, layoutOf } from "../record/layout.ts";
import { planReleases } from "./plan.ts";
import { Session } from "./session.ts";

/**
 * Publishes every release that upstream has and the repository lacks.
 *
 * @param options where and how
 * @returns what was done; look at `failure`
 * @throws {VerificationError} where the metadata, the key or the first missing
 * release does not hold; nothing is written then
 * @throws {OperationError} where network, git, disk or the repository's state
 * stand in the way; nothing is written then
 * @throws {UsageError} where options make no sense
 */
export async function publish(options: PublishOptions): Promise<PublishResult> {
  const layout = layoutOf(options.profile);
  const { repo, env, signal } = options;
  const found = await openRepository(repo, {
    ...(env === undefined ? {} : { env }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (options.dryRun === true) return await run(found, layout, options);
  await using _lock = await lockRepository(found, "publish");
  await recover(found);
  // Again, now that nobody else moves it.
  return await run(await reopenRepository(found), layout, options);
}

async function run(
  repository: Repository,
  layout: Layout,
  options: PublishOptions,
): Promise<PublishResult> {
  const epoch = (options.env ?? Deno.env.toObject())["SOURCE_DATE_EPOCH"];
  const dateBy = dater(options.date ?? "now", epoch);
  const { signal, needs } = stoppable(options.signal);
  const [identity, upstream] = await together(
    needs(preflight(repository, { folders: [layout.source, layout.archive] })),
    consultUpstream(repository, layout, { ...options, signal }),
  );
  const { metadata, history, state } = upstream;
  const plan = planReleases({
    packages: metadata.packages,
    names: options.profile.packages,
    tags: history.tags.keys(),
    backports: options.backports ?? "branch",
    versions: options.versions ?? [],
    limit: options.limit,
  });
  if (plan.unknown.length > 0) {
    throw new UsageError(
      `Upstream has no version ${plan.unknown.join(", ")}`,
      "leave --version out to publish everything that is missing",
    );
  }
  options.onEvent?.({
    kind: "plan",
    versions: plan.releases.map((release) => release.version),
    bytes: plan.releases.reduce((sum, r) => sum + r.listed.size.package, 0),
  });
  const session = new Session(repository, layout, options, {
    ...upstream,
    date: dateBy(identity),
  });
  await using _session = session;
  const failure = await session.publishAll(plan.releases);
  const unfollowed = await session.land();
  return {
    metadata: state,
    dryRun: options.dryRun === true,
    branch: {
      name: repository.branch.name,
      before: repository.branch.tip,
      after: session.mainTip,
    },
    archive: session.archived,
    releases: session.released,
    skipped: plan.skipped,
    failure,
    unfollowed,
  };
}
