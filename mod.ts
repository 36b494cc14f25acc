// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Turns the AWS Neuron kernel driver's signed packages into a git repository,
 * with a chain of evidence that anyone can check again.
 *
 * One function for each command: {@linkcode check}, {@linkcode publish},
 * {@linkcode push}, {@linkcode audit}, {@linkcode trace}, {@linkcode archive},
 * {@linkcode compare}, {@linkcode report}, {@linkcode findNotes}, and
 * {@linkcode verifyRpm} for a package alone. Each takes a plain object of
 * options, of which all have a default but what to work on, and, for
 * {@linkcode verifyRpm}, the key. An option that the function does not take, or
 * a value of another type, is a `TypeError` before anything is done. Where an
 * option asks for a version, results and events name its tag, which is the same
 * text. What has one name in the documents of `--json` has it in results, too; a
 * time is a `Date` there. Nothing happens on import. What the functions are made
 * of is in
 * `@wombelix/neuron-publish/rpm`, `/yum` and `/verify`.
 *
 * Run as a program it is the command line:
 * `deno run -A jsr:@wombelix/neuron-publish --help`.
 *
 * @example Verify a package
 * ```ts ignore
 * import { verifyRpm } from "jsr:@wombelix/neuron-publish";
 *
 * const rpm = await verifyRpm(await Deno.readFile("driver.rpm"), {
 *   key: await Deno.readFile("GPG-PUB-KEY-AMAZON-AWS-NEURON.PUB"),
 * });
 * console.log(rpm.info.version, rpm.contentSha256);
 * ```
 *
 * @example Prove a clone
 * ```ts ignore
 * import { audit } from "jsr:@wombelix/neuron-publish";
 *
 * const { verdict } = await audit({ repo: "aws-neuron-driver" });
 * console.log(verdict); // "verified", "verified-with-notes", "failed", "not-proved"
 * ```
 *
 * @example Publish what is missing
 * ```ts ignore
 * import { check, publish, push } from "jsr:@wombelix/neuron-publish";
 *
 * const repo = "aws-neuron-driver";
 * const { releases } = await check({ repo });
 * if (releases.length > 0) {
 *   const { failure } = await publish({ repo });
 *   await push({ repo });
 *   if (failure !== undefined) throw failure.error;
 * }
 * ```
 *
 * @module
 */

export {
  type Archive,
  archive,
  type ArchiveOptions,
} from "./lib/archive/archive.ts";
export {
  compare,
  type CompareOptions,
  type ReleaseComparison,
} from "./lib/compare/release.ts";
export {
  type Report,
  report,
  type ReportComparison,
  type ReportOptions,
} from "./lib/site/report.ts";
export {
  type Trace,
  trace,
  type TracedLines,
  type TracedRelease,
  type TraceOptions,
} from "./lib/trace/trace.ts";
export {
  check,
  type CheckOptions,
  type CheckResult,
} from "./lib/publish/check.ts";
export type {
  ArchiveCommit,
  PublishedRelease,
  PublishEvent,
  PublishOptions,
  PublishResult,
  UpstreamOptions,
  WarningEvent,
} from "./lib/publish/contract.ts";
export { publish } from "./lib/publish/publish.ts";
export {
  push,
  type PushedRemote,
  type PushEvent,
  type PushOptions,
  type PushResult,
  type PushTargets,
} from "./lib/publish/push.ts";
export {
  findNotes,
  type FindNotesOptions,
  type FoundNotes,
} from "./lib/publish/release_notes.ts";
export {
  type VerifiedRpm,
  verifyRpm,
  type VerifyRpmOptions,
} from "./lib/rpm/rpm.ts";
export { audit } from "./lib/verify/audit.ts";
export type {
  AuditEvent,
  AuditOptions,
  AuditResult,
  DownloadEvent,
} from "./lib/verify/contract.ts";
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
export type { SourceArchive } from "./lib/archive/source_archive.ts";
export type {
  ComparedFile,
  Comparison,
  ComparisonResult,
  DifferentFile,
} from "./lib/compare/compare.ts";
export type { FileDiff, Hunk } from "./lib/diff.ts";
export type { PushedRef } from "./lib/git/push.ts";
export type {
  MatchedNotes,
  MatchRule,
  ReleaseNotes,
} from "./lib/notes/match.ts";
export type { NotesPage, NotesSection } from "./lib/notes/page.ts";
export type { GitOptions } from "./lib/git/git.ts";
export type { DateSource } from "./lib/publish/dates.ts";
export type {
  Backports,
  Plan,
  PlannedRelease,
  Series,
} from "./lib/publish/plan.ts";
export type { UpstreamState } from "./lib/publish/upstream_state.ts";
export type { VerifiedRelease } from "./lib/record/evidence.ts";
export type { FileEvidence } from "./lib/record/file_evidence.ts";
export type { FileChange } from "./lib/record/message.ts";
export type { Tar } from "./lib/source/tarball.ts";
export type { NewFile } from "./lib/source/write_files.ts";
export type { LineRange } from "./lib/trace/blame.ts";
export type {
  ProgressEvent,
  ProofOptions,
} from "./lib/verify/proven_release.ts";
export { createDownload, type Download } from "./lib/http.ts";
export { AWS_NEURON, type Profile } from "./lib/profile.ts";

if (import.meta.main) {
  const { run } = await import("./lib/cli/run.ts");
  Deno.exit(await run(Deno.args));
}
