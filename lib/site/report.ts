// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The audit site: everything that `audit()` proves, for people to read.
 *
 * @module
 */

import { requirePublicAddress } from "../address.ts";
import { KINDS, requireOptions } from "../arguments.ts";
import { parseReleasesPlace } from "../compare/place.ts";
import type { OperationError } from "../errors.ts";
import { AWS_NEURON } from "../profile.ts";
import { layoutOf } from "../record/layout.ts";
import { sourceDateEpoch } from "../time.ts";
import { audit } from "../verify/audit.ts";
import type { AuditResult } from "../verify/contract.ts";
import type { ProgressEvent, ProofOptions } from "../verify/proven_release.ts";
import { VERSION } from "../version.ts";
import { collectReleases, isVerified } from "./collect.ts";
import { withoutLocalPaths } from "./local_paths.ts";
import type { ReleaseProof } from "./model.ts";
import { OtherPublication } from "./other_publication.ts";
import { archivePath } from "./page.ts";
import { proofOf } from "./proof.ts";
import { makeSite } from "./site.ts";

/** What to make a site of, and what to add to it. */
export interface ReportOptions extends Omit<ProofOptions, "version"> {
  /** Add each release's source tarball, as `archive()` makes it. */
  readonly archives?: boolean | undefined;
  /**
   * Other publications to compare each release with: addresses or directories,
   * with `#ref-{version}` where a release is not at the tag of its version.
   */
  readonly with?: readonly string[] | undefined;
  /** Web address of the data repository, for links to commits. */
  readonly web?: string | undefined;
  /** Web address that the site will have, for links in its feed. */
  readonly url?: string | undefined;
  /**
   * The time that the site shows for the check; by default SOURCE_DATE_EPOCH,
   * else the clock's. The same time gives the same bytes.
   */
  readonly now?: Date | undefined;
  /** Called with the progress. */
  readonly onEvent?: ((event: ProgressEvent) => void) | undefined;
}

/** How another publication relates to the published releases. */
export interface ReportComparison {
  /** Where it is, as it may be printed. */
  readonly with: string;
  /** Versions that it has with the same source. */
  readonly same: readonly string[];
  /** Versions that it has with another source. */
  readonly different: readonly string[];
  /** Why it could not be read, or not to its end. */
  readonly error: OperationError | undefined;
}

/** The site, and what it is about. */
export interface Report {
  /** What was proved, and what was not: look at its `verdict`. */
  readonly audit: AuditResult;
  /** Contents by path from the site's root. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** How many of the releases have a tarball. */
  readonly archives: number;
  /** In the order of the option `with`. */
  readonly comparisons: readonly ReportComparison[];
  /** The time that the site shows for the check. */
  readonly checkedAt: Date;
}

/** @throws {UsageError} for what no link may lead to: a script, say */
function webAddress(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const { printable } = requirePublicAddress(given, {
    kinds: ["https", "loopback", "http"],
    problem: "no web address",
    hint: "write it as https://host/path",
  });
  return printable.replace(/\/+$/, "");
}

/**
 * Proves every release as `audit()` does and makes a static site about it.
 * Writes nothing. What failed is on the site, too; it gets no tarball and is
 * not compared.
 *
 * @param options which repository, and what to add
 * @throws {OperationError} where the repository or a directory to compare with
 * cannot be read
 * @throws {UsageError} where an option makes no sense
 *
 * @example
 * ```ts ignore
 * import { report } from "jsr:@wombelix/neuron-publish";
 *
 * const { files } = await report({ repo: "driver" });
 * for (const [path, { length }] of files) console.log(path, length);
 * ```
 */
export async function report(options: ReportOptions): Promise<Report> {
  requireOptions("report()", options, {
    repo: "needed",
    archives: "optional",
    web: "optional",
    url: "optional",
    now: "optional",
    onEvent: "optional",
    profile: "optional",
    keyFile: "optional",
    env: "optional",
    signal: "optional",
    with: KINDS.texts,
  });
  const { repo, keyFile, env, signal, archives = false } = options;
  const [web, url] = [webAddress(options.web), webAddress(options.url)];
  const { profile = AWS_NEURON, onEvent } = options;
  const checkedAt = options.now ?? timeOfCheck(env);
  const layout = layoutOf(profile);
  const places = (options.with ?? []).map(parseReleasesPlace);
  const proofs = new Map<string, ReleaseProof>();
  const proof = { repo, profile, keyFile, env, signal };
  let total = 0;
  let audited = 0;
  const progress = (done: number) =>
    onEvent?.({ kind: "progress", done, total });
  const result = await audit({
    ...proof,
    onVerified: (verified) => {
      proofs.set(verified.tag, proofOf(verified, { profile, archives }));
    },
    onEvent: (event) => {
      if (event.kind === "plan") {
        total = event.tags.length;
        progress(0);
      } else if (event.kind === "release") progress(audited += 1);
    },
  });
  progress(0);
  const shown = withoutLocalPaths(result, keyFile);
  const wanted = shown.releases.filter(isVerified)
    .map((release) => (
      { version: release.tag, file: release.package?.file }
    ));
  await using resources = new AsyncDisposableStack();
  const others: OtherPublication[] = [];
  for (const [i, place] of places.entries()) {
    const options = { env, signal, layout, releases: wanted };
    const other = await OtherPublication.open(place, i + 1, options);
    others.push(resources.use(other));
  }
  const releases = await collectReleases({
    ...proof,
    audit: shown,
    proofs,
    others,
    onRelease: progress,
  });
  const pages = makeSite({
    audit: shown,
    releases,
    profile,
    publications: others.map(({ shown }) => shown),
    checkedAt,
    web,
    url,
    tool: `neuron-publish ${VERSION}`,
  });
  const encoder = new TextEncoder();
  return {
    audit: result,
    files: new Map([
      ...[...pages].map(([path, page]) =>
        [path, encoder.encode(page)] as const
      ),
      ...releases.flatMap(({ archive }) => archive?.files ?? [])
        .map(({ name, bytes }) => [archivePath(name), bytes] as const),
    ]),
    archives: releases.filter(({ archive }) => archive !== undefined).length,
    comparisons: others.map(({ place, error, shown }) => {
      const tagsOf = (sameSource: boolean) =>
        [...shown.releases]
          .filter(([, { result }]) => result.sameSource === sameSource)
          .map(([tag]) => tag);
      const [same, different] = [tagsOf(true), tagsOf(false)];
      return { with: place, same, different, error };
    }),
    checkedAt,
  };
}

/** SOURCE_DATE_EPOCH, where it is set, so that a site can be made again. */
function timeOfCheck(env: ReportOptions["env"]): Date {
  const epoch = (env ?? Deno.env.toObject())["SOURCE_DATE_EPOCH"];
  const seconds = sourceDateEpoch(epoch) ?? Math.floor(Date.now() / 1000);
  return new Date(seconds * 1000);
}
