// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * One published release, proved again, with the source that its package holds.
 *
 * @module
 */

import { OperationError, VerificationError } from "../errors.ts";
import { AWS_NEURON, type Profile } from "../profile.ts";
import type { VerifiedRelease } from "../record/evidence.ts";
import type { VerifiedRpm } from "../rpm/rpm.ts";
import type { SourceTree } from "../source/tree.ts";
import type { Check } from "./checks.ts";
import type { ReleaseAudit } from "./contract.ts";
import type { PackageFacts } from "./package_facts.ts";
import { openClone } from "./repository.ts";
import { proveSome } from "./some.ts";

/** Which release, and by which means. */
export interface ProofOptions {
  /** The top directory of a clone, or a bare repository. */
  readonly repo: string;
  /** The release's tag. */
  readonly version: string;
  /** Vendor, packages, pins, directory names; `AWS_NEURON` by default. */
  readonly profile?: Profile | undefined;
  /** A key file to use instead of the archived one. */
  readonly keyFile?: string | undefined;
  /** Environment for git; the process's by default. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Stops it. */
  readonly signal?: AbortSignal | undefined;
}

/** A release that holds. */
export interface ProvenRelease {
  /** What was checked: verified, perhaps with notes. */
  readonly audit: ReleaseAudit;
  /** What the signed package says. */
  readonly facts: PackageFacts;
  /** The package. */
  readonly rpm: VerifiedRpm;
  /** Its source, with the modes that the package gives. */
  readonly tree: SourceTree;
}

/**
 * Proves one release.
 *
 * @param options which and how
 * @throws {VerificationError} where a check fails, with the first one's reason
 * @throws {OperationError} where this clone lacks what the proof needs
 * @throws {UsageError} where there is no such release
 */
export async function proveRelease(
  options: ProofOptions,
): Promise<ProvenRelease> {
  const { repo, version, profile = AWS_NEURON } = options;
  const { env, signal, keyFile } = options;
  const clone = await openClone(repo, { env, signal });
  const verified = new Map<string, VerifiedRelease>();
  const { releases: [release] } = await proveSome(clone, {
    profile,
    tags: [version],
    branches: [],
    keyFile,
    signal,
    onVerified: ({ tag, release }) => void verified.set(tag, release),
  });
  if (release === undefined) throw new TypeError("an audit without releases");
  const failed = release.checks.find(({ status }) => status === "failed");
  if (failed !== undefined) throw refusal(version, failed);
  const unknown = release.checks.find(({ status }) => status === "unknown");
  const { package: facts } = release;
  const content = verified.get(version);
  if (unknown !== undefined || facts === undefined || content === undefined) {
    throw new OperationError("repository", {
      subject: version,
      problem: unknown?.problem ?? "the package was not verified",
    });
  }
  return { audit: release, facts, rpm: content.rpm, tree: content.tree };
}

function refusal(version: string, check: Check): VerificationError {
  const { code, subject, problem, expected, found, reason } = check;
  return new VerificationError(reason ?? "E_CONTENT", {
    subject: version,
    problem: `${code} (${subject})${
      problem === undefined ? "" : `: ${problem}`
    }`,
    expected,
    found,
    hint: `see neuron-publish verify ${version}`,
  });
}
