// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * From the bytes of a file to a {@linkcode VerifiedRpm}. Only this module makes
 * one, and what builds on it takes nothing else.
 *
 * The order is that of trust: sections are cut apart, digests and signatures
 * over them are verified, then the signed header is read, and with what it says
 * the payload is checked file by file.
 *
 * @module
 */

import { digestHex, digestsOf } from "../digest.ts";
import { VerificationError } from "../errors.ts";
import type { Keyring } from "../openpgp/keyring.ts";
import { type FileEntry, readFileList } from "./file_list.ts";
import { Header } from "./header.ts";
import { readInfo, type RpmInfo } from "./info.ts";
import { readPayload, type RpmFile, type TakeContent } from "./payload.ts";
import {
  coversPayload,
  finishDigest,
  startUnpackedDigests,
  verifyPayloadDigests,
} from "./payload_digest.ts";
import { splitSections } from "./sections.ts";
import {
  type RpmDigest,
  type RpmSignature,
  verifySignatureHeader,
} from "./signature.ts";
import { TAG } from "./tags.ts";

export type { RpmInfo } from "./info.ts";

/** Everything that {@linkcode verifyRpm} has found to hold. */
export interface RpmFacts {
  /** The signed header's own words. */
  readonly info: RpmInfo;
  /** All files but ghosts, in the order of the header. */
  readonly files: readonly RpmFile[];
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
   * of the content, which stays when the vendor signs the package anew.
   */
  readonly contentSha256: string;
  /** First byte of the main header and the byte behind it, from 0. */
  readonly headerRange: { readonly start: number; readonly end: number };
}

const VERIFIED = Symbol("verified");

/**
 * A package of which every byte that is used was verified: the header and the
 * payload by a signature of a pinned key, each file by its signed digest.
 * {@linkcode verifyRpm} is the only way to get one.
 */
export class VerifiedRpm implements RpmFacts {
  /** The signed header's own words. */
  readonly info: RpmInfo;
  /** All files but ghosts, in the order of the header. */
  readonly files: readonly RpmFile[];
  /** Good signatures, at least one. */
  readonly signatures: readonly RpmSignature[];
  /** Digests that were there and right. */
  readonly digests: readonly RpmDigest[];
  /** Which tag covers the payload. */
  readonly payloadCoveredBy: string;
  /** Length of the file in bytes. */
  readonly size: number;
  /** SHA-256 of the whole file, lower-case hexadecimal. */
  readonly sha256: string;
  /** SHA-256 of main header and payload, lower-case hexadecimal. */
  readonly contentSha256: string;
  /** First byte of the main header and the byte behind it, from 0. */
  readonly headerRange: { readonly start: number; readonly end: number };

  /**
   * For {@linkcode verifyRpm} alone.
   *
   * @param proof known to {@linkcode verifyRpm} alone
   * @param facts what was found to hold
   * @throws {TypeError} when anyone else calls it
   */
  constructor(proof: symbol, facts: RpmFacts) {
    if (proof !== VERIFIED) {
      throw new TypeError("Only verifyRpm() makes a VerifiedRpm");
    }
    this.info = facts.info;
    this.files = facts.files;
    this.signatures = facts.signatures;
    this.digests = facts.digests;
    this.payloadCoveredBy = facts.payloadCoveredBy;
    this.size = facts.size;
    this.sha256 = facts.sha256;
    this.contentSha256 = facts.contentSha256;
    this.headerRange = facts.headerRange;
    Object.freeze(this);
  }
}

/** Where contents go as they are verified, in place of memory. */
export interface RpmSink {
  /**
   * Hears what is going to come: all files but ghosts, from the signed header
   * of a payload that is covered. Contents are not verified yet.
   */
  readonly begin: (
    info: RpmInfo,
    files: readonly FileEntry[],
  ) => void | Promise<void>;
  /**
   * Takes one verified content. Whether the package as a whole holds, nobody
   * knows before {@linkcode verifyRpm} is through.
   */
  readonly take: TakeContent;
  /**
   * Whether the file's bytes may be given up: memory is to hold the package
   * once. Needs a buffer that can be resized, which has no length afterwards
   * that says anything.
   */
  readonly consume?: boolean;
}

/** Against which keys {@linkcode verifyRpm} verifies. */
export interface VerifyRpmOptions {
  /** The pinned keys, from `readKeyring()`. */
  readonly keyring: Keyring;
  /** What errors name; a file name most often. */
  readonly subject: string;
  /** The time that counts as now; the clock's where absent. */
  readonly now?: Date;
  /** Takes the contents, which are then left out of the result. */
  readonly sink?: RpmSink;
}

