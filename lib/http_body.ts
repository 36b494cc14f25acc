// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The body of an answer, within its bounds in bytes and in time.
 *
 * @module
 */

import { Joiner } from "./concat.ts";
import { type ErrorDetails, VerificationError } from "./errors.ts";

/** Bounds of one download, and its observer. */
export interface DownloadOptions {
  /** Most bytes to accept, whatever the server announces. */
  readonly maxBytes: number;
  /** The exact number of bytes that verified metadata promises. */
  readonly size?: number | undefined;
  /** Stops the download. Its reason is thrown as it is. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the bytes received so far; a retry starts again at 0. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/** Milliseconds that all attempts together may take. */
const TOTAL_MS = 1_800_000;

/** What a server must achieve; units as in `HttpOptions`. */
export interface Pace {
  readonly windowMs: number;
  readonly windowBytes: number;
  readonly clock: () => number;
  /** When the first attempt began, by `clock`. */
  readonly start: number;
}

/** What an {@linkcode AttemptFailure} says. */
export interface AttemptDetails extends Omit<ErrorDetails, "subject"> {
  /** Whether another attempt may succeed. */
  readonly retry: boolean;
  /** HTTP status of an answer without the file. */
  readonly status?: number;
  /** Milliseconds that the server asks to wait. */
  readonly retryAfterMs?: number | undefined;
}

/** Why an attempt failed, and whether another one may succeed. */
export class AttemptFailure extends Error {
  override readonly name = "AttemptFailure";
  readonly details: AttemptDetails;

  constructor(details: AttemptDetails) {
    super(details.problem, { cause: details.cause });
    this.details = details;
  }
}

/** Ends an attempt that brings too few bytes, or takes too long in all. */
export class Watch implements Disposable {
  readonly #abort = new AbortController();
  readonly #timer: ReturnType<typeof setInterval>;
  #bytes = 0;
  #forgiven = false;

  /** Begins to watch an attempt. */
  constructor({ windowMs, windowBytes, clock, start }: Pace) {
    let last = clock();
    this.#timer = setInterval(() => {
      const time = clock();
      // A busy program has not counted yet what arrived.
      if (time - last > 1.5 * windowMs) this.#forgiven = true;
      last = time;
      if (time - start > TOTAL_MS) {
        this.#stop({
          problem: "the download takes too long",
          expected: `at most ${TOTAL_MS / 1_000} s`,
          retry: false,
        });
      } else if (!this.#forgiven && this.#bytes < windowBytes) {
        this.#stop({
          problem: "the server is too slow",
          expected: `${windowBytes} bytes in ${windowMs / 1_000} s`,
          found: `${this.#bytes} bytes`,
          retry: true,
        });
      }
      this.#bytes = 0;
      this.#forgiven = false;
    }, windowMs);
  }

  #stop(details: AttemptDetails): void {
    this.#abort.abort(new AttemptFailure(details));
  }

  /** Aborted with an {@linkcode AttemptFailure} when time is up. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The server has answered: the current window does not count. */
  answered(): void {
    this.#forgiven = true;
  }

  /** Counts bytes that have arrived since the last call. */
  received(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Ends the watch. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/**
 * Reads a body. Attacker-controlled: nothing is allocated by what the server
 * announces.
 *
 * A server that was asked for `identity` and names a Content-Encoding either
 * names the format of the file that it stores, which its size shows, or
 * compresses on the way, unasked. (Before Deno 2.9, `fetch`
 * decodes either, and the length is not the stored file's.)
 */
export async function readBody(
  url: URL,
  response: Response,
  { maxBytes, size, onProgress }: DownloadOptions,
  watch: Watch,
): Promise<Uint8Array<ArrayBuffer>> {
  const limit = Math.min(maxBytes, size ?? Infinity);
  const header = response.headers.get("content-length") ?? "";
  const announced = /^\d{1,15}$/.test(header) ? Number(header) : undefined;
  const encoding = response.headers.get("content-encoding") ?? "";
  const isEncoded = !/^(?:identity)?$/i.test(encoding);
  const refusal = (found: string) =>
    isEncoded
      ? new AttemptFailure({
        problem: "the server compresses the file although asked not to",
        found: `Content-Encoding: ${encoding}`,
        hint: "Use a mirror that sends files as they are stored",
        retry: false,
      })
      : sizeFailure(url, found, { maxBytes, size });
  if (
    isEncoded && size === undefined ||
    announced !== undefined && (announced > limit || announced < (size ?? 0))
  ) {
    throw refusal(`${announced} bytes`);
  }
  const body = new Joiner(limit);
  for await (const chunk of response.body ?? new Blob().stream()) {
    const length = body.length + chunk.length;
    watch.received(chunk.length);
    onProgress?.(length);
    if (length > limit) throw refusal(`more than ${limit} bytes`);
    body.add(chunk);
  }
  const { length } = body;
  const expected = announced ?? size ?? length;
  if (length < expected) {
    if (isEncoded) throw refusal(`${length} bytes`);
    throw new AttemptFailure({
      problem: "the server sends less than the whole file",
      expected: `${expected} bytes`,
      found: `${length} bytes`,
      retry: true,
    });
  }
  return body.join();
}

/** The error for a size that metadata does not have, or that is too large. */
function sizeFailure(
  url: URL,
  found: string,
  { maxBytes, size }: Pick<DownloadOptions, "maxBytes" | "size">,
): VerificationError | AttemptFailure {
  if (size === undefined || size > maxBytes) {
    return new AttemptFailure({
      problem: "the file is larger than allowed",
      expected: `at most ${maxBytes} bytes`,
      found,
      hint: "Check that the URL is the right one",
      retry: false,
    });
  }
  return new VerificationError("E_SIZE", {
    subject: `${url.origin}${url.pathname}`,
    problem:
      "the server's file differs in size from what the metadata promises",
    expected: `${size} bytes`,
    found,
    hint: "Try again later; upstream may be publishing right now",
  });
}
