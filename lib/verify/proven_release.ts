// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Published releases, proved again, with the source that their packages hold.
 *
 * @module
 */

import { OperationError, VerificationError } from "../errors.ts";
import type { GitOptions } from "../git/git.ts";
import { AWS_NEURON, type Profile } from "../profile.ts";
import type { VerifiedRelease } from "../record/evidence.ts";
import { type Check, describeCheck } from "./checks.ts";
import type { PackageFacts, ReleaseAudit } from "./contract.ts";
import { type Clone, openClone } from "./repository.ts";
import { auditSome } from "./some.ts";

/** Which release, and by which means. */
export interface ProofOptions extends GitOptions {
  /** The top directory of a clone, or a bare repository. */
  readonly repo: string;
  /** The release's tag. */
  readonly version: string;
  /** Vendor, packages, pins, directory names; `AWS_NEURON` by default. */
  readonly profile?: Profile | undefined;
  /** A key file to use instead of the archived one. */
  readonly keyFile?: string | undefined;
}

/** Progress of one pass over several releases. */
export interface ProgressEvent {
  /** The kind of event. */
  readonly kind: "progress";
  /** Releases that this pass is done with; 0 where it begins. */
  readonly done: number;
  /** All releases. */
  readonly total: number;
}

/** A release that is proved: its package, its source, and what was checked. */
export interface ProvenRelease extends VerifiedRelease {
  /** Verified, perhaps with notes. */
  readonly audit: ReleaseAudit;
  /** What the signed package says. */
  readonly facts: PackageFacts;
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
  const clone = await openClone(options.repo, options);
  const [release] = await proveReleases(clone, [options.version], options);
  if (release === undefined) throw new TypeError("an audit without releases");
  return release;
}

/**
 * Proves releases of a clone.
 *
 * @param tags their tags
 * @param options by which means
 * @returns the releases in the order of the tags
 * @throws as {@linkcode proveRelease} does, for the first one that is not proved
 */
export async function proveReleases(
  clone: Clone,
  tags: readonly string[],
  { profile = AWS_NEURON, keyFile, signal, onEvent }:
    & Pick<ProofOptions, "profile" | "keyFile" | "signal">
    & { readonly onEvent?: ((event: ProgressEvent) => void) | undefined },
): Promise<ProvenRelease[]> {
  const verified = new Map<string, VerifiedRelease>();
  const progress = () =>
    onEvent?.({ kind: "progress", done: verified.size, total: tags.length });
  progress();
  const { releases } = await auditSome(clone, {
    profile,
    tags,
    branches: [],
    keyFile,
    signal,
    onVerified: ({ tag, evidence }) => {
      verified.set(tag, evidence);
      progress();
    },
  });
  const audits = new Map(releases.map((audit) => [audit.tag, audit]));
  return tags.map((tag) => {
    const audit = audits.get(tag);
    if (audit === undefined) throw new TypeError(`${tag} was not audited`);
    const failed = audit.checks.find(({ status }) => status === "failed");
    if (failed !== undefined) throw refusal(tag, failed);
    const unknown = audit.checks.find(({ status }) => status === "unknown");
    const { package: facts } = audit;
    const content = verified.get(tag);
    if (unknown !== undefined || facts === undefined || content === undefined) {
      throw new OperationError("repository", {
        subject: tag,
        problem: unknown?.problem ?? "the package was not verified",
        hint: seeVerify(tag),
      });
    }
    return { ...content, audit, facts };
  });
}

function refusal(version: string, check: Check): VerificationError {
  const { expected, found, reason } = check;
  return new VerificationError(reason ?? "E_CONTENT", {
    subject: version,
    problem: describeCheck(check),
    expected,
    found,
    hint: seeVerify(version),
  });
}

function seeVerify(version: string): string {
  return `see neuron-publish verify ${version}`;
}
