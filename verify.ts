// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Proves a published repository again, from the clone alone.
 *
 * @example Fail where anything in a clone is not proved
 * ```ts ignore
 * import { audit } from "jsr:@wombelix/neuron-publish/verify";
 *
 * const { verdict, releases } = await audit({ repo: "aws-neuron-driver" });
 * for (const { tag, verdict } of releases) console.log(tag, verdict);
 * if (verdict === "failed" || verdict === "not-proved") Deno.exit(1);
 * ```
 *
 * @module
 */

export {
  DetailedError,
  type ErrorDetails,
  OperationError,
  type OperationKind,
  UsageError,
  VERIFICATION_CODES,
  type VerificationCode,
  VerificationError,
} from "./lib/errors.ts";
export type { GitOptions } from "./lib/git/git.ts";
export {
  createDownload,
  type Download,
  type DownloadOptions,
  type HttpOptions,
  type Transport,
  type TransportInit,
} from "./lib/http.ts";
export {
  AWS_NEURON,
  type NotesFormat,
  type NotesNames,
  type Profile,
} from "./lib/profile.ts";
export { audit } from "./lib/verify/audit.ts";
export { type CheckCode, CHECKS } from "./lib/verify/check_codes.ts";
export type { Check, CheckStatus, Verdict } from "./lib/verify/checks.ts";
export {
  type AuditEvent,
  type AuditOptions,
  type AuditResult,
  type BranchAudit,
  type DownloadEvent,
  type HeadAudit,
  type OnVerified,
  type PackageFacts,
  type RefAudit,
  type ReleaseAudit,
  type RepositoryAudit,
  UPSTREAM_STATUSES,
  type UpstreamAudit,
  type UpstreamRelease,
  type UpstreamStatus,
} from "./lib/verify/contract.ts";
export type { Freshness } from "./lib/yum/freshness.ts";
export type { RepomdComparison } from "./lib/yum/rollback.ts";
