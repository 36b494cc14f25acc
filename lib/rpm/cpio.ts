// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Reads the payload's archive format: cpio "newc", as rpm writes it (rpm
 * lib/cpio.cc). Every number has eight hexadecimal digits. Name and content are
 * padded with zeros to a multiple of four bytes. An entry named `TRAILER!!!` ends
 * the archive.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";

/** Bytes of an entry's header. */
export const CPIO_HEADER = 110;

/** Name of the entry that ends the archive. */
export const CPIO_TRAILER = "TRAILER!!!";

const MAX_NAME = 4096; // bytes with NUL (rpm lib/cpio.cc, rpmcpioHeaderRead)
const MAGIC_NEWC = "070701";
const MAGIC_STRIPPED = "07070X"; // rpm's own, for files over 4 GiB

/** One entry of the archive. */
export interface CpioEntry {
  /** As written, usually with a leading `./`. */
  readonly name: string;
  /** st_mode: type and permissions. */
  readonly mode: number;
  /** The content, or a symbolic link's target. Usually a view, not a copy. */
  readonly content: Uint8Array<ArrayBuffer>;
}

/**
 * Reads an archive entry by entry. It reads the stream only as far as the
 * consumer asks, and allocates an entry's content only after its bytes arrived.
 *
 * @param chunks the uncompressed archive
 * @param subject what errors name
 * @throws {VerificationError} `E_FORMAT` if it is malformed, cut short or
 * followed by anything
 */
export async function* readCpio(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  subject: string,
): AsyncGenerator<CpioEntry> {
  const malformed = (problem: string) =>
    new VerificationError("E_FORMAT", { subject, problem });
  const source = new ChunkReader(chunks);
  try {
    for (;;) {
      const head = await source.take(CPIO_HEADER);
      if (head === undefined) {
        throw malformed("the payload ends without a trailer");
      }
      const fields = parseFields(head, malformed);
      const nameSize = padded(CPIO_HEADER + fields.nameSize) - CPIO_HEADER;
      const nameBytes = await source.take(nameSize);
      const size = padded(fields.size);
      const content = await source.take(size);
      if (nameBytes === undefined || content === undefined) {
        throw malformed("the payload ends inside an entry");
      }
      const name = parseName(nameBytes.subarray(0, fields.nameSize), malformed);
      if (name === CPIO_TRAILER) {
        if (fields.size !== 0) throw malformed("the trailer has content");
        break;
      }
      const { mode, size: length } = fields;
      yield { name, mode, content: content.subarray(0, length) };
    }
    if (await source.take(1) !== undefined) {
      throw malformed("the payload continues after its trailer");
    }
  } finally {
    await source.close();
  }
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}

/** The fields that are used; the signed header has the others. */
function parseFields(
  head: Uint8Array,
  malformed: (problem: string) => VerificationError,
) {
  const text = String.fromCharCode(...head);
  const magic = text.slice(0, 6);
  if (magic === MAGIC_STRIPPED) {
    throw malformed(
      "the payload has the stripped cpio format of rpm 6 and of files over " +
        "4 GiB, which is not supported",
    );
  }
  if (magic !== MAGIC_NEWC) {
    throw malformed("the payload has an entry without the cpio magic");
  }
  if (!/^[0-9a-fA-F]{104}$/.test(text.slice(6))) {
    throw malformed("the payload has a number that is not hexadecimal");
  }
  const field = (index: number) => {
    const at = 6 + index * 8;
    return parseInt(text.slice(at, at + 8), 16);
  };
  // In order: inode, mode, uid, gid, links, mtime, size, major and minor number
  // of the device and of a special file, length of the name, check.
  const fields = { mode: field(1), size: field(6), nameSize: field(11) };
  if (fields.nameSize < 2 || fields.nameSize > MAX_NAME) {
    throw malformed(`the payload has a name of ${fields.nameSize} bytes`);
  }
  return fields;
}

function parseName(
  bytes: Uint8Array,
  malformed: (problem: string) => VerificationError,
): string {
  if (bytes.indexOf(0) !== bytes.length - 1) {
    throw malformed("the payload has a name that does not end with NUL");
  }
  try {
    return NAME_DECODER.decode(bytes.subarray(0, -1));
  } catch {
    throw malformed("the payload has a name that is not UTF-8");
  }
}

const NAME_DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Cuts pieces of a given length from chunks of any length. */
class ChunkReader {
  readonly #chunks: AsyncIterator<Uint8Array<ArrayBuffer>>;
  #held: Uint8Array<ArrayBuffer>[] = [];
  #length = 0;

  constructor(chunks: AsyncIterable<Uint8Array<ArrayBuffer>>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /**
   * @returns exactly `length` bytes, a view if one chunk has them; undefined if
   * there are not so many
   */
  async take(length: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const [current] = this.#held;
    if (current !== undefined && current.length >= length) {
      this.#held[0] = current.subarray(length);
      this.#length -= length;
      return current.subarray(0, length);
    }
    while (this.#length < length) {
      const next = await this.#chunks.next();
      if (next.done === true) return undefined;
      this.#held.push(next.value);
      this.#length += next.value.length;
    }
    const piece = new Uint8Array(length);
    let at = 0;
    while (at < length) {
      const first = this.#held[0];
      if (first === undefined) break;
      const part = first.subarray(0, length - at);
      piece.set(part, at);
      at += part.length;
      if (part.length === first.length) this.#held.shift();
      else this.#held[0] = first.subarray(part.length);
    }
    this.#length -= length;
    return piece;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
