// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What the signature header claims about a package: sizes, digests and
 * signatures, and which bytes each of them covers.
 *
 * | tag | covers |
 * | --- | --- |
 * | DSAHEADER, RSAHEADER, OPENPGP | main header |
 * | SIGPGP, SIGGPG | main header and payload |
 * | SHA1HEADER, SHA256HEADER, SHA3_256HEADER | main header |
 * | MD5 | main header and payload |
 *
 * The signature header itself is not signed. Nothing in it becomes a fact: it
 * only names evidence, and evidence that does not hold rejects the package.
 *
 * @module
 */

import { digestHex, type DigestName, type StartedDigests } from "../digest.ts";
import { VerificationError } from "../errors.ts";
import type { Keyring } from "../openpgp/keyring.ts";
import { type VerifiedSignature, verifySignature } from "../openpgp/verify.ts";
import { Header } from "./header.ts";
import type { Sections } from "./sections.ts";
import { SIGNATURE_TAG } from "./tags.ts";

/** A good signature and what it covers. */
export interface RpmSignature extends VerifiedSignature {
  /** Name of the tag, as rpm spells it. */
  readonly tag: "DSAHEADER" | "RSAHEADER" | "OPENPGP" | "SIGPGP" | "SIGGPG";
  /** Whether the payload is signed too; the main header always is. */
  readonly coversPayload: boolean;
}

/** A digest of the signature header that was found right. */
export interface RpmDigest {
  /** Name of the tag, as rpm spells it. */
  readonly tag: string;
  /** The digest's algorithm. */
  readonly algorithm: DigestName;
  /** Lower-case hexadecimal. */
  readonly value: string;
}

/** What {@linkcode verifySignatureHeader} has found to hold. */
export interface SignatureEvidence {
  /** At least one. */
  readonly signatures: readonly RpmSignature[];
  readonly digests: readonly RpmDigest[];
  /** Claimed lengths of the uncompressed payload in bytes. Not signed. */
  readonly archiveSizes: readonly number[];
}

/** Against which keys and at which time to verify. */
export interface VerifySignatureHeaderOptions {
  /** The pinned keys. */
  readonly keyring: Keyring;
  /** The time that counts as now. */
  readonly now: Date;
  /** What errors name. */
  readonly subject: string;
  /** Digests of main header and payload, where the caller wants them, too. */
  readonly contentDigests?: StartedDigests;
}

/** Signatures as binary packets, in the order of their tags. */
export const BINARY_SIGNATURES = [
  { tag: "DSAHEADER", number: SIGNATURE_TAG.DSAHEADER, coversPayload: false },
  { tag: "RSAHEADER", number: SIGNATURE_TAG.RSAHEADER, coversPayload: false },
  { tag: "SIGPGP", number: SIGNATURE_TAG.PGP, coversPayload: true },
  { tag: "SIGGPG", number: SIGNATURE_TAG.GPG, coversPayload: true },
] as const;

/** Hexadecimal digests of the main header. */
export const HEADER_DIGESTS = [
  { tag: "SHA1HEADER", number: SIGNATURE_TAG.SHA1HEADER, algorithm: "SHA-1" },
  {
    tag: "SHA256HEADER",
    number: SIGNATURE_TAG.SHA256HEADER,
    algorithm: "SHA-256",
  },
  {
    tag: "SHA3_256HEADER",
    number: SIGNATURE_TAG.SHA3_256HEADER,
    algorithm: "SHA3-256",
  },
] as const;

/**
 * Verifies everything that the signature header claims: the size of the file,
 * every digest and every signature. One that is wrong rejects the package,
 * even beside a good one; none at all rejects it too.
 *
 * @throws {VerificationError} `E_FORMAT`, `E_LIMIT`, `E_SIZE`, `E_DIGEST`,
 * `E_UNSIGNED`, and what {@linkcode verifySignature} throws
 */
