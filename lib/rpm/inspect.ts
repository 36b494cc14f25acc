// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A look at a package file, however broken. It hands out claims with a mark
 * whether somebody vouches for them, never a `VerifiedRpm`; and the payload of
 * a package that does not hold is not even opened.
 *
 * @module
 */

import { digestHex } from "../digest.ts";
import { VerificationError } from "../errors.ts";
import type { Keyring } from "../openpgp/keyring.ts";
import { readFileList } from "./file_list.ts";
import { Header } from "./header.ts";
import { HEADER_INTRO, readHeaderSize } from "./header_index.ts";
import {
  attempt,
  formatDate,
  inspectDigests,
  inspectSignatures,
  noKey,
} from "./inspect_evidence.ts";
import {
  type InspectedDigest,
  type InspectedFiles,
  type InspectedHeader,
  type InspectedSignature,
  type InspectionProblem,
  MAX_LISTED,
  MAX_TEXT,
  type Part,
  type RpmInspection,
} from "./inspection.ts";
import { coversPayload, verifyPayloadDigests } from "./payload_digest.ts";
import { verifyRpm } from "./rpm.ts";
import { LEAD, splitSections } from "./sections.ts";
import { TAG } from "./tags.ts";

/** Against which keys {@linkcode inspectRpm} looks. */
export interface InspectRpmOptions {
  /** The pinned keys; undefined where there are none at hand. */
  readonly keyring: Keyring | undefined;
  /** What problems name; a file name most often. */
  readonly subject: string;
  /** The time that counts as now; the clock's where absent. */
  readonly now?: Date;
}

/**
 * Looks at a package file. Never throws for what is in it.
 *
 * @param file the bytes of the whole file
 * @param options the pinned keys, and what problems call the file
 * @returns what the file says, and what of it is verified
 */
export async function inspectRpm(
  file: Uint8Array<ArrayBuffer>,
  options: InspectRpmOptions,
): Promise<RpmInspection> {
  const { keyring, subject, now = new Date() } = options;
  const problems: InspectionProblem[] = [];
  const isVerified = await attempt(problems, async () => {
    if (keyring === undefined) throw noKey(subject);
    await verifyRpm(file, { keyring, subject, now });
    return true;
  }) ?? false;

  const cut = await cutApart(file, problems, subject);
  const parts = cut.main && {
    header: file.subarray(cut.main.start, cut.main.end),
    headerAndPayload: file.subarray(cut.main.start),
  };
  const claims = cut.signatureHeader && await attempt(
    problems,
    () => new Header(cut.signatureHeader ?? file, "signature", subject),
  );
  const evidence = { keyring, now, subject };
  const signatures = claims && parts
    ? await inspectSignatures(claims, problems, { ...evidence, parts })
    : [];
  const digests = claims && parts
    ? await inspectDigests(claims, problems, parts)
    : [];
  const main = parts && await attempt(
    problems,
    () => new Header(parts.header, "main", subject),
  );
  const isSigned = isHeaderVouchedFor(signatures, digests);
  const payloadStart = cut.main?.end ?? file.length;
  const payloadDigests = main
    ? await attempt(
      problems,
      () => verifyPayloadDigests(main, file.subarray(payloadStart), subject),
    ) ?? []
    : [];
  const state = { isSigned, isVerified, subject };
  return {
    verdict: isVerified ? "verified" : "unverified",
    problems: distinct(problems),
    size: file.length,
    sha256: digestHex("SHA-256", file),
    sections: cut.main === undefined
      ? null
      : { header: cut.main.start, payload: cut.main.end },
    content: {
      verified: isVerified,
      sha256: parts === undefined
        ? null
        : digestHex("SHA-256", parts.headerAndPayload),
    },
    coverage: {
      header: coverage("header", signatures),
      payload: [
        ...coverage("payload", signatures),
        ...(isSigned ? payloadDigests : []).filter(coversPayload)
          .map(({ tag }) => tag),
      ],
    },
    signatures,
    digests: [
      ...digests,
      ...payloadDigests.map((digest): InspectedDigest => ({
        ...digest,
        covers: ["payload"],
        matches: true,
      })),
    ],
    header: main === undefined ? null : await inspectHeader(main, state),
    files: main === undefined
      ? null
      : await attempt(problems, () => inspectFiles(main, state)) ?? null,
  };
}

/** Where the parts are that could be found. */
interface Cut {
  readonly signatureHeader?: Uint8Array;
  readonly main?: { readonly start: number; readonly end: number };
}

