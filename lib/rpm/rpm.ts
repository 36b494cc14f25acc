// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Verifies RPM packages: from the bytes of a file to a {@linkcode VerifiedRpm}.
 *
 * An RPM file has four sections. The **lead**, 96 bytes, only says "this is an
 * RPM". The **signature header** carries digests and signatures; nothing signs
 * the signature header itself. The **main header** is a table of tagged values:
 * the package's name and version, and for every file its path, mode, size and
 * digest. Its **region** marks the bytes that are signed. The **payload** is a
 * compressed cpio archive with the files' contents. A signature covers either
 * the main header alone, or main header and payload.
 *
 * The vendor signs with OpenPGP packets of version 3, which most libraries no
 * longer read; lib/openpgp has its own parser for them.
 *
 * The format: {@link https://rpm.org/docs/latest/manual/format_v4.html}.
 * Version 3 signatures: {@link https://www.rfc-editor.org/rfc/rfc4880#section-5.2.2}.
 *
 * {@linkcode verifyRpm} follows the order of trust: split the file into its
 * sections, check the evidence in the signature header, then read the signed
 * main header, then compare the payload with it file by file.
 *
 * @module
 */

import {
  type Kind,
  KINDS,
  requireArgument,
  requireOptions,
} from "../arguments.ts";
import { digestHex, type DigestName } from "../digest.ts";
import type { Keyring } from "../openpgp/keyring.ts";
import { requireMatches, type RpmDigest } from "./digests.ts";
import { type FileEntry, readFileList } from "./file_list.ts";
import { Header } from "./header.ts";
import { checkKind, readInfo, type RpmInfo } from "./info.ts";
import { readPayload, type RpmFile, type TakeContent } from "./payload.ts";
import {
  checkPayloadDigests,
  findCoverage,
  startUnpackedDigests,
} from "./payload_digest.ts";
import type { VerificationReport } from "./report.ts";
import { splitSections } from "./sections.ts";
import { keyringOf, type TrustedKeys } from "./trusted_keys.ts";
import {
  checkSignatureHeader,
  type Evidence,
  requireEvidence,
  type RpmSignature,
} from "./signature.ts";

export type { RpmInfo } from "./info.ts";

/** What {@linkcode verifyRpm} has established about a package. */
export interface VerifiedRpm {
  /** The signed header's own words. */
  readonly info: RpmInfo;
  /** All files but ghosts, in the order of the header. */
  readonly files: readonly RpmFile[];
  /** Algorithm of the files' digests: `SHA-256`. */
  readonly fileDigestAlgorithm: DigestName;
  /** Good signatures, at least one. */
  readonly signatures: readonly RpmSignature[];
  /** Digests that were there and right. */
  readonly digests: readonly RpmDigest[];
  /** Which tag covers the payload: a signature or a signed digest. */
  readonly payloadCoveredBy: string;
  /** Length of the file in bytes. */
  readonly size: number;
  /** SHA-256 of the whole file, lower-case hexadecimal. */
  readonly sha256: string;
  /**
   * SHA-256 of main header and payload, lower-case hexadecimal: the identity
   * of the content, which stays the same when the vendor signs it again.
   */
  readonly contentSha256: string;
  /** First byte of the main header and the byte after it, from 0. */
  readonly headerRange: { readonly start: number; readonly end: number };
  /** What a reader should know although the package is good, a sentence each. */
  readonly notes: readonly string[];
}

let verified: (facts: Pick<VerifiedRpm, keyof VerifiedRpm>) => VerifiedRpm;
let isVerified: (value: unknown) => boolean;

/**
 * A package of which every byte that is used was verified: the header and the
 * payload by a signature of a pinned key, each file by its signed digest.
 * {@linkcode verifyRpm} is the only way to get one: the constructor is private,
 * and no other object has the private field.
 */
export class VerifiedRpm {
  readonly #verified = true;

  private constructor(facts: Pick<VerifiedRpm, keyof VerifiedRpm>) {
    Object.assign(this, facts);
    Object.freeze(this);
  }

  static {
    verified = (facts) => new VerifiedRpm(facts);
    isVerified = (value) =>
      typeof value === "object" && value !== null && #verified in value;
  }
}

/** What only {@linkcode verifyRpm} makes; a copy of one is none. */
export const VERIFIED_RPM: Kind = [
  "what verifyRpm() returned",
  (value) => isVerified(value),
];

/** Takes contents as they are verified, so that memory need not hold them. */
export interface RpmSink {
  /**
   * Called once, before the first content: with all files but ghosts, from the
   * signed header of a payload that is covered. No content is verified yet.
   */
  readonly begin: (
    info: RpmInfo,
    files: readonly FileEntry[],
  ) => void | Promise<void>;
  /**
   * Called for each content as soon as it is verified. The package as a whole
   * is not verified before {@linkcode verifyRpm} returns.
   */
  readonly take: TakeContent;
  /**
   * Whether the file's bytes may be released while they are read, so that
   * memory holds the package only once. Needs a resizable buffer, whose length
   * means nothing afterwards.
   */
  readonly consume?: boolean;
}

/** What {@linkcode verifyRpm} needs besides the file. */
export interface VerifyRpmOptions extends TrustedKeys {
  /** What errors call the file, usually its name; "package" by default. */
  readonly subject?: string | undefined;
  /** The time that counts as now; the clock's by default. */
  readonly now?: Date | undefined;
  /** Takes the contents, which are then left out of the result. */
  readonly sink?: RpmSink | undefined;
}

/** {@linkcode VerifyRpmOptions} with nothing left open. */
export interface VerifierOptions extends VerifyRpmOptions {
  readonly keyring: Keyring;
  readonly subject: string;
}

/**
 * Verifies a package file completely.
 *
 * @param file the bytes of the whole file, in memory of this thread alone
 * @param options the keys to trust, and what errors call the file
 * @returns the package, with every file's content unless a sink took them
 * @throws {VerificationError} with the code of the first check that fails
 * @throws {TypeError} if no key is given, or if the bytes are in shared memory:
 * another thread could change them once they are verified
 *
 * @example
 * ```ts ignore
 * import { verifyRpm } from "jsr:@wombelix/neuron-publish/rpm";
 *
 * const rpm = await verifyRpm(await Deno.readFile("driver.rpm"), {
 *   key: await Deno.readFile("GPG-PUB-KEY-AMAZON-AWS-NEURON.PUB"),
 * });
 * console.log(rpm.info.version, rpm.files.length, rpm.contentSha256);
 * ```
 */
export async function verifyRpm(
  file: Uint8Array<ArrayBuffer>,
  options: VerifyRpmOptions,
): Promise<VerifiedRpm> {
  requireArgument("verifyRpm(): file", file, KINDS.bytes);
  requireOptions("verifyRpm()", options, {
    key: "optional",
    fingerprints: "optional",
    keyring: "optional",
    subject: "optional",
    now: "optional",
    sink: "optional",
  });
  const keyring = await keyringOf(options);
  if (keyring === undefined) throw new TypeError("verifyRpm() needs a key");
  const { subject = "package" } = options;
  return await verifyAndReport(file, { ...options, keyring, subject }, {});
}

/**
 * The one verifier, behind `verifyRpm()` and `inspectRpm()`.
 *
 * @param file the bytes of the whole file
 * @param options the pinned keys, and what errors call the file
 * @param report filled stage by stage, also if the package is refused
 * @throws {VerificationError} with the code of the first check that fails
 */
export async function verifyAndReport(
  file: Uint8Array<ArrayBuffer>,
  options: VerifierOptions,
  report: VerificationReport,
): Promise<VerifiedRpm> {
  if (!(file.buffer instanceof ArrayBuffer)) {
    throw new TypeError(
      "verifyRpm() takes no bytes in shared memory: copy them",
    );
  }
  const { keyring, subject, now = new Date(), sink } = options;
  const sections = splitSections(file, subject, report);
  report.stage = "signatures";
  const evidence = await checkSignatureHeader(sections, {
    keyring,
    now,
    subject,
  });
  report.evidence = evidence;
  const { signatures, digests } = requireEvidence(evidence, subject);

  report.stage = "header";
  const header = new Header(sections.header, "main", subject);
  checkKind(header, sections.leadVersion);
  const payloadDigests = checkPayloadDigests(header, sections.payload);
  report.payloadDigests = payloadDigests;
  const matching = requireMatches(payloadDigests);
  const payloadCoveredBy = findCoverage(signatures, matching, subject);

  const list = readFileList(header);
  const info = readInfo(header);
  // Before the payload is read: its bytes may be released then.
  const identity = {
    size: file.length,
    sha256: digestHex("SHA-256", file),
    contentSha256: digestHex("SHA-256", sections.headerAndPayload),
  };
  await sink?.begin(info, list.files.filter((file) => !file.ghost));
  const unpacked = startUnpackedDigests(header);
  let unpackedSize = 0;
  report.stage = "payload";
  const files = await readPayload(sections.payload, {
    list,
    ...sink,
    compressor: info.payloadCompressor,
    onChunk: (chunk) => {
      unpackedSize += chunk.length;
      unpacked.update(chunk);
    },
    subject,
  });
  const unpackedDigests = unpacked.finish();
  report.unpackedDigests = unpackedDigests;
  return verified({
    info,
    files,
    fileDigestAlgorithm: list.digestAlgorithm,
    signatures,
    digests: [...digests, ...matching, ...requireMatches(unpackedDigests)],
    payloadCoveredBy,
    ...identity,
    headerRange: sections.headerRange,
    notes: sizeNotes(unpackedSize, evidence.archiveSizes),
  });
}

/**
 * Which sizes of the unpacked payload are wrong. Nothing signs them, rpm uses
 * them for progress bars only, and rpm 4.11 and nfpm have written wrong ones; how
 * much may be unpacked is in the signed file list.
 */
function sizeNotes(found: number, stated: Evidence["archiveSizes"]): string[] {
  return stated.filter(({ size }) => size !== found).map(({ tag, size }) =>
    `${tag} in the signature header, which is not signed, says that the ` +
    `payload unpacks to ${size} bytes; it has ${found}`
  );
}