/**
 * Verifies a package file completely.
 *
 * @param file the bytes of the whole file
 * @param options the pinned keys, and what errors call the file
 * @returns the package, with every file's content unless a sink took them
 * @throws {VerificationError} with the code of the first thing that does not
 * hold
 *
 * @example
 * ```ts ignore
 * import { readKeyring, verifyRpm } from "jsr:@wombelix/neuron-publish";
 *
 * const keyring = await readKeyring(await Deno.readFile("KEY.PUB"), {
 *   fingerprints: ["00FA2C1079260870A76D2C285749CAD8646D9185"],
 *   subject: "KEY.PUB",
 * });
 * const rpm = await verifyRpm(await Deno.readFile("driver.rpm"), {
 *   keyring,
 *   subject: "driver.rpm",
 * });
 * console.log(rpm.info.version, rpm.files.length);
 * ```
 */
export async function verifyRpm(
  file: Uint8Array<ArrayBuffer>,
  options: VerifyRpmOptions,
): Promise<VerifiedRpm> {
  const { keyring, subject, now = new Date(), sink } = options;
  const sections = splitSections(file, subject);
  const contentDigests = digestsOf(sections.headerAndPayload);
  const { signatures, digests, archiveSizes } = await verifySignatureHeader(
    sections,
    { keyring, now, subject, contentDigests },
  );
  const header = new Header(sections.header, "main", subject);
  checkFormat(header, subject);
  const payloadDigests = verifyPayloadDigests(
    header,
    sections.payload,
    subject,
  );
  const payloadCoveredBy = findCoverage(signatures, payloadDigests, subject);
  // Before the file may be given up.
  const identity = {
    size: file.length,
    sha256: digestHex("SHA-256", file),
    contentSha256: contentDigests("SHA-256").digest("hex"),
  };
  let unpackedSize = 0;
  const unpackedDigests = startUnpackedDigests(header, subject);
  const list = readFileList(header, subject);
  await sink?.begin(
    readInfo(header, subject),
    list.files.filter((file) => !file.ghost),
  );
  const files = await readPayload(sections.payload, {
    list,
    ...(sink === undefined ? {} : sink),
    compressor: header.string(TAG.PAYLOADCOMPRESSOR),
    onChunk: (chunk) => {
      unpackedSize += chunk.length;
      for (const { hash } of unpackedDigests) hash.update(chunk);
    },
    subject,
  });
  for (const archiveSize of archiveSizes) {
    if (archiveSize === unpackedSize) continue;
    throw new VerificationError("E_SIZE", {
      subject,
      problem: "the payload unpacks to another size than the package says",
      expected: `${archiveSize} bytes`,
      found: `${unpackedSize} bytes`,
    });
  }
  return new VerifiedRpm(VERIFIED, {
    info: readInfo(header, subject),
    files,
    signatures,
    digests: [
      ...digests,
      ...payloadDigests,
      ...unpackedDigests.map((digest) => finishDigest(digest, subject)),
    ],
    payloadCoveredBy,
    ...identity,
    headerRange: sections.headerRange,
  });
}

/**
 * What covers the payload: a signature of its own, or a digest of it in the
 * header that a signature covers.
 *
 * @returns the name of the tag
 */
function findCoverage(
  signatures: readonly RpmSignature[],
  payloadDigests: readonly RpmDigest[],
  subject: string,
): string {
  const covering = signatures.find((signature) => signature.coversPayload) ??
    payloadDigests.find(coversPayload);
  if (covering !== undefined) return covering.tag;
  const [weak] = payloadDigests;
  throw new VerificationError(weak === undefined ? "E_COVERAGE" : "E_WEAK", {
    subject,
    problem: "the payload is not covered by any signature",
    expected: "SIGPGP, SIGGPG or a strong PAYLOADDIGEST",
    found: [
      ...signatures.map(({ tag }) => tag),
      ...payloadDigests.map(({ tag, algorithm }) => `${tag} by ${algorithm}`),
    ].join(", "),
  });
}

function checkFormat(header: Header, subject: string): void {
  const format = header.integer(TAG.RPMFORMAT) ?? 4;
  const archive = header.string(TAG.PAYLOADFORMAT) ?? "cpio";
  if (format !== 4 || archive !== "cpio") {
    throw new VerificationError("E_FORMAT", {
      subject,
      problem: "has a package format that is not supported",
      expected: "format 4 with a cpio payload",
      found: `format ${format} with a ${archive} payload`,
    });
  }
}
