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
 *   "upstream": {                          null without --upstream
 *     "repoUrl": "…", "revision": "…",
 *     "releases": [{ "tag", "status", "expected", "found", "reason" }],
 *     "new": ["2.26.0.0"]
 *   }
 * }
 * ```
 *
 * @module
 */

import type {
  AuditResult,
  BranchAudit,
  ReleaseAudit,
} from "../../audit/contract.ts";

/** Makes the document. */
export function auditToJson(result: AuditResult): unknown {
  const { verdict, releases, branch, series, upstream } = result;
  return {
    verdict,
    releases: releases.map(releaseToJson),
    branch: branchToJson(branch),
    series: series.map(branchToJson),
    upstream: upstream ?? null,
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
