// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Gives typed access to a header's values by tag.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import { type IndexEntry, readHeaderIndex, WIDTH } from "./header_index.ts";
import { HEADER_KIND, type HeaderKind } from "./header_size.ts";
import { TYPE } from "./tags.ts";

/** A parsed header: typed access to the values of its tags. */
export class Header {
  /** What errors name. */
  readonly subject: string;
  readonly #name: string;
  readonly #entries: ReadonlyMap<number, IndexEntry>;

  /**
   * @param bytes the header, exactly, from its magic on
   * @param kind which of the two
   * @param subject what errors name
   * @param readIndex how strictly to read; by default as verification needs it
   * @throws {VerificationError} `E_FORMAT` or `E_LIMIT`
   */
  constructor(
    bytes: Uint8Array,
    kind: HeaderKind,
    subject: string,
    readIndex: typeof readHeaderIndex = readHeaderIndex,
  ) {
    this.subject = subject;
    this.#name = HEADER_KIND[kind].name;
    this.#entries = readIndex(bytes, kind, subject);
  }

  #malformed(problem: string): VerificationError {
    return new VerificationError("E_FORMAT", {
      subject: this.subject,
      problem: `the ${this.#name} ${problem}`,
    });
  }

  /** @returns whether the header has the tag */
  has(tag: number): boolean {
    return this.#entries.has(tag);
  }

  /** @returns all index entries but the region, in the order of the index */
  entries(): IterableIterator<IndexEntry> {
    return this.#entries.values();
  }

  /** @returns the entry of a tag, which must be of one of the given types */
  #entry(tag: number, ...types: readonly number[]): IndexEntry | undefined {
    const entry = this.#entries.get(tag);
    if (entry === undefined || types.includes(entry.type)) return entry;
    throw this.#malformed(`has type ${entry.type} at tag ${tag}`);
  }

  /**
   * @returns the value of a BIN tag, undefined if absent
   * @throws {VerificationError} `E_FORMAT` if it has another type
   */
  binary(tag: number): Uint8Array | undefined {
    return this.#entry(tag, TYPE.BIN)?.bytes;
  }

  /**
   * @returns the values of an INT8 to INT64 tag, undefined if absent
   * @throws {VerificationError} `E_FORMAT` if it has another type or a
   * value is over 2^53 - 1
   */
  integers(tag: number): number[] | undefined {
    const { INT8, INT16, INT32, INT64 } = TYPE;
    const found = this.#entry(tag, INT8, INT16, INT32, INT64);
    if (found === undefined) return undefined;
    const { type, count, bytes } = found;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const width = WIDTH[type] ?? 1;
    return Array.from({ length: count }, (_, i) => {
      switch (width) {
        case 1:
          return view.getUint8(i);
        case 2:
          return view.getUint16(i * 2);
        case 4:
          return view.getUint32(i * 4);
      }
      const value = view.getBigUint64(i * 8);
      if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
        throw this.#malformed(`has an impossible number at tag ${tag}`);
      }
      return Number(value);
    });
  }

  /**
   * @returns the one value of an integer tag, undefined if absent
   * @throws {VerificationError} `E_FORMAT` if it has another type or count
   */
  integer(tag: number): number | undefined {
    const values = this.integers(tag);
    if (values !== undefined && values.length !== 1) {
      throw this.#malformed(`has ${values.length} values at tag ${tag}`);
    }
    return values?.[0];
  }

  /**
   * @param decode takes a string's bytes, without NUL
   * @returns the strings of a tag as they were decoded, undefined if absent
   * @throws {VerificationError} `E_FORMAT` if it has another type
   */
  decodedStrings<T>(
    tag: number,
    decode: (bytes: Uint8Array) => T,
  ): T[] | undefined {
    const { STRING, STRING_ARRAY, I18NSTRING } = TYPE;
    const bytes = this.#entry(tag, STRING, STRING_ARRAY, I18NSTRING)?.bytes;
    if (bytes === undefined) return undefined;
    const strings: T[] = [];
    for (let at = 0; at < bytes.length;) {
      const nul = bytes.indexOf(0, at);
      strings.push(decode(bytes.subarray(at, nul)));
      at = nul + 1;
    }
    return strings;
  }

  /**
   * @returns the strings of a tag, undefined if absent; bytes that are not
   * UTF-8 become U+FFFD
   * @throws {VerificationError} `E_FORMAT` if it has another type
   */
  strings(tag: number): string[] | undefined {
    return this.decodedStrings(tag, (bytes) => DECODER.decode(bytes));
  }

  /**
   * @returns the string of a tag, the first one of a localised one, undefined
   * if absent
   * @throws {VerificationError} `E_FORMAT` if it has another type, or is an
   * array of several
   */
  string(tag: number): string | undefined {
    const entry = this.#entries.get(tag);
    if (entry?.type === TYPE.STRING_ARRAY && entry.count !== 1) {
      throw this.#malformed(`has ${entry.count} values at tag ${tag}`);
    }
    return this.strings(tag)?.[0];
  }
}

const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });
