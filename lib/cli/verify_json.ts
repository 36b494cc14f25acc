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
  UpstreamAudit,
} from "../verify/contract.ts";
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
  const { repository, head, upstream, upstreamError: error } = result;
  return {
    verdict: result.verdict,
    program: `neuron-publish/${VERSION}`,
    checkedAt: now,
    vendor: { repoUrl: profile.repoUrl, fingerprints: profile.fingerprints },
    repository: {
      ...repository,
      worktree: repository.worktree ?? null,
      remedy: repository.remedy ?? null,
    },
    head: {
      ...head,
      commit: head.commit ?? null,
      ref: head.ref ?? null,
      detached: head.ref === undefined,
    },
    refs: result.refs,
    releases: result.releases.map(releaseToJson),
    branch: branchToJson(result.branch),
    branches: result.branches.map(branchToJson),
    upstream: upstream === undefined ? null : upstreamToJson(upstream),
    upstreamError: error === undefined ? null : describeError(error),
  };
}

function upstreamToJson(upstream: UpstreamAudit): unknown {
  const { compared, freshness, ...rest } = upstream;
  const { newest, days, warning } = freshness;
  return {
    ...rest,
    compared: compared ?? null,
    newest: newest ?? null,
    days,
    stale: warning !== undefined,
  };
}

function releaseToJson(release: ReleaseAudit): unknown {
  const { tag, verdict, commit, committedAt, checks } = release;
  const { package: facts } = release;
  return {
    tag,
    verdict,
    commit,
    committedAt: committedAt ?? null,
    package: facts === undefined ? null : {
      ...facts,
      upstreamCommit: facts.upstreamCommit ?? null,
    },
    checks,
  };
}

function branchToJson(branch: BranchAudit): unknown {
  return { ...branch, newest: branch.newest ?? null };
}
