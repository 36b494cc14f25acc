// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What a package file says, and what of it is verified. `verifyRpm()` is the
 * only verifier: the verdict and every "good" and "verified" come from its
 * report. Where it stopped, this module reads on and shows the rest as claims;
 * it never unpacks a payload.
 *
 * @module
 */

import { KINDS, requireArgument, requireOptions } from "../arguments.ts";
import { digestHex } from "../digest.ts";
import { attempt, VerificationError } from "../errors.ts";
import { NO_KEYS } from "../openpgp/keyring.ts";
import {
  describeDigest,
  describeFiles,
  describeHeader,
  describeProblem,
  describeSignature,
  type ShownDigest,
  type ShownSignature,
} from "./describe.ts";
import type { Part } from "./digests.ts";
import { type FileList, readClaimedFiles, readFileList } from "./file_list.ts";
import { Header } from "./header.ts";
import { readUsableIndex } from "./header_index.ts";
import { checkKind } from "./info.ts";
import type {
  InspectionProblem,
  RpmInspection,
  StageState,
} from "./inspection.ts";
import {
  checkPayloadDigests,
  coversPayload,
  readUnpackedDigests,
} from "./payload_digest.ts";
import { type Stage, STAGES, type VerificationReport } from "./report.ts";
import {
  type VerifiedRpm,
  verifyAndReport,
  type VerifyRpmOptions,
} from "./rpm.ts";
import { isHeaderSigned } from "./signature.ts";
import { readDigests, readSignatures } from "./signature_header.ts";
import { keyringOf } from "./trusted_keys.ts";

/**
 * What {@linkcode inspectRpm} needs besides the file. Without a key, nothing is
 * verified.
 */
export interface InspectRpmOptions extends Omit<VerifyRpmOptions, "sink"> {}

/**
 * Describes a package file. Never throws because of what is in it.
 *
 * @param file the bytes of the whole file
 * @param options the keys to trust, and what problems call the file
 * @returns what the file says, and what of it is verified
 * @throws {VerificationError} `E_NOKEY` if the key file has no pinned key
 */
export async function inspectRpm(
  file: Uint8Array<ArrayBuffer>,
  options: InspectRpmOptions = {},
): Promise<RpmInspection> {
  requireArgument("inspectRpm(): file", file, KINDS.bytes);
  requireOptions("inspectRpm()", options, {
    key: "optional",
    fingerprints: "optional",
    keyring: "optional",
    subject: "optional",
    now: "optional",
  });
  return (await verifyAndInspect(file, options)).inspection;
}

/** What {@linkcode verifyAndInspect} returns. */
export interface Inspected {
  readonly inspection: RpmInspection;
  /** The package; undefined if it is refused. */
  readonly rpm: VerifiedRpm | undefined;
}

/**
 * Verifies a package file and describes it, whether or not it is accepted.
 *
 * @param file the bytes of the whole file
 * @param options the keys to trust, and what problems call the file
 */
