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

import { VerificationError } from "../errors.ts";
import { type Checksum, computeChecksum, parseChecksum } from "./checksum.ts";
import { parseLocation } from "./href.ts";
import { metadataError, readXml, type XmlAttributes } from "./xml.ts";

const SUBJECT = "repomd.xml";
const NAMESPACES = new Map([["http://linux.duke.edu/metadata/repo", ""]]);

/** Bytes of repomd.xml. Real ones have about 3,000. */
export const MAX_REPOMD_BYTES: number = 1 << 20;
/** Records in repomd.xml. Real ones have 6 to 20. */
const MAX_RECORDS = 256;
/** Characters of the revision. */
const MAX_REVISION = 256;

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

/** Elements of a record that may stand in it once. */
const FIELDS: ReadonlySet<string> = new Set([
  "checksum",
  "open-checksum",
  "location",
  "timestamp",
  "size",
  "open-size",
]);

/** A record while it is read. */
interface Draft {
  readonly type: MetadataType;
  readonly texts: Map<string, string>;
  readonly types: Map<string, string>;
  href?: string;
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

function finishRecord(draft: Draft): RepomdData {
  const { type, texts, types, href } = draft;
  const record = `the record ${type}`;
  const checksumOf = (name: string): Checksum | undefined => {
    const value = texts.get(name);
    if (value === undefined) return undefined;
    const element = `${name} of ${type}`;
    return parseChecksum(types.get(name) ?? "", value, {
      subject: SUBJECT,
      element,
    });
  };
  const checksum = checksumOf("checksum");
  if (checksum === undefined) {
    throw metadataError(SUBJECT, `${record} has no checksum`);
  }
  if (href === undefined) {
    throw metadataError(SUBJECT, `${record} has no location`);
  }
  return Object.freeze({
    type,
    href,
    checksum,
    openChecksum: checksumOf("open-checksum"),
    timestamp: parseTimestamp(texts.get("timestamp")),
    size: parseSize(texts.get("size"), `size of ${type}`),
    openSize: parseSize(texts.get("open-size"), `open-size of ${type}`),
  });
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

/** Collects records; attacker-controlled, as nothing signs repomd.xml. */
class RepomdReader {
  revision: string | undefined;
  readonly data = new Map<MetadataType, RepomdData>();
  readonly #repoUrl: string | undefined;
  #records = 0;
  #draft: Draft | undefined;
  /** Inside of a record of another type. */
  #passesOver = false;
  /** The timestamps of those records, where they are numbers. */
  readonly #otherTimes: number[] = [];

  constructor(repoUrl: string | undefined) {
    this.#repoUrl = repoUrl;
  }

  /** A record that is not used must not make the metadata look newer. */
  get newestTimestamp(): number {
    const times = Array.from(
      this.data.values(),
      ({ timestamp = 0 }) => timestamp,
    );
    const newest = Math.max(0, ...times);
    const beside = this.#otherTimes.filter((time) => time <= newest + SAME_RUN);
    return Math.max(newest, ...beside);
  }

  start(name: string, depth: number, attributes: XmlAttributes): void {
    if (name === "data") this.#startRecord(depth, attributes);
    else if (depth === 3 && this.#draft !== undefined) {
      this.#startField(this.#draft, name, attributes);
    }
  }

  end(name: string, depth: number, text: string | undefined): void {
    if (depth === 2 && name === "revision") {
      if (this.revision !== undefined) {
        throw metadataError(SUBJECT, "there is more than one revision");
      }
      this.revision = parseRevision(text);
    } else if (depth === 3 && this.#draft !== undefined && FIELDS.has(name)) {
      if (text === undefined) {
        throw metadataError(SUBJECT, `${name} contains other elements`);
      }
      this.#draft.texts.set(name, text);
    } else if (depth === 3 && this.#passesOver && name === "timestamp") {
      const time = secondsOf(text ?? "");
      if (time !== undefined) this.#otherTimes.push(time);
    } else if (depth === 2 && name === "data") {
      if (this.#draft !== undefined) {
        this.data.set(this.#draft.type, finishRecord(this.#draft));
      }
      this.#draft = undefined;
      this.#passesOver = false;
    }
  }

  #startRecord(depth: number, attributes: XmlAttributes): void {
    if (depth !== 2) {
      throw metadataError(
        SUBJECT,
        "a record is in a place where none is allowed",
      );
    }
    this.#records += 1;
    if (this.#records > MAX_RECORDS) {
      throw new VerificationError("E_LIMIT", {
        subject: SUBJECT,
        problem: "there are too many records",
        expected: `at most ${MAX_RECORDS}`,
      });
    }
    const name = attributes.get("type");
    const type = METADATA_TYPES.find((one) => one === name);
    if (type === undefined) {
      this.#passesOver = true;
      return;
    }
    if (this.data.has(type)) {
      throw metadataError(SUBJECT, `there is more than one record ${type}`);
    }
    this.#draft = { type, texts: new Map(), types: new Map() };
  }

  #startField(draft: Draft, name: string, attributes: XmlAttributes): void {
    if (!FIELDS.has(name)) return;
    if (draft.types.has(name)) {
      throw metadataError(SUBJECT, `${draft.type} has more than one ${name}`);
    }
    draft.types.set(name, attributes.get("type") ?? "");
    if (name === "location") {
      const base = attributes.get("xml:base");
      draft.href = parseLocation({ href: attributes.get("href"), base }, {
        subject: SUBJECT,
        repoUrl: this.#repoUrl,
      });
    }
  }
}

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
  const reader = new RepomdReader(options.repoUrl);
  const format = {
    subject: SUBJECT,
    root: "repomd",
    namespaces: NAMESPACES,
  };
  const source = ReadableStream.from([bytes]);
  for await (const _ of readXml<never>(source, format, () => reader));
  return Object.freeze({
    sha256: (await computeChecksum("sha256", bytes)).value,
    revision: reader.revision ?? "",
    newestTimestamp: reader.newestTimestamp,
    data: reader.data,
  });
}
