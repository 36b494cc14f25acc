// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Decompresses payloads and metadata within bounds. Decoders are loaded when
 * first needed: most commands never load WebAssembly.
 *
 * @module
 */

import { messageOf, VerificationError } from "../errors.ts";
import { brokenStream, MORE } from "./broken_stream.ts";
import { splitStreams } from "./concatenated.ts";
import {
  decompressWithLibarchive,
  type LibarchiveFormat,
} from "./libarchive.ts";
import { decompressZstd } from "./zstd.ts";

/** The compressions that rpm and createrepo_c write, by rpm's names. */
export const COMPRESSIONS = [
  "none",
  "gzip",
  "bzip2",
  "lzma",
  "xz",
  "zstd",
] as const;

/** One of {@linkcode COMPRESSIONS}. */
export type Compression = typeof COMPRESSIONS[number];

/** The bound for {@linkcode decompress}, and what errors name. */
export interface DecompressOptions {
  /** Most bytes that may come out. One more is an error. */
  readonly maxBytes: number;
  /** What errors name: a file, a package. */
  readonly subject: string;
  /**
   * Lets the input be given up as it is read, if its buffer can be resized and
   * ends with it: of xz and lzma, the decoder has a copy of its own.
   */
  readonly consume?: boolean;
  /**
   * Accepts several gzip members, or xz or bzip2 streams, behind each other, as
   * dnf does in metadata. A payload is one stream.
   */
  readonly concatenated?: boolean;
}

/** First bytes of each format. lzma has no magic: this is rpm's usual start. */
const MAGIC: readonly (readonly [Compression, readonly number[]])[] = [
  ["gzip", [0x1f, 0x8b]], // RFC 1952, section 2.3.1
  ["bzip2", [0x42, 0x5a, 0x68]], // "BZh"
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]], // The .xz File Format 2.1.1.1
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]], // RFC 8878, section 3.1.1
  ["lzma", [0x5d, 0x00, 0x00]], // lc=3 lp=0 pb=2, dictionary of 2^16 or more
];

/** Size of the pieces that uncompressed input is cut into, in bytes. */
const BLOCK = 64 * 1024;

/**
 * Detects a compression by the first bytes.
 *
 * @param head the first 6 bytes, or more
 * @returns the compression, `none` if no magic matches
 */
export function detectCompression(head: Uint8Array): Compression {
  for (const [name, magic] of MAGIC) {
    if (magic.every((byte, i) => head[i] === byte)) return name;
  }
  return "none";
}

/**
 * Decompresses bytes into chunks of at most 256 KiB, each the caller's to keep
 * or to hand over. Nothing else may follow the compressed stream. Whether the
 * result is whole is for the caller to check against a size or a digest: the
 * .lzma format cannot show that it was cut.
 *
 * @param bytes the whole compressed input
 * @param compression its format
 * @param options the bound and the name for errors
 * @throws {VerificationError} `E_BOMB` as soon as more than `maxBytes` come
 * out, `E_FORMAT` if the stream is broken, cut or followed by something
 */
export async function* decompress(
  bytes: Uint8Array<ArrayBuffer>,
  compression: Compression,
  options: DecompressOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let total = 0;
  for await (const chunk of decoded(bytes, compression, options)) {
    total += chunk.length;
    if (total > options.maxBytes) {
      throw new VerificationError("E_BOMB", {
        subject: options.subject,
        problem: "decompresses to more than it may",
        expected: `at most ${options.maxBytes} bytes`,
      });
    }
    yield chunk;
  }
}

function decoded(
  bytes: Uint8Array<ArrayBuffer>,
  compression: Compression,
  { subject, consume = false, concatenated = false }: DecompressOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  switch (compression) {
    case "none":
      return pieces(bytes);
    case "gzip":
      return concatenated ? members(bytes, subject) : inflated(bytes, subject);
    case "zstd":
      return decompressZstd(bytes, subject);
    case "bzip2":
    case "xz":
    case "lzma":
      return concatenated
        ? streams(bytes, compression, subject)
        : decompressWithLibarchive(bytes, compression, { subject, consume });
    default:
      return compression satisfies never;
  }
}

/** Views: the consumer does not write to them. */
async function* pieces(
  bytes: Uint8Array<ArrayBuffer>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < bytes.length; at += BLOCK) {
    yield bytes.subarray(at, at + BLOCK);
  }
}

/** gzip by the runtime: it refuses a cut stream and anything behind the end. */
async function* inflated(
  bytes: Uint8Array<ArrayBuffer>,
  subject: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  try {
    yield* ReadableStream.from(pieces(bytes))
      .pipeThrough(new DecompressionStream("gzip"));
  } catch (cause) {
    // What the runtime says where the decoder takes no more.
    const hasMore = messageOf(cause) === "failed to write whole buffer";
    throw brokenStream(subject, "gzip", hasMore ? new Error(MORE) : cause);
  }
}

/** gzip members by zlib: it refuses a cut one, and stops at a zero. */
async function* members(
  bytes: Uint8Array<ArrayBuffer>,
  subject: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { createGunzip } = await import("node:zlib");
  const gunzip = createGunzip({ chunkSize: BLOCK });
  // At once: between two writes, zlib looks for no further member.
  gunzip.end(bytes);
  try {
    for await (const chunk of gunzip) yield new Uint8Array(chunk);
    if (gunzip.bytesWritten < bytes.length) {
      throw new Error(MORE);
    }
  } catch (cause) {
    throw brokenStream(subject, "gzip", cause);
  }
}

async function* streams(
  bytes: Uint8Array<ArrayBuffer>,
  format: LibarchiveFormat,
  subject: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const stream of splitStreams(bytes, format, subject)) {
    yield* decompressWithLibarchive(stream, format, { subject });
  }
}
