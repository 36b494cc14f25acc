// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The result of `verify --json`, a record of the evidence; docs/json.md shows it.
 *
 * @module
 */

import type { Profile } from "../profile.ts";
import type {
  AuditResult,
  BranchAudit,
  ReleaseAudit,
} from "../verify/contract.ts";
import type { UpstreamAudit } from "../verify/upstream.ts";
import { VERSION } from "../version.ts";
import { describeError } from "./error_report.ts";

/**
 * Makes the document.
 *
 * @param profile the vendor and the pins that it was proved by
 * @param now the time of the check
 */
export function auditToJson(
  result: AuditResult,
  profile: Profile,
  now: Date = new Date(),
): object {
  const { verdict, clone, head, refs, releases, branch, branches } = result;
  const { upstream, upstreamFailure: failure } = result;
  return {
    verdict,
    program: `neuron-publish/${VERSION}`,
    checkedAt: formatTime(now.getTime() / 1000),
    vendor: { repoUrl: profile.repoUrl, fingerprints: profile.fingerprints },
    repository: {
      ...clone,
      worktree: clone.worktree ?? null,
      remedy: clone.remedy ?? null,
    },
    head: {
      ...head,
      commit: head.commit ?? null,
      ref: head.ref ?? null,
      detached: head.ref === undefined,
    },
    refs,
    releases: releases.map(releaseToJson),
    branch: branchToJson(branch),
    branches: branches.map(branchToJson),
    upstream: upstream === undefined ? null : upstreamToJson(upstream),
    upstreamError: failure === undefined ? null : describeError(failure),
  };
}

function upstreamToJson(upstream: UpstreamAudit): unknown {
  const { compared, freshness, ...rest } = upstream;
  const { newest, days, warning } = freshness;
  return {
    ...rest,
    compared: compared ?? null,
    newest: newest === undefined ? null : formatTime(newest.getTime() / 1000),
    days,
    stale: warning !== undefined,
  };
}

function releaseToJson(release: ReleaseAudit): unknown {
  const { tag, verdict, commit, committed, checks, package: facts } = release;
  return {
    tag,
    verdict,
    commit,
    committedAt: committed === undefined ? null : formatTime(committed),
    package: facts === undefined ? null : {
      name: facts.name,
      file: facts.filename,
      sha256: facts.sha256,
      contentSha256: facts.contentSha256,
      signedAt: formatTime(facts.signedAt.getTime() / 1000),
      fingerprint: facts.fingerprint,
      keyFile: facts.keyFile,
      buildTime: formatTime(facts.buildTime),
      tree: facts.tree,
      upstreamCommit: facts.upstreamCommit ?? null,
    },
    checks,
  };
}

function branchToJson(branch: BranchAudit): unknown {
  return { ...branch, newest: branch.newest ?? null };
}

/** The last second of the year 9999, since 1970. */
const LAST_SECOND = 253_402_300_799;

/**
 * Seconds since 1970 as `2025-12-20T00:46:57Z`; times beyond what that form can
 * have, which anybody can write into a commit, as their number.
 */
export function formatTime(seconds: number): string {
  return seconds >= 0 && seconds <= LAST_SECOND
    ? new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z")
    : `@${seconds}`;
}
