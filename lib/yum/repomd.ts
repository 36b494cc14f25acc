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
import { computeChecksum } from "./checksum.ts";
import { parseLocation } from "./href.ts";
import {
  FIELDS,
  finishRecord,
  METADATA_TYPES,
  type MetadataType,
  type RecordDraft,
  type RepomdData,
  secondsOf,
  SUBJECT,
} from "./repomd_record.ts";
import { metadataError, readXml, type XmlAttributes } from "./xml.ts";

const NAMESPACES = new Map([["http://linux.duke.edu/metadata/repo", ""]]);

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

/** Collects records; attacker-controlled, as nothing signs repomd.xml. */
class RepomdReader {
  revision: string | undefined;
  readonly data = new Map<MetadataType, RepomdData>();
  readonly #repoUrl: string | undefined;
  #records = 0;
  #draft: RecordDraft | undefined;
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

  #startField(
    draft: RecordDraft,
    name: string,
    attributes: XmlAttributes,
  ): void {
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
