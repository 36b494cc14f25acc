// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Publishes every release that upstream has and the repository lacks.
 *
 * A run takes the repository's lock, completes an earlier run that died, and
 * consults upstream (consult.ts): verified metadata and key, release notes. It
 * plans (plan.ts) which releases are missing, in which order and on which
 * branch. Packages are downloaded and verified ahead of their turn
 * (map_ahead.ts); publish_run.ts commits them into a quarantine. At the end all
 * objects enter the repository, and branches and tags move together. Until then
 * nothing is visible; a failure before that leaves the repository as it was.
 *
 * @module
 */

import { requireOptions } from "../arguments.ts";
import { OperationError, UsageError, VerificationError } from "../errors.ts";
import { lockRepository } from "../git/lock.ts";
import { recover } from "../git/move.ts";
import { ObjectReader } from "../git/objects.ts";
import { preflight } from "../git/preflight.ts";
import {
  openObjectStore,
  openRepository,
  readBranch,
  type Repository,
} from "../git/repository.ts";
import { createDownload } from "../http.ts";
import { AWS_NEURON } from "../profile.ts";
import { anySignal, stoppable, together } from "../together.ts";
import { type VerifiedRelease, verifyRelease } from "../record/evidence.ts";
import { type Layout, layoutOf } from "../record/layout.ts";
import { fetchPackage } from "../yum/upstream.ts";
import { consultUpstream, type Upstream } from "./consult.ts";
import type {
  PublishOptions,
  PublishResult,
  PublishSettings,
} from "./contract.ts";
import {
  requireDataRepository,
  requireMainBranch,
  requireNewest,
} from "./continuation.ts";
import { dater } from "./dates.ts";
import { readExistingState } from "./existing_state.ts";
import { mapAhead } from "./map_ahead.ts";
import type { PlannedRelease } from "./plan.ts";
import { PublishRun } from "./publish_run.ts";
import { type Survey, surveyUpstream } from "./survey.ts";

/**
 * Publishes every release that upstream has and the repository lacks.
 *
 * @param given where and how
 * @returns what was done; look at `failure`
 * @throws {VerificationError} if the metadata, the key or the first missing
 * release is refused; nothing is written then
 * @throws {OperationError} where network, git, disk or the repository's state
 * stand in the way; nothing is written then
 * @throws {UsageError} where options make no sense
 */
