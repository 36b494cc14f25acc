// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Checks the evidence in a signature header: sizes, digests and signatures.
 * {@linkcode checkSignatureHeader} checks all of it, and
 * {@linkcode requireEvidence} refuses the package if any of it is wrong.
 *
 * @module
 */

import { digestHex } from "../digest.ts";
import { attempt, VerificationError } from "../errors.ts";
import {
  type VerifiedSignature,
  verifySignature,
  type VerifySignatureOptions,
} from "../openpgp/verify.ts";
import {
  checkDigest,
  type CheckedDigest,
  type Part,
  requireMatches,
  type RpmDigest,
} from "./digests.ts";
import { Header } from "./header.ts";
import type { Sections } from "./sections.ts";
import {
  readDigests,
  readSignatures,
  type SignatureClaim,
  unreadable,
} from "./signature_header.ts";
import { SIGNATURE_TAG } from "./tags.ts";

/** A good signature and what it covers. */
export interface RpmSignature extends VerifiedSignature {
  /** Name of the tag, as rpm spells it. */
  readonly tag: string;
  /** Whether the payload is signed too; the main header always is. */
  readonly coversPayload: boolean;
}

/** A signature and what checking it gave. */
export type CheckedSignature =
  & SignatureClaim
  & (
    | { readonly status: "good"; readonly signature: RpmSignature }
    | {
      /**
       * `bad`: wrong, weak, or by a key that may not sign. `unchecked`: the
       * key is missing or not pinned. `unknown`: the algorithm is not known.
       */
      readonly status: "bad" | "unchecked" | "unknown";
      readonly problem: VerificationError;
    }
  );

/** Everything in the signature header, checked. */
export interface Evidence {
  /** Sizes that differ, and tags that cannot be read. */
  readonly problems: readonly VerificationError[];
  readonly digests: readonly CheckedDigest[];
  readonly signatures: readonly CheckedSignature[];
  /** Stated lengths of the unpacked payload. Not signed. */
  readonly archiveSizes: readonly {
    /** Name of the tag, as rpm spells it. */
    readonly tag: string;
    /** Bytes. */
    readonly size: number;
  }[];
}

/** What {@linkcode requireEvidence} returns. */
export interface AcceptedEvidence {
  /** Good signatures, at least one. */
  readonly signatures: readonly RpmSignature[];
  /** Digests that match. */
  readonly digests: readonly RpmDigest[];
}

/** Against which keys and at which time to verify, and what errors name. */
export type CheckSignatureHeaderOptions = Pick<
  VerifySignatureOptions,
  "keyring" | "now" | "subject"
>;

/** Real packets have a few hundred bytes; those of ML-DSA and SLH-DSA 50 KB. */
const MAX_PACKET = 64 * 1024;

/**
 * Checks everything that the signature header states and does not stop at the
 * first mistake: a reader needs to see all of it. Nothing is accepted here, see {@linkcode requireEvidence}.
 *
 * @throws {VerificationError} `E_FORMAT` or `E_LIMIT` if the signature header
 * cannot be read
 */
export async function checkSignatureHeader(
  sections: Sections,
  options: CheckSignatureHeaderOptions,
): Promise<Evidence> {
  const { subject } = options;
  const header = new Header(sections.signatureHeader, "signature", subject);
  const problems: VerificationError[] = [];
  const integer = (number: number) => {
    const value = attempt(() => header.integer(number));
    if (!(value instanceof VerificationError)) return value;
    problems.push(value);
    return undefined;
  };
  for (const number of [SIGNATURE_TAG.SIZE, SIGNATURE_TAG.LONGSIZE]) {
    const expected = integer(number);
    const found = sections.headerAndPayload.length;
    if (expected === undefined || expected === found) continue;
    problems.push(
      new VerificationError("E_SIZE", {
        subject,
        problem: "header and payload differ in size from what the package says",
        expected: `${expected} bytes`,
        found: `${found} bytes`,
      }),
    );
  }
  const archiveSizes = (["LONGARCHIVESIZE", "PAYLOADSIZE"] as const)
    .flatMap((tag) => {
      const size = integer(SIGNATURE_TAG[tag]);
      return size === undefined ? [] : [{ tag, size }];
    });
  const signatures: CheckedSignature[] = [];
  for (const claim of readSignatures(header)) {
    signatures.push(await checkSignature(claim, sections, options));
  }
  const digests = readDigests(header).map((claim) =>
    checkDigest(
      claim,
      subject,
      ({ algorithm }) => digestHex(algorithm, coveredBytes(claim, sections)),
    )
  );
  return { problems, digests, signatures, archiveSizes };
}

/**
 * Accepts the evidence of a signature header: no size, digest or signature is
 * wrong, and at least one signature is good. A signature of an unknown
 * algorithm is not wrong: next to a good one it is ignored, as if it were not
 * there. (Anybody can remove a signature, so that gives an attacker nothing.)
 *
 * @throws {VerificationError} the first problem: `E_FORMAT`, `E_SIZE`,
 * `E_DIGEST`, what `verifySignature()` throws, or `E_UNSIGNED`
 */
export function requireEvidence(
  { problems, digests, signatures }: Evidence,
  subject: string,
): AcceptedEvidence {
  for (const problem of problems) throw problem;
  const accepted = requireMatches(digests);
  const good: RpmSignature[] = [];
  let unknown: VerificationError | undefined;
  for (const checked of signatures) {
    if (checked.status === "good") good.push(checked.signature);
    else if (checked.status === "unknown") unknown ??= checked.problem;
    else throw checked.problem;
  }
  if (good.length > 0) return { signatures: good, digests: accepted };
  throw unknown ?? new VerificationError("E_UNSIGNED", {
    subject,
    problem: "has no signature",
  });
}

/**
 * Whether the main header is signed, even if the package as a whole is refused:
 * a good signature covers it, and no signature or digest of the header alone is
 * wrong. Evidence over header and payload may be wrong because of the payload.
 */
export function isHeaderSigned({ digests, signatures }: Evidence): boolean {
  const isAboutHeader = ({ covers }: { covers: readonly Part[] }) =>
    !covers.includes("payload");
  return signatures.some(({ status }) => status === "good") &&
    !signatures.some((s) => s.status === "bad" && isAboutHeader(s)) &&
    !digests.some((d) => d.matches !== true && isAboutHeader(d));
}

function coveredBytes(
  { covers }: { readonly covers: readonly Part[] },
  sections: Sections,
): Uint8Array {
  return covers.includes("payload")
    ? sections.headerAndPayload
    : sections.header;
}

async function checkSignature(
  claim: SignatureClaim,
  sections: Sections,
  options: CheckSignatureHeaderOptions,
): Promise<CheckedSignature> {
  const { tag, covers, packet } = claim;
  const coversPayload = covers.includes("payload");
  try {
    if (packet instanceof VerificationError) throw packet;
    if (packet.length > MAX_PACKET) {
      const found = `a packet of ${packet.length} bytes`;
      throw unreadable(tag, options.subject, found);
    }
    const verified = await verifySignature(packet, {
      ...options,
      data: coveredBytes(claim, sections),
      name: `${tag} signature`,
    });
    const signature = { ...verified, tag, coversPayload };
    return { ...claim, status: "good", signature };
  } catch (problem) {
    if (!(problem instanceof VerificationError)) throw problem;
    const status = problem.code === "E_NOKEY"
      ? "unchecked"
      : problem.code === "E_UNKNOWN"
      ? "unknown"
      : "bad";
    return { ...claim, status, problem };
  }
}