/** As `splitSections()`, but goes on as far as lengths can be read. */
async function cutApart(
  file: Uint8Array<ArrayBuffer>,
  problems: InspectionProblem[],
  subject: string,
): Promise<Cut> {
  await attempt(problems, () => splitSections(file, subject));
  const size = (start: number, kind: "signature" | "main") =>
    attempt(
      problems,
      () => readHeaderSize(file.subarray(start), kind, subject).total,
    );
  if (file.length < LEAD + HEADER_INTRO) return {};
  const signatureSize = await size(LEAD, "signature");
  if (signatureSize === undefined) return {};
  const signatureHeader = file.subarray(LEAD, LEAD + signatureSize);
  const start = LEAD + Math.ceil(signatureSize / 8) * 8;
  if (start + HEADER_INTRO > file.length) return { signatureHeader };
  const mainSize = await size(start, "main");
  if (mainSize === undefined) return { signatureHeader };
  return { signatureHeader, main: { start, end: start + mainSize } };
}

/**
 * The header counts as signed where a good signature covers it and no other
 * signature or digest of the header alone speaks against it. One over header
 * and payload that is wrong may be so because of the payload.
 */
function isHeaderVouchedFor(
  signatures: readonly InspectedSignature[],
  digests: readonly InspectedDigest[],
): boolean {
  const isAboutHeader = ({ covers }: { covers: readonly Part[] }) =>
    !covers.includes("payload");
  return signatures.some(({ status }) => status === "good") &&
    !signatures.some((s) => s.status === "bad" && isAboutHeader(s)) &&
    !digests.some((d) => d.matches === false && isAboutHeader(d));
}

function coverage(
  part: Part,
  signatures: readonly InspectedSignature[],
): string[] {
  return signatures
    .filter(({ status, covers }) => status === "good" && covers.includes(part))
    .map(({ tag }) => tag);
}

/** What is known about the package when its header is read. */
interface State {
  readonly isSigned: boolean;
  readonly isVerified: boolean;
  readonly subject: string;
}

async function inspectHeader(
  header: Header,
  { isSigned }: State,
): Promise<InspectedHeader> {
  const ignored: InspectionProblem[] = []; // a tag of a wrong type says nothing
  const text = async (tag: number) =>
    (await attempt(ignored, () => header.string(tag)))?.slice(0, MAX_TEXT) ??
      null;
  const integer = async (tag: number) =>
    await attempt(ignored, () => header.integer(tag)) ?? null;
  const isSource = !header.has(TAG.SOURCERPM) || header.has(TAG.SOURCEPACKAGE);
  const buildTime = await integer(TAG.BUILDTIME);
  return {
    verified: isSigned,
    name: await text(TAG.NAME),
    epoch: await integer(TAG.EPOCH),
    version: await text(TAG.VERSION),
    release: await text(TAG.RELEASE),
    arch: isSource ? "src" : await text(TAG.ARCH),
    summary: await text(TAG.SUMMARY),
    description: await text(TAG.DESCRIPTION),
    license: await text(TAG.LICENSE),
    vendor: await text(TAG.VENDOR),
    packager: await text(TAG.PACKAGER),
    url: await text(TAG.URL),
    sourceRpm: await text(TAG.SOURCERPM),
    buildHost: await text(TAG.BUILDHOST),
    buildTime: buildTime === null
      ? null
      : formatDate(new Date(buildTime * 1000)),
    payloadCompressor: await text(TAG.PAYLOADCOMPRESSOR),
  };
}

function inspectFiles(header: Header, state: State): InspectedFiles {
  const { isSigned, isVerified, subject } = state;
  for (const { tag, count } of header.entries()) {
    if (tag !== TAG.BASENAMES || count <= MAX_LISTED || isSigned) continue;
    throw new VerificationError("E_LIMIT", {
      subject,
      problem: "lists too many files to look at without a good signature",
      expected: `at most ${MAX_LISTED}`,
      found: `${count}`,
    });
  }
  const { files, digestAlgorithm } = readFileList(header, subject);
  return {
    verified: isSigned,
    contentVerified: isVerified,
    total: files.length,
    digestAlgorithm: digestAlgorithm.name,
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

/** Each problem once: what stopped verification is met again on the way. */
function distinct(
  problems: readonly InspectionProblem[],
): InspectionProblem[] {
  return [
    ...new Map(problems.map((p) => [JSON.stringify(p), p])).values(),
  ];
}
