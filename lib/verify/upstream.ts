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
import { isReleaseTag, newestOfEachVersion } from "../record/versions.ts";
import { compareVersions } from "../rpm/version.ts";
import { DEFAULT_MAX_AGE } from "../profile.ts";
import { freshnessOf } from "../yum/freshness.ts";
import type { PrimaryPackage } from "../yum/primary.ts";
import { compareRepomd } from "../yum/rollback.ts";
import { fetchMetadata, fetchPackage } from "../yum/upstream.ts";
import type {
  AuditOptions,
  AuditResult,
  PackageFacts,
  ReleaseAudit,
  UpstreamRelease,
} from "./contract.ts";
import { Checklist } from "./checks.ts";
import type { Tree } from "./objects.ts";
import type { Scope } from "./context.ts";

/** How far it went; `upstream` is undefined without verified metadata. */
export type UpstreamAnswer = Pick<AuditResult, "upstream" | "upstreamError">;

/** What the vendor's server is compared with. */
export interface UpstreamContext {
  readonly download: Download;
  readonly options: AuditOptions;
  readonly scope: Scope;
  /** Releases that were part of this run. */
  readonly releases: readonly ReleaseAudit[];
  /** The commit at the tip of the main branch. */
  readonly tip: string;
}

/** A release whose file the vendor has replaced. */
interface Replaced {
  readonly tag: string;
  readonly published: PackageFacts;
  readonly listed: PrimaryPackage;
}

/**
 * Asks the vendor's server. What goes wrong there is a part of the answer: it
 * does not change what was found before.
 */
export async function auditUpstream(
  context: UpstreamContext,
): Promise<UpstreamAnswer> {
  try {
    return await compareAll(context);
  } catch (error) {
    const upstreamError = failureOf(error, context.options.signal);
    return { upstream: undefined, upstreamError };
  }
}

/** An error that belongs into the answer; any other one is thrown. */
function failureOf(
  error: unknown,
  signal: AbortSignal | undefined,
): OperationError | VerificationError {
  const isFailure = error instanceof OperationError ||
    error instanceof VerificationError;
  if (isFailure && !signal?.aborted) return error;
  throw error;
}

async function compareAll(context: UpstreamContext): Promise<UpstreamAnswer> {
  const { download, options, scope, releases, tip } = context;
  const { store, layout, profile: { repoUrl, packages: names } } = scope;
  const { signal } = options;
  const metadata = await fetchMetadata({ download, repoUrl, names, signal });
  const { packages, repomd: { parsed: repomd } } = metadata;
  const offered = newestOfEachVersion({ packages, names });
  // Undefined where this clone cannot show the archive at the tip.
  const archive = await new Checklist().whereThere(() =>
    store.directoryOf(tip, layout.archive)
  );
  const archived = archive && (await scope.readMetadata(archive)).verified;
  const found = new Map<string, UpstreamRelease>();
  const replaced: Replaced[] = [];
  for (const { tag, package: published } of releases) {
    if (published === undefined) continue; // refuted here already
    // The package that was published, where the version has more than one.
    const { name } = published;
    const same = newestOfEachVersion({
      packages: packages.filter((one) => one.name === name),
      names: [name],
    });
    const listed = same.get(tag) ?? offered.get(tag);
    if (listed === undefined) found.set(tag, { tag, status: "gone" });
    else if (listed.checksum.value === published.sha256) {
      found.set(tag, { tag, status: "unchanged" });
    } else replaced.push({ tag, published, listed });
  }
  options.onEvent?.({
    kind: "upstream",
    tags: replaced.map(({ tag }) => tag),
    bytes: replaced.reduce((sum, { listed }) => sum + listed.size.package, 0),
  });
  let upstreamError: UpstreamAnswer["upstreamError"];
  try {
    for (const item of replaced) {
      found.set(item.tag, await compare(item, archive, context));
    }
  } catch (error) {
    upstreamError = failureOf(error, signal);
  }
  const known = new Set(scope.references.tags.map(({ name }) => name));
  const upstream = {
    repoUrl,
    revision: repomd.revision,
    compared: archived && compareRepomd(archived.repomd, repomd),
    freshness: freshnessOf(repomd, {
      now: scope.now,
      maxAge: options.maxAge ?? DEFAULT_MAX_AGE,
    }),
    releases: [...found.values()].sort((a, b) => compareVersions(a.tag, b.tag)),
    uncompared: replaced.map(({ tag }) => tag).filter((tag) => !found.has(tag))
      .sort(compareVersions),
    // One that no tag can have is never published.
    new: [...offered.keys()]
      .filter((version) => isReleaseTag(version) && !known.has(version))
      .sort(compareVersions),
  };
  return { upstream, upstreamError };
}

async function compare(
  { tag, published, listed }: Replaced,
  archive: Tree | undefined,
  { download, options, scope }: UpstreamContext,
): Promise<UpstreamRelease> {
  const keyring = await scope.keys.read(archive ?? new Map());
  try {
    const file = await fetchPackage(listed, {
      download,
      repoUrl: scope.profile.repoUrl,
      signal: options.signal,
      onProgress: (received) =>
        options.onEvent?.({
          kind: "download",
          tag,
          received,
          total: listed.size.package,
        }),
    });
    const { now } = scope;
    const { rpm } = await verifyRelease(file, listed, { keyring, now });
    if (rpm.sha256 === published.sha256) return { tag, status: "unchanged" };
    if (rpm.contentSha256 === published.contentSha256) {
      return { tag, status: "re-signed" };
    }
    return {
      tag,
      status: "changed",
      expected: `content ${published.contentSha256}`,
      found: `content ${rpm.contentSha256}`,
      reason: "E_CONTENT",
    };
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
