// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The result of `verify --json`:
 *
 * ```json
 * {
 *   "verdict": "verified" | "verified-with-notes" | "failed",
 *   "releases": [{
 *     "tag": "2.22.2.0", "verdict": "…",
 *     "commit": "…", "committedAt": "…",   null where there is no commit
 *     "package": {                         null where it was refused
 *       "name": "…", "file": "…", "sha256": "…", "contentSha256": "…",
 *       "signedAt": "…", "fingerprint": "…", "buildTime": "…", "tree": "…",
 *       "upstreamCommit": "…"              null where the source names none
 *     },
 *     "checks": [{
 *       "code": "source", "status": "ok" | "note" | "failed", "subject": "src",
 *       "problem": "…", "expected": "…", "found": "…", "reason": "E_DIGEST"
 *     }]                                   the last four where there is one
 *   }],
 *   "branch": { "name", "tip", "newest", "verdict", "checks" },
 *   "series": [ branches of backports, likewise ],
 *   "upstream": {                          null without --upstream, or where
 *     "repoUrl": "…", "revision": "…",     it has no metadata that holds
 *     "releases": [{ "tag", "status", "expected", "found", "reason" }],
 *     "uncompared": [],                    tags that the error kept from it
 *     "new": ["2.26.0.0"]
 *   },
 *   "upstreamError": {                     null where it was asked to the end
 *     "code": "E_SIZE", "subject": "…", "problem": "…", "expected": "…",
 *     "found": "…", "hint": "…"            all but problem and hint where there
 *   }                                      is one
 * }
 * ```
 *
 * @module
 */

import type {
  AuditResult,
  BranchAudit,
  ReleaseAudit,
} from "../verify/contract.ts";
import { describeError } from "./error_report.ts";

/** Makes the document. */
export function auditToJson(result: AuditResult): unknown {
  const { verdict, releases, branch, series } = result;
  const { upstream, upstreamFailure: failure } = result;
  return {
    verdict,
    releases: releases.map(releaseToJson),
    branch: branchToJson(branch),
    series: series.map(branchToJson),
    upstream: upstream ?? null,
    upstreamError: failure === undefined ? null : describeError(failure),
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

/** Seconds since 1970 as `2025-12-20T00:46:57Z`. */
export function formatTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
}
