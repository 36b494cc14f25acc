// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Decompresses xz, lzma and bzip2 with libarchive's WebAssembly, which is loaded
 * when first needed.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import { brokenStream, MORE } from "./broken_stream.ts";
import { checkLzmaMemory, walkXzStream } from "./xz.ts";

/** Size of the chunks that come out, in bytes; libarchive's own block size. */
const BLOCK = 256 * 1024;

/**
 * The formats that libarchive decodes here: the compression method of a ZIP
 * member (APPNOTE.TXT, section 4.4.5), and the bytes of the shortest stream, that
 * of no content. For less, libarchive sees an empty member instead of a cut
 * stream.
 */
const FORMATS = {
  bzip2: { method: 12, shortest: 14 }, // header, mark of the end, checksum
  lzma: { method: 14, shortest: 18 }, // header, start of the range coder
  xz: { method: 95, shortest: 32 }, // header, index, footer
} as const;

/** One of the formats that libarchive decodes here. */
export type LibarchiveFormat = keyof typeof FORMATS;

/**
 * Wraps a compressed stream as the only member of a ZIP file. libarchive reads
 * archives, not bare streams; with the stream as a member, exactly one decoder of
 * liblzma or libbz2 runs and its output is not changed. Size and CRC-32 of the
 * content are not known yet, so they are the largest number and zero.
 *
 * The .lzma format is properties (5 bytes), uncompressed size (8), data; a ZIP
 * member is version (2), length of the properties (2), properties, data (section
 * 5.8). The size is checked separately.
 *
 * @returns the parts to concatenate; the stream is not copied
 */
