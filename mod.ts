// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Turns the AWS Neuron kernel driver's signed packages into a git repository,
 * with a chain of evidence that anyone can check again.
 *
 * As a library: {@linkcode verifyRpm} verifies a package,
 * {@linkcode parseRepomd} and {@linkcode readPrimary} read a yum repository's
 * metadata, {@linkcode publish} does the whole job, {@linkcode inspectRpm} looks
 * at whatever claims to be a package. Nothing happens on import.
 *
 * As the main module it is the command line:
 * `deno run -A jsr:@wombelix/neuron-publish --help`.
 *
 * @example Verify a package
 * ```ts ignore
 * import { AWS_NEURON, readKeyring, verifyRpm } from "@wombelix/neuron-publish";
 *
 * const keyring = await readKeyring(await Deno.readFile("KEY.PUB"), {
 *   fingerprints: AWS_NEURON.fingerprints,
 *   subject: "KEY.PUB",
 * });
 * const rpm = await verifyRpm(await Deno.readFile("driver.rpm"), {
 *   keyring,
 *   subject: "driver.rpm",
 * });
 * console.log(rpm.info.version, rpm.contentSha256);
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
export {
  AWS_NEURON,
  type NotesFiles,
  type NotesFormat,
  type Profile,
} from "./lib/profile.ts";
export type { DigestName } from "./lib/digest.ts";
export type {
  MatchedNotes,
  MatchRule,
  ReleaseNotes,
} from "./lib/notes/match.ts";
export type { NotesPage, NotesSection } from "./lib/notes/page.ts";
export {
  createDownload,
  type Download,
  type DownloadOptions,
  type HttpOptions,
  type Transport,
  type TransportInit,
} from "./lib/http.ts";

export {
  type Keyring,
  type KeyringOptions,
  type PinnedKey,
  readKeyring,
} from "./lib/openpgp/keyring.ts";
export type { VerifiedSignature } from "./lib/openpgp/verify.ts";
export type { Compression, DecompressOptions } from "./lib/rpm/compression.ts";
export type { FileEntry } from "./lib/rpm/file_list.ts";
export { inspectRpm, type InspectRpmOptions } from "./lib/rpm/inspect.ts";
export type {
  InspectedDigest,
  InspectedFile,
  InspectedFiles,
  InspectedHeader,
  InspectedSignature,
  InspectionProblem,
  Part,
  RpmInspection,
  Stage,
  StageState,
} from "./lib/rpm/inspection.ts";
export type { RpmFile, TakeContent } from "./lib/rpm/payload.ts";
export {
  type RpmInfo,
  type RpmSink,
  VerifiedRpm,
  verifyRpm,
  type VerifyRpmOptions,
} from "./lib/rpm/rpm.ts";
export type { RpmDigest } from "./lib/rpm/digests.ts";
export type { RpmSignature } from "./lib/rpm/signature.ts";
export {
  compareEvr,
  compareVersions,
  type Evr,
  formatEvr,
} from "./lib/rpm/version.ts";

export type { Checksum, ChecksumType } from "./lib/yum/checksum.ts";
export {
  type MetadataEvidence,
  type MetadataFile,
  type MetadataOptions,
  VerifiedMetadata,
  verifyMetadata,
} from "./lib/yum/metadata.ts";
export {
  type Nevra,
  type PackageElsewhere,
  type PrimaryOptions,
  type PrimaryPackage,
  readPrimary,
} from "./lib/yum/primary.ts";
export {
  type MetadataType,
  parseRepomd,
  type Repomd,
  type RepomdData,
} from "./lib/yum/repomd.ts";
export {
  fetchKey,
  fetchMetadata,
  type FetchMetadataOptions,
  type FetchOptions,
  fetchPackage,
  type FetchPackageOptions,
} from "./lib/yum/upstream.ts";

export type { FolderPlan, PlannedFile } from "./lib/source/folder_plan.ts";
export type { FileMode, ObjectFormat } from "./lib/source/object_id.ts";
export { packageFolder, sourceFolder } from "./lib/source/package_tree.ts";
export type { StagingOptions } from "./lib/source/staging.ts";
export {
  type NewFolder,
  writeTrees,
  type WriteTreesOptions,
} from "./lib/source/write_tree.ts";
export {
  type SourceFile,
  type SourceTree,
  sourceTree,
  sourceTreeId,
} from "./lib/source/tree.ts";

export {
  check,
  type CheckOptions,
  type CheckResult,
} from "./lib/publish/check.ts";
export type {
  ArchiveCommit,
  DownloadEvent,
  PublishedRelease,
  PublishEvent,
  PublishOptions,
  PublishResult,
  WarningEvent,
} from "./lib/publish/contract.ts";
export type { DateSource } from "./lib/publish/dates.ts";
export { type VerifiedRelease, verifyRelease } from "./lib/record/evidence.ts";
export {
  type KeySource,
  type KeySourceOptions,
  obtainKeyring,
} from "./lib/publish/key_source.ts";
export type { FileChange } from "./lib/record/message.ts";
export type {
  Backports,
  Plan,
  PlannedRelease,
  Series,
} from "./lib/publish/plan.ts";
export { publish } from "./lib/publish/publish.ts";
export {
  push,
  type PushedRemote,
  type PushEvent,
  type PushOptions,
  type PushResult,
  type PushTargets,
} from "./lib/publish/push.ts";
export type { PushedRef } from "./lib/git/push.ts";
export type { UpstreamState } from "./lib/publish/upstream_state.ts";
export type { OpenBudget } from "./lib/yum/metadata.ts";
export type { RepomdComparison } from "./lib/yum/rollback.ts";
export type { Freshness } from "./lib/yum/freshness.ts";
export {
  findNotes,
  type FindNotesOptions,
  type FoundNotes,
} from "./lib/publish/release_notes.ts";

export { audit } from "./lib/verify/audit.ts";
export { type CheckCode, CHECKS } from "./lib/verify/check_codes.ts";
export type { Check, CheckStatus, Verdict } from "./lib/verify/checks.ts";
export type {
  AuditEvent,
  AuditOptions,
  AuditResult,
  BranchAudit,
  CloneAudit,
  HeadAudit,
  RefAudit,
  ReleaseAudit,
} from "./lib/verify/contract.ts";
export type { PackageFacts } from "./lib/verify/package_facts.ts";
export type { OnVerified } from "./lib/verify/place.ts";
export {
  UPSTREAM_STATUSES,
  type UpstreamAudit,
  type UpstreamFailure,
  type UpstreamRelease,
  type UpstreamStatus,
} from "./lib/verify/upstream.ts";

if (import.meta.main) {
  const { run } = await import("./lib/cli/run.ts");
  Deno.exit(await run(Deno.args));
}
