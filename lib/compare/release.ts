// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * One published release against another publication of it.
 *
 * @module
 */

import { requireOptions } from "../arguments.ts";
import { AWS_NEURON } from "../profile.ts";
import { layoutOf } from "../record/layout.ts";
import type { ReleaseAudit } from "../verify/contract.ts";
import { type ProofOptions, proveRelease } from "../verify/proven_release.ts";
import { compareSource, type Comparison } from "./compare.ts";
import { parsePlace } from "./place.ts";
import { readPublication } from "./publication.ts";

/** What to compare. */
export interface CompareOptions extends ProofOptions {
  /**
   * The other publication: a directory, or the address of a repository, with or
   * without `#commit` or `#commit:directory`.
   */
  readonly with: string;
}

/** A release beside another publication of it, of which nothing is verified. */
export interface ReleaseComparison extends Comparison {
  /** What was checked of the release: verified, perhaps with notes. */
  readonly audit: ReleaseAudit;
  /** Where the other publication is, as it may be printed. */
  readonly with: string;
  /** The commit that was read; undefined for a plain directory. */
  readonly commit: string | undefined;
  /**
   * How the commit was found where none was named: "by its tag v2.22.2.0".
   */
  readonly found: string | undefined;
  /** The directory of the commit that was read; undefined for all of it. */
  readonly folder: string | undefined;
}

/**
 * Proves a release as `audit()` does and compares its source with somebody
 * else's. Nothing of that is checked out or run.
 *
 * @param options which release, and what to compare it with
 * @throws {VerificationError} where the release does not verify
 * @throws {OperationError} where one of the two cannot be read
 * @throws {UsageError} where there is no such release, or no such place
 *
 * @example
 * ```ts ignore
 * import { compare } from "jsr:@wombelix/neuron-publish";
 *
 * const { sameSource } = await compare({
 *   repo: "driver",
 *   version: "2.22.2.0",
 *   with: "https://github.com/aws-neuron/aws-neuron-driver",
 * });
 * console.log(sameSource);
 * ```
 */
export async function compare(
  options: CompareOptions,
): Promise<ReleaseComparison> {
  requireOptions("compare()", options, {
    repo: "needed",
    version: "needed",
    with: "needed",
    profile: "optional",
    keyFile: "optional",
    env: "optional",
    signal: "optional",
  });
  const { version, env, signal } = options;
  const place = parsePlace(options.with); // refused before the work
  const { audit, tree } = await proveRelease(options);
  const theirs = await readPublication(place, {
    layout: layoutOf(options.profile ?? AWS_NEURON),
    env,
    signal,
    paths: new Set(tree.files.map(({ path }) => path)),
    release: { version, file: audit.package?.file },
  });
  const { place: shown, files: _, ...read } = theirs;
  return { audit, with: shown, ...read, ...compareSource(tree, theirs) };
}
