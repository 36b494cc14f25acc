// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * One RPM package: verified by pinned keys, described, and read as source.
 * {@linkcode verifyRpm} is the only way to a {@linkcode VerifiedRpm}; what else
 * looks at contents takes nothing but one.
 *
 * @example Verify a package of the driver, and name its source as git does
 * ```ts ignore
 * import { sourceTree, sourceTreeId, verifyRpm } from "jsr:@wombelix/neuron-publish/rpm";
 *
 * const rpm = await verifyRpm(await Deno.readFile("driver.rpm"), {
 *   key: await Deno.readFile("GPG-PUB-KEY-AMAZON-AWS-NEURON.PUB"),
 * });
 * console.log(rpm.info.version, sourceTreeId(sourceTree(rpm)));
 * ```
 *
 * @example Trust another key
 * ```ts ignore
 * import { verifyRpm } from "jsr:@wombelix/neuron-publish/rpm";
 *
 * await verifyRpm(await Deno.readFile("other.rpm"), {
 *   key: await Deno.readTextFile("other.asc"),
 *   fingerprints: ["0000 1111 2222 3333 4444 5555 6666 7777 8888 9999"],
 * });
 * ```
 *
 * @module
 */

export type { DigestName } from "./lib/digest.ts";
export {
  DetailedError,
  type ErrorDetails,
  VERIFICATION_CODES,
  type VerificationCode,
  VerificationError,
} from "./lib/errors.ts";
export {
  type Keyring,
  type KeyringOptions,
  type PinnedKey,
  readKeyring,
} from "./lib/openpgp/keyring.ts";
export type { VerifiedSignature } from "./lib/openpgp/verify.ts";
export type { RpmDigest } from "./lib/rpm/digests.ts";
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
  type VerifiedRpm,
  verifyRpm,
  type VerifyRpmOptions,
} from "./lib/rpm/rpm.ts";
export type { RpmSignature } from "./lib/rpm/signature.ts";
export type { TrustedKeys } from "./lib/rpm/trusted_keys.ts";
export {
  compareEvr,
  compareVersions,
  type Evr,
  formatEvr,
} from "./lib/rpm/version.ts";
export type { FileMode, ObjectFormat } from "./lib/source/object_id.ts";
export {
  type SourceFile,
  type SourceTree,
  sourceTree,
  sourceTreeId,
} from "./lib/source/tree.ts";
