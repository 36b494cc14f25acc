// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * How much memory an .xz or .lzma stream asks for, and where an .xz stream ends,
 * found without decoding it: the decoder allocates its dictionary before the
 * first byte comes out, as large as a number in the stream says.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";

/**
 * Largest dictionary in bytes. `xz -9` uses half as much, and rpm's payloads
 * a sixteenth and less.
 */
const MAX_DICTIONARY = 128 * 1024 * 1024;

/** Filter id of LZMA2 (The .xz File Format 1.2.0, section 5.3.1). */
const LZMA2 = 0x21;

/** Bytes of a stream's header and footer (section 2.1). */
const HEADER = 12;
const FOOTER = 12;

/**
 * Walks the blocks of an .xz stream, chunk by chunk, and checks each one's
 * dictionary. What does not fit into the format is left to the decoder, which
 * goes the same way and stops there too.
 *
 * @param bytes the stream, and perhaps others behind it
 * @param subject what errors name
 * @returns the offset after the stream; of one that is cut, an offset that is
 * not below the length
 * @throws {VerificationError} `E_LIMIT`
 */
export function walkXzStream(bytes: Uint8Array, subject: string): number {
  const checkSize = CHECK_SIZES[Math.ceil((bytes[7] ?? 0) / 3)] ?? 0;
  let at = HEADER;
  for (let size; (size = bytes[at] ?? 0) > 0;) {
    const header = bytes.subarray(at, at + (size + 1) * 4);
    checkDictionary(lzma2Dictionary(header), subject);
    const end = endOfChunks(bytes, at + header.length);
    at = Math.ceil(end / 4) * 4 + checkSize; // the stream starts aligned
  }
  return endOfIndex(bytes, at) + FOOTER;
}

/** Where the index (section 4) that starts at `at` ends, with its CRC32. */
function endOfIndex(bytes: Uint8Array, at: number): number {
  const reader = new Multibytes(bytes, at + 1);
  // Two numbers a block. A count that is too large runs into the end.
  for (let left = reader.next(); left > 0 && !reader.atEnd; left--) {
    reader.next();
    reader.next();
  }
  return Math.ceil(reader.at / 4) * 4 + 4;
}

/** Reads integers of seven bits a byte (section 1.2). */
class Multibytes {
  readonly #bytes: Uint8Array;
  /** Offset of what comes next. */
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  get atEnd(): boolean {
    return this.at >= this.#bytes.length;
  }

  next(): number {
    let value = 0;
    for (let shift = 0; shift < 9; shift++) {
      const byte = this.#bytes[this.at++] ?? 0;
      value += (byte & 0x7f) * 2 ** (shift * 7);
      if ((byte & 0x80) === 0) break;
    }
    return value;
  }
}

/** Bytes of a check, the same for three ids each (section 2.1.1.2). */
const CHECK_SIZES: readonly number[] = [0, 4, 8, 16, 32, 64];

/**
 * The dictionary of a block (section 3.1): behind the size and the flags come
 * two optional sizes, then the filters, of which LZMA2 is the last.
 *
 * @returns bytes, 0 if the header cannot be read
 */
function lzma2Dictionary(header: Uint8Array): number {
  const flags = header[1] ?? 0;
  const reader = new Multibytes(header, 2);
  if ((flags & 0x40) !== 0) reader.next(); // compressed size
  if ((flags & 0x80) !== 0) reader.next(); // uncompressed size
  for (let filters = (flags & 3) + 1; filters > 0; filters--) {
    const id = reader.next();
    const size = reader.next();
    const property = header[reader.at] ?? 0;
    reader.at += size;
    if (id !== LZMA2) continue;
    return (2 | (property & 1)) * 2 ** ((property >> 1) + 11);
  }
  return 0;
}

/**
 * Where the LZMA2 chunks that start at `at` end. Each has its lengths in up to
 * five bytes; a zero byte ends them.
 */
function endOfChunks(bytes: Uint8Array, at: number): number {
  for (let control; (control = bytes[at] ?? 0) > 0;) {
    if (control >= 0x80) {
      const compressed = ((bytes[at + 3] ?? 0) << 8 | (bytes[at + 4] ?? 0)) + 1;
      at += (control >= 0xc0 ? 6 : 5) + compressed;
    } else {
      at += 3 + ((bytes[at + 1] ?? 0) << 8 | (bytes[at + 2] ?? 0)) + 1;
    }
  }
  return at + 1;
}

/**
 * Checks the dictionary size of a .lzma file: bytes 1 to 4 of its header.
 *
 * @param bytes the file, at least its header
 * @param subject what errors name
 * @throws {VerificationError} `E_LIMIT`
 */
export function checkLzmaMemory(bytes: Uint8Array, subject: string): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  checkDictionary(view.getUint32(1, true), subject);
}

function checkDictionary(size: number, subject: string): void {
  if (size <= MAX_DICTIONARY) return;
  throw new VerificationError("E_LIMIT", {
    subject,
    problem: "the compressed stream needs too large a dictionary",
    expected: `at most ${MAX_DICTIONARY} bytes`,
    found: `${size} bytes`,
  });
}