function zipMember(
  bytes: Uint8Array<ArrayBuffer>,
  format: LibarchiveFormat,
): readonly Uint8Array<ArrayBuffer>[] {
  const parts = format === "lzma"
    ? [Uint8Array.of(9, 20, 5, 0), bytes.subarray(0, 5), bytes.subarray(13)]
    : [bytes];
  const size = sizeOf(parts);
  const head = new Uint8Array(30);
  const view = new DataView(head.buffer);
  view.setUint32(0, 0x04034b50, true); // local file header signature
  view.setUint16(4, 63, true); // version needed: 6.3
  view.setUint16(8, FORMATS[format].method, true);
  view.setUint32(18, size, true); // compressed size
  view.setUint32(22, 0xffffffff, true); // uncompressed size: unknown
  return [head, ...parts];
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

/** The part of libarchive's module that is used here. */
interface Libarchive {
  readonly HEAPU8: Uint8Array;
  _malloc(size: number): number;
  _free(pointer: number): void;
  _archive_read_new_memory(
    pointer: number,
    size: number,
    passphrase: number,
  ): number;
  _archive_read_next_entry(archive: number): number;
  _archive_read_data(archive: number, pointer: number, size: number): number;
  _archive_read_free(archive: number): number;
}

let libarchive:
  | Promise<{ module: Libarchive; errorOf: (archive: number) => string }>
  | undefined;

/**
 * The path of the WebAssembly, after a check that it can be read. Otherwise
 * Emscripten's loader would write to the console and leave a rejected promise
 * that no code can catch; an error thrown here reaches the caller.
 */
function locateFile(name: string, directory: string): string {
  const path = directory + name;
  Deno.openSync(path).close();
  return path;
}

function loadLibarchive() {
  libarchive ??= import("libarchive-wasm").then(async (loaded) => {
    const wasm = await loaded.libarchiveWasm({ locateFile });
    const module: Libarchive = wasm.module;
    return { module, errorOf: (archive) => String(wasm.error_string(archive)) };
  });
  return libarchive;
}

/** How {@linkcode decompressWithLibarchive} reads. */
export interface LibarchiveOptions {
  /** What errors name. */
  readonly subject: string;
  /**
   * Gives the input's pages back while they are copied into WebAssembly, if its
   * buffer can be resized and ends with it. Not of bzip2, which is read twice.
   */
  readonly consume?: boolean;
}

/**
 * Decompresses with liblzma or libbz2. A .lzma file cannot show that something
 * follows it, and without a size in its header, as rpm writes it, not that it
 * was cut either.
 *
 * @param bytes the whole compressed input
 * @param format one of libarchive's three that the runtime does not have
 * @param options what errors name, and whether the input may be given up
 * @throws {VerificationError} `E_FORMAT` if it is broken, cut or followed by
 * something; `E_LIMIT` if it asks for more memory than 128 MiB
 */
export async function* decompressWithLibarchive(
  bytes: Uint8Array<ArrayBuffer>,
  format: LibarchiveFormat,
  { subject, consume = false }: LibarchiveOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const broken = (found: string) =>
    brokenStream(subject, format, new Error(found));
  if (bytes.length < FORMATS[format].shortest) throw broken("it is cut short");
  if (format === "xz" && walkXzStream(bytes, subject) < bytes.length) {
    throw broken(MORE);
  }
  if (format === "lzma") checkLzmaMemory(bytes, subject);
  // Without an end mark, the decoder produces a few bytes too many.
  const size = format === "lzma" ? lzmaSize(bytes) : undefined;
  let left = size ?? Infinity;
  const options = { subject, consume: consume && format !== "bzip2" };
  for await (const chunk of decode(bytes, format, options)) {
    const part = chunk.length <= left ? chunk : chunk.slice(0, left);
    left -= part.length; // before the consumer may detach the part
    yield part;
    if (left <= 0) break;
  }
  if (size !== undefined && left > 0) throw broken("it ends too early");
  if (format === "bzip2" && await isWhole(bytes.subarray(0, -1), subject)) {
    throw broken(MORE);
  }
}

/** The uncompressed size in a .lzma header; undefined if it is not stated. */
function lzmaSize(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const size = view.getBigUint64(5, true);
  return size === 2n ** 64n - 1n ? undefined : Number(size);
}

/**
 * Whether a bzip2 stream is complete. libbz2 stops at its end, and libarchive does
 * not say where that was. So a stream that is complete without its last byte is
 * followed by other bytes.
 */
async function isWhole(
  bytes: Uint8Array<ArrayBuffer>,
  subject: string,
): Promise<boolean> {
  try {
    for await (const _ of decode(bytes, "bzip2", { subject }));
    return true;
  } catch (error) {
    if (error instanceof VerificationError) return false;
    throw error;
  }
}

/** Bytes that {@linkcode moveBytes} moves at once. */
const STEP = 4 * 1024 * 1024;

/**
 * Copies bytes, the last ones first, and releases what was copied, so that memory
 * never holds everything twice.
 */
function moveBytes(from: Uint8Array, to: Uint8Array, offset: number): void {
  const { buffer, byteOffset, length } = from;
  const shrinks = buffer instanceof ArrayBuffer && buffer.resizable &&
    buffer.byteLength === byteOffset + length;
  if (!shrinks) return to.set(from, offset);
  for (let end = length; end > 0;) {
    const start = Math.max(0, end - STEP);
    const part = new Uint8Array(buffer, byteOffset + start, end - start);
    to.set(part, offset + start);
    buffer.resize(byteOffset + start);
    end = start;
  }
}

async function* decode(
  bytes: Uint8Array<ArrayBuffer>,
  format: LibarchiveFormat,
  { subject, consume = false }: LibarchiveOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const zip = zipMember(bytes, format);
  const broken = (found: string) =>
    brokenStream(subject, format, new Error(found));
  const { module, errorOf } = await loadLibarchive();
  const size = sizeOf(zip);
  const input = module._malloc(size);
  const output = module._malloc(BLOCK);
  let archive = 0;
  try {
    if (input === 0 || output === 0) {
      throw broken("it needs too much memory");
    }
    let end = input + size;
    for (const part of zip.toReversed()) {
      end -= part.length;
      if (consume && part.buffer === bytes.buffer) {
        moveBytes(part, module.HEAPU8, end);
      } else module.HEAPU8.set(part, end);
    }
    archive = module._archive_read_new_memory(input, size, 0);
    if (archive === 0 || module._archive_read_next_entry(archive) === 0) {
      throw broken("unreadable");
    }
    let ended = false;
    for (;;) {
      const count = module._archive_read_data(archive, output, BLOCK);
      if (count === 0) break;
      if (count > 0) {
        yield module.HEAPU8.slice(output, output + count);
        continue;
      }
      // The decoder has reached its end mark and used up the input; only then
      // libarchive compares the content with what zipMember() put in its place.
      // The last block is handed out by the next call.
      const message = errorOf(archive);
      const atEnd = !ended &&
        /^ZIP (bad CRC|uncompressed data is wrong size)/.test(message);
      if (!atEnd) throw broken(message);
      ended = true;
    }
  } finally {
    if (archive !== 0) module._archive_read_free(archive);
    module._free(output);
    module._free(input);
  }
}
