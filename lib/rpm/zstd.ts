// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Decompresses zstd with fzstd. The runtime's own decoder accepts a truncated
 * stream (measured with Deno 2.9.6) and reports errors that no code can catch.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import { brokenStream, MORE } from "./broken_stream.ts";

/**
 * Largest window in bytes: the decoder allocates that much before the first byte
 * of output. `zstd` itself refuses more without `--long`.
 */
const MAX_WINDOW = 128 * 1024 * 1024;

/** Frames at most, as each has its own window. rpm and `zstd` write one. */
const MAX_FRAMES = 1000;

/**
 * Decompresses zstd frames.
 *
 * @param bytes the whole compressed input
 * @param subject what errors name
 * @throws {VerificationError} `E_FORMAT` if it is broken, cut or followed by
 * something; `E_LIMIT` if its frames ask for more memory than 128 MiB
 */
export async function* decompressZstd(
  bytes: Uint8Array,
  subject: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const ends = checkFrames(bytes, subject);
  const { Decompress } = await import("fzstd");
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  // Each block comes in its own buffer, which the decoder no longer uses after
  // push() has returned.
  const decoder = new Decompress(({ buffer, byteOffset, length }) => {
    if (!(buffer instanceof ArrayBuffer)) throw new TypeError("shared memory");
    chunks.push(new Uint8Array(buffer, byteOffset, length));
  });
  let start = 0;
  // One block at a time, at most 128 KiB of output: a few bytes can expand to that
  // much, and the consumer must be able to stop in between.
  for (const end of ends) {
    try {
      decoder.push(bytes.subarray(start, end), end === bytes.length);
    } catch (cause) {
      throw brokenStream(subject, "zstd", cause);
    }
    start = end;
    yield* chunks;
    chunks.length = 0;
  }
}

/** First four bytes of a frame (RFC 8878, section 3.1.1), little-endian. */
const MAGIC = 0xfd2fb528;

/** Whether a frame with such first bytes has no content (section 3.1.2). */
function isSkippable(magic: number): boolean {
  return (magic & 0xfffffff0) === 0x184d2a50;
}

function startsFrame(view: DataView, at: number): boolean {
  if (at + 4 > view.byteLength) return false;
  const magic = view.getUint32(at, true);
  return magic === MAGIC || isSkippable(magic);
}

/**
 * Reads the frames (RFC 8878, section 3.1) without decoding a block: windows must
 * be within bounds, and nothing may be truncated or left over.
 *
 * @returns the offset after each block, and after each frame
 */
function checkFrames(bytes: Uint8Array, subject: string): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ends: number[] = [];
  try {
    let frames = 0;
    for (let at = 0; at < bytes.length || at === 0;) {
      if (!startsFrame(view, at)) {
        throw new RangeError(at > 0 ? MORE : "it does not start with a frame");
      }
      if (isSkippable(view.getUint32(at, true))) {
        at += 8 + view.getUint32(at + 4, true);
      } else {
        frames += 1;
        at = walkFrame(view, at, { ends, subject });
      }
      if (frames > MAX_FRAMES) {
        throw tooLarge(subject, `${MAX_FRAMES} frames`, "more");
      }
      if (at > bytes.length) throw new RangeError("cut short");
      if (ends.at(-1) !== at) ends.push(at);
    }
  } catch (cause) {
    throw brokenStream(subject, "zstd", cause);
  }
  return ends;
}

function tooLarge(
  subject: string,
  bound: string,
  found: string,
): VerificationError {
  return new VerificationError("E_LIMIT", {
    subject,
    problem: "the zstd stream needs too much memory",
    expected: `at most ${bound}`,
    found,
  });
}

/** Where to add the ends of blocks, and what errors name. */
interface Walk {
  readonly ends: number[];
  readonly subject: string;
}

/** @returns the offset after the frame that starts at `at` */
function walkFrame(
  view: DataView,
  at: number,
  { ends, subject }: Walk,
): number {
  const descriptor = view.getUint8(at + 4);
  const singleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeBytes = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  let next = at + 5;
  let window = 0;
  if (!singleSegment) {
    const exponent = view.getUint8(next) >> 3;
    const mantissa = view.getUint8(next) & 7;
    window = 2 ** (10 + exponent) * (1 + mantissa / 8);
    next += 1;
  }
  next += dictionaryBytes;
  if (singleSegment) window = contentSize(view, next, sizeBytes);
  if (window > MAX_WINDOW) {
    throw tooLarge(
      subject,
      `a window of ${MAX_WINDOW} bytes`,
      `${window} bytes`,
    );
  }
  next += sizeBytes;
  for (let last = false; !last;) {
    const block = view.getUint16(next, true) | view.getUint8(next + 2) << 16;
    last = (block & 1) === 1;
    const isRle = (block >> 1 & 3) === 1; // one byte, repeated
    next += 3 + (isRle ? 1 : block >> 3);
    ends.push(next);
  }
  return next + (descriptor & 4 ? 4 : 0); // content checksum
}

/** The size of the content; of less than four bytes it does not matter. */
function contentSize(view: DataView, at: number, bytes: number): number {
  if (bytes < 4) return 0;
  return bytes === 4
    ? view.getUint32(at, true)
    : Number(view.getBigUint64(at, true));
}
