// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Puts parsed and checked values into the shape of an inspection, within its
 * bounds.
 *
 * @module
 */

import { attempt, VerificationError } from "../errors.ts";
import {
  readSignatureClaims,
  type SignatureClaims,
} from "../openpgp/signature_claims.ts";
import { openSignaturePacket } from "../openpgp/signature_packet.ts";
import type { CheckedDigest, DigestClaim } from "./digests.ts";
import type { FileList } from "./file_list.ts";
import type { Header } from "./header.ts";
import { isSourcePackage } from "./info.ts";
import {
  type InspectedDigest,
  type InspectedFiles,
  type InspectedHeader,
  type InspectedSignature,
  type InspectionProblem,
  MAX_LISTED,
  MAX_TEXT,
} from "./inspection.ts";
import type { VerifiedRpm } from "./rpm.ts";
import type { CheckedSignature } from "./signature.ts";
import type { SignatureClaim } from "./signature_header.ts";
import { TAG } from "./tags.ts";
import { dateOf } from "../time.ts";

/** Characters of a digest that an inspection keeps. */
const MAX_DIGEST = 128;

/** A signature that was checked, or one that was not reached. */
export type ShownSignature =
  | CheckedSignature
  | SignatureClaim & { readonly status: "not-reached" };

/** A digest that was checked, or one that was not. */
export type ShownDigest = CheckedDigest | DigestClaim;

/** @returns why something was refused */
export function describeProblem(
  { code, subject, problem, expected, found }: VerificationError,
): InspectionProblem {
  return { code, subject, problem, expected, found };
}

/** @returns the signature; its key only if it is good */
export function describeSignature(shown: ShownSignature): InspectedSignature {
  const { tag, covers, status } = shown;
  const claims = claimsOf(shown);
  const good = shown.status === "good" ? shown.signature : undefined;
  return {
    tag,
    covers,
    status,
    problem: "problem" in shown ? describeProblem(shown.problem) : null,
    version: claims?.version ?? null,
    publicKeyAlgorithm: claims?.publicKeyAlgorithm ?? null,
    hashAlgorithm: claims?.hashAlgorithm ?? null,
    created: good?.created ?? claims?.created ?? null,
    keyId: claims?.keyId ?? null,
    fingerprint: good?.fingerprint ?? null,
    signerFingerprint: good?.signerFingerprint ?? null,
    userId: good?.userId ?? null,
    notes: good?.notes ?? [],
  };
}

/** What the packet says about itself; undefined if it cannot be read. */
function claimsOf({ packet }: SignatureClaim): SignatureClaims | undefined {
  if (packet instanceof VerificationError) return undefined;
  const label = { subject: "", name: "" }; // of an error that nobody sees
  const claims = attempt(() =>
    readSignatureClaims(openSignaturePacket(packet, label), label)
  );
  return claims instanceof VerificationError ? undefined : claims;
}

/** @returns the digest, its value cut to what any digest needs */
export function describeDigest(digest: ShownDigest): InspectedDigest {
  const { tag, covers, algorithm } = digest;
  const matches = "matches" in digest ? digest.matches : null;
  const value = digest.value.slice(0, MAX_DIGEST);
  return { tag, covers, matches, algorithm, value };
}

/** @returns what the header says; a tag of a wrong type says nothing */
export function describeHeader(
  header: Header,
  isSigned: boolean,
): InspectedHeader {
  const orNull = <T>(read: () => T | undefined): T | null => {
    const value = attempt(read);
    return value instanceof VerificationError ? null : value ?? null;
  };
  const text = (tag: number) =>
    orNull(() => header.string(tag)?.slice(0, MAX_TEXT));
  const integer = (tag: number) => orNull(() => header.integer(tag));
  const buildTime = integer(TAG.BUILDTIME);
  return {
    verified: isSigned,
    name: text(TAG.NAME),
    epoch: integer(TAG.EPOCH),
    version: text(TAG.VERSION),
    release: text(TAG.RELEASE),
    arch: isSourcePackage(header) ? "src" : text(TAG.ARCH),
    summary: text(TAG.SUMMARY),
    description: text(TAG.DESCRIPTION),
    license: text(TAG.LICENSE),
    vendor: text(TAG.VENDOR),
    packager: text(TAG.PACKAGER),
    url: text(TAG.URL),
    sourceRpm: text(TAG.SOURCERPM),
    buildHost: text(TAG.BUILDHOST),
    buildTime: buildTime === null ? null : dateOf(buildTime),
    payloadCompressor: text(TAG.PAYLOADCOMPRESSOR),
  };
}

/** @returns the first files of a list, and what of it is verified */
export function describeFiles(
  { files, digestAlgorithm }: FileList,
  { isSigned, rpm }: {
    readonly isSigned: boolean;
    readonly rpm: VerifiedRpm | undefined;
  },
): InspectedFiles {
  return {
    verified: isSigned,
    contentVerified: rpm !== undefined,
    total: files.length,
    digestAlgorithm,
    list: files.slice(0, MAX_LISTED).map((file) => ({
      path: file.path,
      mode: file.mode.toString(8).padStart(6, "0"),
      size: file.size,
      digest: file.digest.slice(0, MAX_TEXT),
      linkTo: file.linkTo.slice(0, MAX_TEXT),
      ghost: file.ghost,
    })),
  };
}