export async function verifyAndInspect(
  file: Uint8Array<ArrayBuffer>,
  options: InspectRpmOptions,
): Promise<Inspected> {
  const { subject = "package", now } = options;
  const keyring = await keyringOf(options) ?? NO_KEYS;
  const report: VerificationReport = {};
  const problems: InspectionProblem[] = [];
  let rpm: VerifiedRpm | undefined;
  try {
    rpm = await verifyAndReport(file, { keyring, subject, now }, report);
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error;
    problems.push(describeProblem(error));
  }
  const evidence = showEvidence(report, problems, subject);
  const main = showHeader(report, problems, subject);
  const isSigned = report.evidence !== undefined &&
    isHeaderSigned(report.evidence);
  const { sections } = report;
  const covering = (part: Part) =>
    evidence.signatures.flatMap(({ tag, status, covers }) =>
      status === "good" && covers.includes(part) ? tag : []
    );
  const inspection: RpmInspection = {
    verdict: rpm === undefined ? "unverified" : "verified",
    problems: distinct(problems),
    size: file.length,
    sha256: digestHex("SHA-256", file),
    sections: sections === undefined ? null : {
      header: sections.headerRange.start,
      payload: sections.headerRange.end,
    },
    content: {
      verified: rpm !== undefined,
      sha256: sections === undefined
        ? null
        : digestHex("SHA-256", sections.headerAndPayload),
    },
    coverage: {
      header: covering("header"),
      payload: [
        ...covering("payload"),
        ...(isSigned ? main.digests : []).flatMap((digest) =>
          "matches" in digest && digest.matches && coversPayload(digest)
            ? digest.tag
            : []
        ),
      ],
    },
    signatures: evidence.signatures.map(describeSignature),
    digests: [...evidence.digests, ...main.digests].map(describeDigest),
    header: main.header === undefined
      ? null
      : describeHeader(main.header, isSigned),
    files: main.files === undefined
      ? null
      : describeFiles(main.files, { isSigned, rpm }),
    notes: rpm?.notes ?? [],
    stages: stagesOf(report, rpm !== undefined),
  };
  return { inspection, rpm };
}

/** Runs a step; what it refuses becomes a problem. */
function noting<T>(
  problems: InspectionProblem[],
  step: () => T,
): T | undefined {
  const result = attempt(step);
  if (!(result instanceof VerificationError)) return result;
  problems.push(describeProblem(result));
  return undefined;
}

/**
 * The evidence as the report has it. If the signature header was refused or not
 * reached: what of it can be read, unchecked.
 */
function showEvidence(
  { signatureHeader: bytes, evidence }: VerificationReport,
  problems: InspectionProblem[],
  subject: string,
): { signatures: readonly ShownSignature[]; digests: readonly ShownDigest[] } {
  if (evidence !== undefined) return evidence;
  if (bytes === undefined) return { signatures: [], digests: [] };
  const header = new Header(bytes, "signature", subject, readUsableIndex);
  const signatures = noting(problems, () => readSignatures(header)) ?? [];
  return {
    signatures: signatures.map((claim) => ({
      ...claim,
      status: "not-reached",
    })),
    digests: readDigests(header),
  };
}

/**
 * Reads the main header and all that is in it. For a refused package that goes
 * past the point where verification stopped, to find further problems.
 */
function showHeader(
  report: VerificationReport,
  problems: InspectionProblem[],
  subject: string,
): { header?: Header; files?: FileList | undefined; digests: ShownDigest[] } {
  const { sections } = report;
  if (sections === undefined) return { digests: [] };
  const { header: bytes, payload } = sections;
  const header = noting(problems, () => new Header(bytes, "main", subject));
  if (header === undefined) return { digests: [] };
  const compressed = report.payloadDigests ??
    noting(problems, () => checkPayloadDigests(header, payload)) ?? [];
  const unpacked = report.unpackedDigests ??
    noting(problems, () => readUnpackedDigests(header)) ?? [];
  noting(problems, () => {
    checkKind(header, sections.leadVersion);
    readFileList(header);
  });
  const files = noting(problems, () => readClaimedFiles(header));
  return { header, files, digests: [...compressed, ...unpacked] };
}

/** How far verification came. */
function stagesOf(
  { stage = "sections" }: VerificationReport,
  isVerified: boolean,
): Record<Stage, StageState> {
  const last = STAGES.indexOf(stage);
  const stateOf = (name: Stage): StageState => {
    const at = STAGES.indexOf(name);
    if (isVerified || at < last) return "passed";
    return at === last ? "failed" : "not-reached";
  };
  return {
    sections: stateOf("sections"),
    signatures: stateOf("signatures"),
    header: stateOf("header"),
    payload: stateOf("payload"),
  };
}

/** Each problem once: the one that stopped verification is found again. */
function distinct(
  problems: readonly InspectionProblem[],
): InspectionProblem[] {
  return [
    ...new Map(problems.map((p) => [JSON.stringify(p), p])).values(),
  ];
}
