// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * repomd.xml: the root of a yum repository's metadata. It names every other
 * file with size and checksum. Nothing signs it: there is only the connection
 * it came through, and the comparison with earlier ones (rollback.ts).
 *
 * @module
 */

import { KINDS, requireArgument, requireOptions } from "../arguments.ts";
import { digestHex } from "../digest.ts";
import { VerificationError } from "../errors.ts";
import { type Checksum, parseChecksum } from "./checksum.ts";
import { parseLocation } from "./href.ts";
import { readXml } from "./xml.ts";
import { metadataError, requireFields, type XmlRecord } from "./xml_record.ts";

/** The document, for errors. */
const SUBJECT = "repomd.xml";

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

const FORMAT = {
  subject: SUBJECT,
  root: "repomd",
  record: { name: "data", noun: "a record" },
  namespaces: new Map([["http://linux.duke.edu/metadata/repo", ""]]),
  fields: new Map([
    ["checksum", "data"],
    ["open-checksum", "data"],
    ["location", "data"],
    ["timestamp", "data"],
    ["size", "data"],
    ["open-size", "data"],
  ]),
} as const;

/** Bytes of repomd.xml. Real ones have about 3,000. */
export const MAX_REPOMD_BYTES: number = 1 << 20;
/** Records in repomd.xml. Real ones have 6 to 20. */
const MAX_RECORDS = 256;
/** Characters of the revision. */
const MAX_REVISION = 256;

/** A parsed repomd.xml. */
export interface Repomd {
  /** SHA-256 of the document, lower-case hexadecimal. */
  readonly sha256: string;
  /** Free text by specification, most often seconds since 1970; may be "". */
  readonly revision: string;
  /**
   * The newest timestamp of the records in `data`, and of the other records
   * that were written within a day of them; 0 where there is none.
   */
  readonly newestTimestamp: number;
  /** Records by type; those of other types are ignored. */
  readonly data: ReadonlyMap<MetadataType, RepomdData>;
}

/** Bounded free text. */
function parseRevision(text: string | undefined): string {
  if (text === undefined) {
    throw metadataError(SUBJECT, "the revision is not text");
  }
  if (text.length <= MAX_REVISION) return text.trim();
  throw new VerificationError("E_LIMIT", {
    subject: SUBJECT,
    problem: "the revision is too long",
    expected: `at most ${MAX_REVISION} characters`,
    found: `${text.length} characters`,
  });
}

/**
 * A revision as a time. createrepo writes seconds since 1970; by specification
 * it is free text.
 *
 * @returns seconds, or a small number that somebody counts with; undefined for
 * text and for numbers of more digits than a time has
 */
export function revisionTime(revision: string): number | undefined {
  return /^\d{1,11}$/.test(revision) ? Number(revision) : undefined;
}

/** Seconds between two files that one run of createrepo writes, at most. */
const SAME_RUN = 86_400;

/**
 * Parses repomd.xml, strictly: one record of each type that is used, one
 * checksum in each, strong algorithms, paths below the root. Records of other
 * types are ignored, whatever they say: nothing is read because of them.
 *
 * @param bytes the document, at most {@linkcode MAX_REPOMD_BYTES}
 * @param options `repoUrl`: see {@linkcode parseLocation}
 * @returns what it says; none of it is proven
 * @throws {VerificationError} `E_META`, `E_WEAK` or `E_LIMIT`
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseRepomd } from "./repomd.ts";
 *
 * const repomd = await parseRepomd(new TextEncoder().encode(
 *   `<repomd xmlns="http://linux.duke.edu/metadata/repo">
 *     <revision>7</revision>
 *     <data type="primary">
 *       <checksum type="sha256">${"0".repeat(64)}</checksum>
 *       <location href="repodata/primary.xml.gz"/>
 *     </data>
 *   </repomd>`,
 * ));
 * assertEquals(repomd.revision, "7");
 * assertEquals(repomd.data.get("primary")?.href, "repodata/primary.xml.gz");
 * ```
 */
export async function parseRepomd(
  bytes: Uint8Array<ArrayBuffer>,
  options: { readonly repoUrl?: string | undefined } = {},
): Promise<Repomd> {
  requireArgument("parseRepomd(): bytes", bytes, KINDS.bytes);
  requireOptions("parseRepomd()", options, { repoUrl: "optional" });
  if (bytes.length > MAX_REPOMD_BYTES) {
    throw new VerificationError("E_LIMIT", {
      subject: SUBJECT,
      problem: "the document is too large",
      expected: `at most ${MAX_REPOMD_BYTES} bytes`,
      found: `${bytes.length} bytes`,
    });
  }
  const text = new TextDecoder().decode(bytes.subarray(0, 256));
  if (/^\s*<(?:!doctype html|html|head|body)\b/i.test(text)) {
    throw new VerificationError("E_META", {
      subject: SUBJECT,
      problem: "this is a web page",
      expected: "repository metadata",
      hint:
        "open the URL in a browser: a proxy, or a network that asks for a " +
        "login, may have answered in place of the server",
    });
  }
  const data = new Map<MetadataType, RepomdData>();
  const otherTimes: number[] = [];
  let revision: string | undefined;
  let records = 0;
  for await (const record of readXml(ReadableStream.from([bytes]), FORMAT)) {
    const { name, element, fields } = record;
    if (name === "revision") {
      if (revision !== undefined) {
        throw metadataError(SUBJECT, "there is more than one revision");
      }
      revision = parseRevision(element.text);
    }
    if (name !== "data") continue;
    if (++records > MAX_RECORDS) {
      throw new VerificationError("E_LIMIT", {
        subject: SUBJECT,
        problem: "there are too many records",
        expected: `at most ${MAX_RECORDS}`,
      });
    }
    const type = METADATA_TYPES.find((one) =>
      one === element.attributes.get("type")
    );
    if (type === undefined) {
      const time = secondsOf(fields.get("timestamp")?.text ?? "");
      if (time !== undefined) otherTimes.push(time);
      continue;
    }
    if (data.has(type)) {
      throw metadataError(SUBJECT, `there is more than one record ${type}`);
    }
    requireFields(record, { subject: SUBJECT, owner: type });
    data.set(type, finishRecord(type, fields, options.repoUrl));
  }
  const times = Array.from(data.values(), ({ timestamp = 0 }) => timestamp);
  return Object.freeze({
    sha256: digestHex("SHA-256", bytes),
    revision: revision ?? "",
    newestTimestamp: newestOf(times, otherTimes),
    data,
  });
}

/** A record that is not used must not make the metadata look newer. */
function newestOf(used: readonly number[], others: readonly number[]): number {
  const newest = Math.max(0, ...used);
  return Math.max(newest, ...others.filter((t) => t <= newest + SAME_RUN));
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
function secondsOf(text: string): number | undefined {
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
function finishRecord(
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
