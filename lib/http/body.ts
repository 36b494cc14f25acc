// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The body of an answer, as the server stores the file. Attacker-controlled:
 * nothing is allocated by what the server announces.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import { ExchangeFailure } from "./failure.ts";
import type { Fragment } from "./fragment.ts";
import type { Watch } from "./watch.ts";

/** The bounds of a body. */
export interface BodyOptions {
  /** Most bytes to accept. */
  readonly maxBytes: number;
  /** The exact number of bytes that metadata promises. */
  readonly size?: number;
  /** Hears the bytes received so far. */
  readonly onProgress?: (bytes: number) => void;
  /** Sees whether enough arrives. */
  readonly watch: Watch;
  /** Whether the transport is known to hand out bodies as they came. */
  readonly stored: boolean;
  /** Takes the bytes; what it holds already comes before this body. */
  readonly fragment: Fragment;
}

/**
 * Thrown where the size differs and the server did not announce one: before
 * Deno 2.9, `fetch` decoded a body with Content-Encoding although it asked for
 * `identity`, and dropped Content-Length. To be asked again without `fetch`.
 */
export class MaybeDecoded extends Error {}

type Bytes = Uint8Array<ArrayBuffer>;

/** All of a stream, or undefined as soon as it is longer than the limit. */
async function collect(
  source: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<Bytes | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    length += chunk.length;
    if (length > limit) return undefined;
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/** One body on its way. */
class Body {
  readonly #url: URL;
  readonly #response: Response;
  readonly #options: BodyOptions;
  /** Most bytes that the file may have. */
  readonly limit: number;

  constructor(url: URL, response: Response, options: BodyOptions) {
    this.#url = url;
    this.#response = response;
    this.#options = options;
    this.limit = Math.min(options.maxBytes, options.size ?? Infinity);
  }

  /** Bytes that the whole file has, by this answer. */
  get announced(): number | undefined {
    const length = this.#response.headers.get("content-length") ?? "";
    const before = this.#options.fragment.length;
    return /^\d{1,15}$/.test(length) ? before + Number(length) : undefined;
  }

  get encoding(): string | undefined {
    const encoding = this.#response.headers.get("content-encoding");
    return encoding === null || encoding === "identity" ? undefined : encoding;
  }

  /** The bytes of this answer, as they come. */
  async *chunks(): AsyncGenerator<Uint8Array> {
    const { watch, onProgress, fragment } = this.#options;
    let total = fragment.length;
    for await (const chunk of this.#response.body ?? new Blob().stream()) {
      total += chunk.length;
      watch.received(chunk.length);
      onProgress?.(total);
      yield chunk;
    }
  }

  /** What is there is not what metadata promises, or is over the bound. */
  sizeError(found: string): VerificationError | ExchangeFailure {
    const { size, maxBytes } = this.#options;
    if (size === undefined || size > maxBytes) {
      return new ExchangeFailure({
        problem: "the file is larger than allowed",
        expected: `at most ${maxBytes} bytes`,
        found,
        hint: "Check that the URL is the right one",
      }, { retry: false });
    }
    return new VerificationError("E_SIZE", {
      subject: `${this.#url.origin}${this.#url.pathname}`,
      problem: "the server's file has another size than the metadata promises",
      expected: `${size} bytes`,
      found,
      hint: "Try again later; upstream may be publishing right now",
    });
  }

  async readPlain(): Promise<Bytes> {
    const { announced, limit } = this;
    const { size, stored, fragment } = this.#options;
    const mayBeDecoded = announced === undefined && size !== undefined &&
      !stored && fragment.length === 0;
    if (
      announced !== undefined && (announced > limit || announced < (size ?? 0))
    ) {
      throw this.sizeError(`${announced} bytes`);
    }
    for await (const chunk of this.chunks()) {
      fragment.add(chunk);
      if (fragment.length > limit) {
        if (mayBeDecoded) throw new MaybeDecoded();
        throw this.sizeError(`more than ${limit} bytes`);
      }
    }
    const expected = announced ?? size ?? fragment.length;
    if (fragment.length === expected) return fragment.bytes();
    if (mayBeDecoded) throw new MaybeDecoded();
    throw new ExchangeFailure({
      problem: "the server sends less than the whole file",
      expected: `${expected} bytes`,
      found: `${fragment.length} bytes`,
    }, { retry: true });
  }

  /**
   * A server that was asked for `identity` and sends Content-Encoding either
   * has a .gz file and names its format, or compresses whatever it has. The
   * size tells which, or else the file's name.
   */
  async readEncoded(encoding: string): Promise<Bytes> {
    const { limit } = this;
    const { size } = this.#options;
    // gzip makes what is compressed already a little longer.
    const raw = await collect(
      this.chunks(),
      limit + Math.ceil(limit / 1_024) + 1_024,
    );
    if (raw === undefined) throw this.sizeError(`more than ${limit} bytes`);
    const isStored = size === undefined
      ? this.#url.pathname.endsWith(".gz") && raw.length <= limit
      : raw.length === size;
    if (isStored) return raw;
    if (!/^(x-)?gzip$/i.test(encoding)) {
      throw new ExchangeFailure({
        problem: "the server encodes the file although asked not to",
        found: `Content-Encoding: ${encoding}`,
        hint: "Use a mirror that sends files as they are",
      }, { retry: false });
    }
    const decoded = await collect(
      ReadableStream.from([raw]).pipeThrough(new DecompressionStream("gzip")),
      limit,
    );
    if (decoded === undefined) throw this.sizeError(`more than ${limit} bytes`);
    if (size === undefined || decoded.length === size) return decoded;
    throw this.sizeError(`${decoded.length} bytes`);
  }
}

/**
 * Reads the body of an answer with status 200, or with 206 the rest of what the
 * fragment holds.
 *
 * @param url where it is from, without login
 * @param response the answer
 * @param options the bounds
 * @returns the file as the server stores it
 * @throws {ExchangeFailure} where it is cut short or over the bound
 * @throws {VerificationError} `E_SIZE` where a whole file has another size
 * @throws {MaybeDecoded} where the transport may have changed it
 */
export function readBody(
  url: URL,
  response: Response,
  options: BodyOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const body = new Body(url, response, options);
  const { encoding } = body;
  return encoding === undefined ? body.readPlain() : body.readEncoded(encoding);
}