export async function publish(given: PublishOptions): Promise<PublishResult> {
  requireOptions("publish()", given, {
    repo: "needed",
    begin: "optional",
    keyFile: "optional",
    notesFiles: "optional",
    dryRun: "optional",
    versions: "optional",
    limit: "optional",
    prove: "optional",
    date: "optional",
    sign: "optional",
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
  const options: PublishSettings = {
    ...given,
    profile: given.profile ?? AWS_NEURON,
    download: given.download ?? createDownload(),
  };
  const layout = layoutOf(options.profile);
  const { repo } = options;
  if (options.dryRun === true) {
    return await publishInto(
      await openRepository(repo, options),
      layout,
      options,
    );
  }
  const store = await openObjectStore(repo, options);
  await using _lock = await lockRepository(store, "publish");
  await recover(store);
  // Only now can no other run move it.
  return await publishInto(await readBranch(store), layout, options);
}

async function publishInto(
  repository: Repository,
  layout: Layout,
  options: PublishSettings,
): Promise<PublishResult> {
  const epoch = (options.env ?? Deno.env.toObject())["SOURCE_DATE_EPOCH"];
  const dateBy = dater(options.date ?? "now", epoch);
  const { signal, needs } = stoppable(options.signal);
  await using reader = new ObjectReader(repository);
  const [identity, upstream] = await together(
    needs(preflight(repository, [layout.source, layout.archive])),
    consultUpstream(
      { ...options, signal },
      readExistingState({ repository, layout, reader }),
    ),
  );
  const { metadata, existing, keyring } = upstream;
  await requireDataRepository(existing, options.begin ?? true);
  const plan = await makePlan(upstream, options);

  await using run = new PublishRun(options, {
    ...upstream,
    versions: new Set(
      [...metadata.packages, ...plan.comparison?.releases ?? []]
        .map(({ version }) => version),
    ),
    forks: new Set(plan.releases.flatMap((r) => r.series?.startsAt ?? [])),
    date: dateBy(identity),
  });
  // Where only series have releases, main gets no evidence without one.
  const isArchived = existing.repomds.has(metadata.repomd.parsed.sha256) ||
    plan.highest === undefined && existing.tags.size > 0;
  if (plan.releases.length > 0 || !isArchived) {
    await requireMainBranch(existing);
    await requireNewest(existing, plan.highest);
  }
  if (plan.releases.length > 0) run.warmUp();
  else if (!isArchived) await run.addArchive();
  const prepared = mapAhead(
    plan.releases,
    (planned, signal) =>
      prepare(planned, { ...options, keyring, stop: signal }),
    AHEAD,
  );
  let failure: PublishResult["failure"];
  for await (const { planned, outcome } of prepared) {
    if (outcome instanceof Error) {
      failure = { tag: planned.tag, error: outcome };
      break; // the releases before this one are published
    }
    await run.addRelease(planned, outcome);
  }
  if (failure !== undefined && run.released.length === 0) throw failure.error;
  const unfollowed = await run.moveRefs();

  return {
    metadata: upstream.state,
    dryRun: options.dryRun === true,
    branch: {
      name: repository.branch.name,
      before: repository.branch.tip,
      after: run.mainTip,
    },
    archive: run.archived,
    releases: run.released,
    skipped: plan.skipped,
    failure,
    unfollowed,
  };
}

async function makePlan(
  { metadata, existing }: Upstream,
  options: PublishSettings,
): Promise<Survey> {
  const plan = await surveyUpstream({
    metadata,
    profile: options.profile,
    tags: existing.tags.keys(),
    clone: existing,
    backports: options.backports ?? "branch",
    versions: options.versions ?? [],
    limit: options.limit,
    warn: (text) => options.onEvent?.({ kind: "warning", text }),
  });
  if (plan.unknown.length > 0) {
    throw new UsageError(
      `Upstream has no version ${plan.unknown.join(", ")}`,
      "leave --version out to publish everything that is missing",
    );
  }
  options.onEvent?.({
    kind: "plan",
    tags: plan.releases.map((release) => release.tag),
    bytes: plan.releases.reduce((sum, release) => sum + sizeOf(release), 0),
  });
  return plan;
}

/** How many packages may be on their way, or wait for their commit. */
const AHEAD = { maxItems: 4, maxBytes: 128 * 1024 * 1024, sizeOf };

/** Bytes of a release's package. */
function sizeOf({ listed }: PlannedRelease): number {
  return listed.size.package;
}

/** A verified release, or why there is none. */
interface Prepared {
  readonly planned: PlannedRelease;
  readonly outcome: VerifiedRelease | Error;
}

/** Fetches a package and verifies it. */
async function prepare(
  planned: PlannedRelease,
  options: PublishSettings & Pick<Upstream, "keyring"> & {
    /** Fires once a release before this one has failed. */
    readonly stop: AbortSignal;
  },
): Promise<Prepared> {
  const { tag, listed } = planned;
  const { download, profile, keyring, signal, stop, onEvent } = options;
  const onProgress = (received: number) =>
    onEvent?.({ kind: "download", tag, received, total: sizeOf(planned) });
  try {
    const file = await fetchPackage(listed, {
      download,
      repoUrl: profile.repoUrl,
      signal: anySignal(signal, stop),
      onProgress,
    });
    onProgress(file.length);
    const outcome = await verifyRelease(file, listed, { keyring });
    return { planned, outcome };
  } catch (error) {
    const isExpected = error instanceof VerificationError ||
      error instanceof OperationError;
    if (!isExpected) throw error;
    return { planned, outcome: error };
  }
}
