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

import { digestHex } from "../digest.ts";
import { VerificationError } from "../errors.ts";
import {
  finishRecord,
  METADATA_TYPES,
  type MetadataType,
  type RepomdData,
  secondsOf,
  SUBJECT,
} from "./repomd_record.ts";
import { readXml } from "./xml.ts";
import { metadataError, requireFields } from "./xml_record.ts";

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
  if (bytes.length > MAX_REPOMD_BYTES) {
    throw new VerificationError("E_LIMIT", {
      subject: SUBJECT,
      problem: "the document is too large",
      expected: `at most ${MAX_REPOMD_BYTES} bytes`,
      found: `${bytes.length} bytes`,
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
