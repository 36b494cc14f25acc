// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The four sections of a package file: lead, signature header, main header,
 * payload. Attacker-controlled: cut apart before any signature is checked, and
 * no further than the lengths that the signatures are about.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import { HEADER_INTRO, readHeaderSize } from "./header_size.ts";

/** Length of the lead in bytes. */
const LEAD = 96;

const LEAD_MAGIC = [0xed, 0xab, 0xee, 0xdb] as const;

/** Major versions of a lead: that of format 4, and that of format 6. */
const LEAD_VERSIONS: readonly number[] = [3, 4];

/** Where the parts of a package file are. Nothing is verified yet. */
export interface Sections {
  /** The lead's major version: 3, or 4 for package format 6. Not signed. */
  readonly leadVersion: number;
  /** The signature header from its magic on, without padding. Not signed. */
  readonly signatureHeader: Uint8Array;
  /** The main header from its magic on: the bytes that are signed. */
  readonly header: Uint8Array;
  /** All bytes after the main header, compressed. */
  readonly payload: Uint8Array<ArrayBuffer>;
  /** Main header and payload in one piece. */
  readonly headerAndPayload: Uint8Array;
  /** First byte of the main header and the byte after it, from 0. */
  readonly headerRange: { readonly start: number; readonly end: number };
}

/** What was found, also in a file that is refused afterwards. */
export interface FoundSections {
  /** The signature header, if its lengths could be read. */
  signatureHeader?: Uint8Array;
  /** All sections, if the lengths of both headers could be read. */
  sections?: Sections;
}

/**
 * Splits a package file into its sections. Of the lead, only the magic and the
 * major version are read: it is not signed.
 *
 * @param file the whole file
 * @param subject what errors name
 * @param found filled with what is found, also if the file is refused
 * @throws {VerificationError} `E_FORMAT` or `E_LIMIT`
 */
export function splitSections(
  file: Uint8Array<ArrayBuffer>,
  subject: string,
  found: FoundSections = {},
): Sections {
  const malformed = (problem: string) =>
    new VerificationError("E_FORMAT", { subject, problem });
  if (file.length < LEAD) throw malformed("is too short for an RPM package");
  if (LEAD_MAGIC.some((byte, i) => file[i] !== byte)) {
    throw malformed("is not an RPM package");
  }
  const leadVersion = file[4] ?? 0;
  if (!LEAD_VERSIONS.includes(leadVersion)) {
    throw malformed(
      `has an unknown package format: lead version ${leadVersion}`,
    );
  }
  const signatureSize =
    readHeaderSize(file.subarray(LEAD), "signature", subject).total;
  const signatureEnd = LEAD + signatureSize;
  const signatureHeader = file.subarray(LEAD, signatureEnd);
  found.signatureHeader = signatureHeader;
  const start = LEAD + Math.ceil(signatureSize / 8) * 8;
  if (start + HEADER_INTRO > file.length) {
    throw malformed("ends before its main header");
  }
  const end = start +
    readHeaderSize(file.subarray(start), "main", subject).total;
  const sections = {
    leadVersion,
    signatureHeader,
    header: file.subarray(start, end),
    payload: file.subarray(end),
    headerAndPayload: file.subarray(start),
    headerRange: { start, end },
  };
  found.sections = sections;
  if (file.subarray(signatureEnd, start).some((byte) => byte !== 0)) {
    throw malformed("has padding after the signatures that is not zero");
  }
  return sections;
}
