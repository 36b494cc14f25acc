// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Compares the published releases with what the vendor's server has now.
 *
 * The metadata is downloaded. A package whose checksum in it is that of the
 * published file is not; any other is, once, and compared by content: main
 * header and payload. The vendor signs every package again when it rebuilds
 * its repository, so another checksum alone means nothing.
 *
 * @module
 */

import { OperationError, VerificationError } from "../errors.ts";
import type { Download } from "../http.ts";
import { verifyRelease } from "../record/evidence.ts";
import { newestOfEachVersion } from "../record/versions.ts";
import { compareVersions } from "../rpm/version.ts";
import { DEFAULT_MAX_AGE } from "../profile.ts";
import { freshnessOf } from "../yum/freshness.ts";
import type { VerifiedMetadata } from "../yum/metadata.ts";
import type { PrimaryPackage } from "../yum/primary.ts";
import { compareRepomd } from "../yum/rollback.ts";
import { fetchMetadata, fetchPackage } from "../yum/upstream.ts";
import type { AuditSettings, ReleaseAudit } from "./contract.ts";
import { Checklist } from "./checks.ts";
import type { Tree } from "./objects.ts";
import type { ReleaseContext } from "./release_context.ts";
import type { ReleaseTag } from "./refs.ts";
import type {
  UpstreamAudit,
  UpstreamFailure,
  UpstreamRelease,
} from "./upstream_audit.ts";

/** How far it went. */
export interface UpstreamAnswer {
  /** What it has; undefined without verified metadata. */
  readonly upstream: UpstreamAudit | undefined;
  /**
   * What went wrong: the server does not answer, or its metadata is refused.
   */
  readonly failure: UpstreamFailure | undefined;
}

/** What the vendor's server is compared with. */
export interface UpstreamContext {
  readonly options: AuditSettings;
  /** All published releases. */
  readonly tags: readonly ReleaseTag[];
  /** Those that were part of this run. */
  readonly releases: readonly ReleaseAudit[];
  /** The commit at the tip of the main branch. */
  readonly tip: string;
  readonly context: ReleaseContext;
}

/** A release whose file the vendor has replaced. */
interface Replaced {
  readonly tag: string;
  readonly published: NonNullable<ReleaseAudit["package"]>;
  readonly listed: PrimaryPackage;
}

/**
 * Asks the vendor's server. What goes wrong there is a part of the answer: it
 * does not change what was found before.
 */
export async function auditUpstream(
  download: Download,
  context: UpstreamContext,
): Promise<UpstreamAnswer> {
  const { profile, signal } = context.options;
  try {
    const metadata = await fetchMetadata({
      download,
      repoUrl: profile.repoUrl,
      names: profile.packages,
      signal,
    });
    return await compareAll(metadata, { download, context });
  } catch (error) {
    return { upstream: undefined, failure: failureOf(error, signal) };
  }
}

/** An error that belongs into the answer; any other one is thrown. */
function failureOf(
  error: unknown,
  signal: AbortSignal | undefined,
): UpstreamFailure {
  const isFailure = error instanceof OperationError ||
    error instanceof VerificationError;
  if (isFailure && !signal?.aborted) return error;
  throw error;
}

/** What it takes to compare. */
interface Means {
  readonly download: Download;
  readonly context: UpstreamContext;
}

async function compareAll(
  metadata: VerifiedMetadata,
  means: Means,
): Promise<UpstreamAnswer> {
  const { options, tags, releases } = means.context;
  const { profile, signal } = options;
  const offered = newestOfEachVersion({
    packages: metadata.packages,
    names: profile.packages,
  });
  const archive = await archiveOf(means.context);
  const archived = archive &&
    (await means.context.context.readMetadata(archive)).verified;
  const fresh = metadata.repomd.parsed;
  const found = new Map<string, UpstreamRelease>();
  const replaced: Replaced[] = [];
  for (const { tag, package: published } of releases) {
    if (published === undefined) continue; // refuted here already
    const listed = sameName(metadata.packages, tag, published.name) ??
      offered.get(tag);
    if (listed === undefined) found.set(tag, { tag, status: "gone" });
    else if (listed.checksum.value === published.sha256) {
      found.set(tag, { tag, status: "unchanged" });
    } else replaced.push({ tag, published, listed });
  }
  options.onEvent?.({
    kind: "upstream",
    versions: replaced.map(({ tag }) => tag),
    bytes: replaced.reduce((sum, { listed }) => sum + listed.size.package, 0),
  });
  let failure: UpstreamFailure | undefined;
  try {
    for (const item of replaced) {
      found.set(item.tag, await compare(item, archive, means));
    }
  } catch (error) {
    failure = failureOf(error, signal);
  }
  const published = new Set(tags.map(({ name }) => name));
  const upstream = {
    repoUrl: profile.repoUrl,
    revision: fresh.revision,
    compared: archived && compareRepomd(archived.repomd, fresh),
    freshness: freshnessOf(fresh, {
      now: options.now ?? new Date(),
      maxAge: options.maxAge ?? DEFAULT_MAX_AGE,
    }),
    releases: [...found.values()].sort((a, b) => compareVersions(a.tag, b.tag)),
    uncompared: replaced.map(({ tag }) => tag).filter((tag) => !found.has(tag))
      .sort(compareVersions),
    new: [...offered.keys()].filter((version) => !published.has(version))
      .sort(compareVersions),
  };
  return { upstream, failure };
}

/** The package that was published, where the version has more than one. */
function sameName(
  packages: readonly PrimaryPackage[],
  version: string,
  name: string,
): PrimaryPackage | undefined {
  return newestOfEachVersion({
    packages: packages.filter((p) => p.name === name),
    names: [name],
  }).get(version);
}

/** The archive at the tip; undefined where this clone cannot show it. */
async function archiveOf(
  { tip, context: { store, layout } }: UpstreamContext,
): Promise<Tree | undefined> {
  return await new Checklist().whereThere(async () => {
    const { tree } = await store.commit(tip);
    return await store.folder(tree, layout.archive);
  });
}

async function compare(
  item: Replaced,
  archive: Tree | undefined,
  means: Means,
): Promise<UpstreamRelease> {
  const { tag, published, listed } = item;
  const { options, context } = means.context;
  const keyring = await context.keys.read(archive ?? new Map());
  try {
    const file = await fetchPackage(listed, {
      download: means.download,
      repoUrl: options.profile.repoUrl,
      signal: options.signal,
      onProgress: (received) =>
        options.onEvent?.({
          kind: "download",
          version: tag,
          received,
          total: listed.size.package,
        }),
    });
    const now = options.now ?? new Date();
    const { rpm } = await verifyRelease(file, listed, { keyring, now });
    const { contentSha256 } = rpm;
    if (rpm.sha256 === published.sha256) return { tag, status: "unchanged" };
    return judge(item, contentSha256);
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error;
    return {
      tag,
      status: "changed",
      expected: `content ${published.contentSha256}`,
      found: `a package that fails verification: ${error.message}`,
      reason: error.code,
    };
  }
}

function judge(
  { tag, published }: Replaced,
  contentSha256: string,
): UpstreamRelease {
  if (contentSha256 === published.contentSha256) {
    return { tag, status: "re-signed" };
  }
  return {
    tag,
    status: "changed",
    expected: `content ${published.contentSha256}`,
    found: `content ${contentSha256}`,
    reason: "E_CONTENT",
  };
}
