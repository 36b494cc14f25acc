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
  readonly #subject: string;
  readonly #name: string;
  readonly #data: Uint8Array;
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
    this.#subject = subject;
    this.#name = HEADER_KIND[kind].name;
    const { entries, data } = readIndex(bytes, kind, subject);
    this.#entries = entries;
    this.#data = data;
  }

  #malformed(problem: string): VerificationError {
    return new VerificationError("E_FORMAT", {
      subject: this.#subject,
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

  /** @returns the bytes of an entry of one of the given types */
  #bytes(
    tag: number,
    types: readonly number[],
  ): { entry: IndexEntry; bytes: Uint8Array } | undefined {
    const entry = this.#entries.get(tag);
    if (entry === undefined) return undefined;
    if (!types.includes(entry.type)) {
      throw this.#malformed(`has type ${entry.type} at tag ${tag}`);
    }
    const bytes = this.#data.subarray(
      entry.offset,
      entry.offset + entry.length,
    );
    return { entry, bytes };
  }

  /**
   * @returns the value of a BIN tag, undefined if absent
   * @throws {VerificationError} `E_FORMAT` if it has another type
   */
  binary(tag: number): Uint8Array | undefined {
    return this.#bytes(tag, [TYPE.BIN])?.bytes;
  }

  /**
   * @returns the values of an INT8 to INT64 tag, undefined if absent
   * @throws {VerificationError} `E_FORMAT` if it has another type or a
   * value is over 2^53 - 1
   */
  integers(tag: number): number[] | undefined {
    const found = this.#bytes(tag, [
      TYPE.INT8,
      TYPE.INT16,
      TYPE.INT32,
      TYPE.INT64,
    ]);
    if (found === undefined) return undefined;
    const { entry, bytes } = found;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const width = WIDTH[entry.type] ?? 1;
    return Array.from({ length: entry.count }, (_, i) => {
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
    const found = this.#bytes(tag, [
      TYPE.STRING,
      TYPE.STRING_ARRAY,
      TYPE.I18NSTRING,
    ]);
    if (found === undefined) return undefined;
    const strings: T[] = [];
    for (let at = 0; at < found.bytes.length;) {
      const nul = found.bytes.indexOf(0, at);
      strings.push(decode(found.bytes.subarray(at, nul)));
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
