// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * One record of repomd.xml: what it says about one file.
 *
 * @module
 */

import { type Checksum, parseChecksum } from "./checksum.ts";
import { parseLocation } from "./href.ts";
import { metadataError, type XmlRecord } from "./xml_record.ts";

/** The document, for errors. */
export const SUBJECT = "repomd.xml";

/** The files of a repository's metadata that are verified and archived. */
export const METADATA_TYPES: readonly MetadataType[] = [
  "primary",
  "filelists",
  "other",
];

/** One of {@linkcode METADATA_TYPES}. */
export type MetadataType = "primary" | "filelists" | "other";

/** What repomd.xml says about one file. */
export interface RepomdData {
  /** What the file is. */
  readonly type: MetadataType;
  /** Path below the repository's root. */
  readonly href: string;
  /** Checksum of the file as stored. */
  readonly checksum: Checksum;
  /** Checksum of the file once decompressed. */
  readonly openChecksum?: Checksum | undefined;
  /** Seconds since 1970-01-01 UTC; may have a fraction. */
  readonly timestamp?: number | undefined;
  /** Bytes of the file as stored. */
  readonly size?: number | undefined;
  /** Bytes of the file once decompressed. */
  readonly openSize?: number | undefined;
}

/** A count of bytes: decimal digits, in the range of exact numbers. */
function parseSize(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\d{1,16}$/.test(text.trim()) ? Number(text) : NaN;
  if (Number.isSafeInteger(number)) return number;
  throw metadataError(SUBJECT, `${name} is not a number of bytes`, {
    found: JSON.stringify(text.slice(0, 64)),
  });
}

/** Seconds that a Date can hold. */
const MAX_TIME = 8.64e12;

/**
 * Seconds since 1970; createrepo writes a fraction for its databases.
 *
 * @returns undefined where it is not such a number
 */
export function secondsOf(text: string): number | undefined {
  const trimmed = text.trim();
  const isNumber = /^\d{1,13}(\.\d{1,20})?$/.test(trimmed);
  return isNumber && Number(trimmed) <= MAX_TIME ? Number(trimmed) : undefined;
}

function parseTimestamp(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = secondsOf(text);
  if (seconds !== undefined) return seconds;
  throw metadataError(SUBJECT, "a timestamp is not a number of seconds", {
    expected: `0 to ${MAX_TIME}`,
    found: JSON.stringify(text.slice(0, 64)),
  });
}

/**
 * Makes a record of its fields.
 *
 * @param type what the record is about
 * @param fields what is in the document, each field once
 * @param repoUrl see {@linkcode parseLocation}
 * @throws {VerificationError} `E_META` where something is missing or not of its
 * kind, `E_WEAK` for checksums that do not count
 */
export function finishRecord(
  type: MetadataType,
  fields: XmlRecord["fields"],
  repoUrl: string | undefined,
): RepomdData {
  const record = `the record ${type}`;
  const textOf = (name: string) => fields.get(name)?.text;
  const checksumOf = (name: string): Checksum | undefined => {
    const value = textOf(name);
    if (value === undefined) return undefined;
    const element = `${name} of ${type}`;
    const algorithm = fields.get(name)?.attributes.get("type") ?? "";
    return parseChecksum(algorithm, value, { subject: SUBJECT, element });
  };
  const location = fields.get("location")?.attributes;
  const checksum = checksumOf("checksum");
  if (checksum === undefined) {
    throw metadataError(SUBJECT, `${record} has no checksum`);
  }
  if (location === undefined) {
    throw metadataError(SUBJECT, `${record} has no location`);
  }
  return Object.freeze({
    type,
    href: parseLocation(
      { href: location.get("href"), base: location.get("xml:base") },
      { subject: SUBJECT, repoUrl },
    ),
    checksum,
    openChecksum: checksumOf("open-checksum"),
    timestamp: parseTimestamp(textOf("timestamp")),
    size: parseSize(textOf("size"), `size of ${type}`),
    openSize: parseSize(textOf("open-size"), `open-size of ${type}`),
  });
}