export async function verifySignatureHeader(
  sections: Sections,
  options: VerifySignatureHeaderOptions,
): Promise<SignatureEvidence> {
  const { subject, contentDigests } = options;
  const header = new Header(sections.signatureHeader, "signature", subject);
  checkSize(header, sections, subject);
  const digests = verifyDigests(header, sections, subject);
  const signatures: RpmSignature[] = [];
  for (
    const { tag, coversPayload, packet } of readSignatures(header, subject)
  ) {
    const verified = await verifySignature(packet, {
      data: coversPayload ? sections.headerAndPayload : sections.header,
      ...(coversPayload && contentDigests !== undefined
        ? { digests: contentDigests }
        : {}),
      keyring: options.keyring,
      now: options.now,
      subject,
      name: `${tag} signature`,
    });
    signatures.push({ ...verified, tag, coversPayload });
  }
  if (signatures.length === 0) {
    throw new VerificationError("E_UNSIGNED", {
      subject,
      problem: "has no signature",
    });
  }
  return {
    signatures,
    digests,
    archiveSizes: [SIGNATURE_TAG.LONGARCHIVESIZE, SIGNATURE_TAG.PAYLOADSIZE]
      .flatMap((number) => header.integer(number) ?? []),
  };
}

function checkSize(header: Header, sections: Sections, subject: string): void {
  for (const number of [SIGNATURE_TAG.SIZE, SIGNATURE_TAG.LONGSIZE]) {
    const expected = header.integer(number);
    const found = sections.headerAndPayload.length;
    if (expected !== undefined && expected !== found) {
      throw new VerificationError("E_SIZE", {
        subject,
        problem: "header and payload have another size than the package says",
        expected: `${expected} bytes`,
        found: `${found} bytes`,
      });
    }
  }
}

function verifyDigests(
  header: Header,
  sections: Sections,
  subject: string,
): RpmDigest[] {
  const claims: { tag: string; algorithm: DigestName; expected: string }[] = [];
  for (const { tag, number, algorithm } of HEADER_DIGESTS) {
    const expected = header.string(number);
    if (expected !== undefined) claims.push({ tag, algorithm, expected });
  }
  const md5 = header.binary(SIGNATURE_TAG.MD5);
  if (md5 !== undefined) {
    claims.push({ tag: "MD5", algorithm: "MD5", expected: md5.toHex() });
  }
  const digests: RpmDigest[] = [];
  for (const { tag, algorithm, expected } of claims) {
    const covered = tag === "MD5" ? sections.headerAndPayload : sections.header;
    const value = digestHex(algorithm, covered);
    if (value !== expected.toLowerCase()) {
      throw new VerificationError("E_DIGEST", {
        subject,
        problem: tag === "MD5"
          ? `header and payload have another digest than ${tag} says`
          : `the header has another digest than ${tag} says`,
        expected: expected.toLowerCase(),
        found: value,
      });
    }
    digests.push({ tag, algorithm, value });
  }
  return digests;
}

/** A signature as it stands in the signature header. Unverified. */
interface SignatureClaim extends Pick<RpmSignature, "tag" | "coversPayload"> {
  readonly packet: Uint8Array;
}

function readSignatures(header: Header, subject: string): SignatureClaim[] {
  const found = BINARY_SIGNATURES.flatMap(({ tag, number, coversPayload }) => {
    const packet = header.binary(number);
    return packet === undefined ? [] : [{ tag, coversPayload, packet }];
  });
  if (header.has(SIGNATURE_TAG.PGP5)) {
    throw new VerificationError("E_SIG", {
      subject,
      problem: "the PGP5 signature cannot be read",
      found: "an obsolete format",
    });
  }
  const armored = header.strings(SIGNATURE_TAG.OPENPGP) ?? [];
  return [
    ...found,
    ...armored.map((text) => ({
      tag: "OPENPGP" as const,
      coversPayload: false,
      packet: decodeBase64(text, subject),
    })),
  ];
}

function decodeBase64(text: string, subject: string): Uint8Array {
  try {
    return Uint8Array.fromBase64(text);
  } catch (cause) {
    throw new VerificationError("E_SIG", {
      subject,
      problem: "the OPENPGP signature cannot be read",
      found: "no base64",
      cause,
    });
  }
}
