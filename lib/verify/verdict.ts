// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The verdict of an audit from those of its parts. Pure.
 *
 * @module
 */

import { type Check, gravest, type Verdict } from "./checks.ts";
import type { AuditOptions, AuditResult } from "./contract.ts";

/** The parts of an audit that have a verdict. */
export type AuditParts = Pick<
  AuditResult,
  "clone" | "head" | "releases" | "branch" | "branches"
>;

/**
 * The most serious verdict on what was asked for. Where some releases were
 * named, everything else counts only where it failed.
 */
export function overallVerdict(
  { clone, head, releases, branch, branches }: AuditParts,
  { versions = [], since }: Pick<AuditOptions, "versions" | "since">,
): Verdict {
  const asked = releases.map(({ verdict }) => verdict);
  // A branch without any release is listed as not proved, and no more: nobody
  // took it for the driver's.
  const lines = branches.map(({ verdict, newest }) =>
    verdict === "not-proved" && newest === undefined
      ? "verified-with-notes"
      : verdict
  );
  const rest = [clone.verdict, head.verdict, branch.verdict, ...lines];
  const isSelection = versions.length > 0 || since !== undefined;
  return gravest([
    ...asked,
    ...rest.filter((verdict) => !isSelection || verdict === "failed"),
  ]);
}

/** Every check of an audit, with what it belongs to. */
export function allChecks(
  parts: AuditParts,
): { readonly name: string; readonly check: Check }[] {
  const { clone, head, releases, branch, branches } = parts;
  return [
    { name: "repository", checks: clone.checks },
    { name: "HEAD", checks: head.checks },
    ...releases.map(({ tag, checks }) => ({ name: tag, checks })),
    ...[branch, ...branches],
  ].flatMap(({ name, checks }) => checks.map((check) => ({ name, check })));
}
