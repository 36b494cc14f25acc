// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Bounded downloads: in bytes, in time, in retries and in redirects. What
 * arrives is the file as the server stores it, and nothing is known about it
 * but its length.
 *
 * @module
 */

import { type ErrorDetails, OperationError } from "./errors.ts";
import { exchange, type Transport } from "./http/exchange.ts";
import { ExchangeFailure } from "./http/failure.ts";
import { Fragment } from "./http/fragment.ts";
import { fetchStored } from "./http/stored.ts";

export type { Transport, TransportInit } from "./http/exchange.ts";

/** What one download may cost, and who wants to hear about it. */
export interface DownloadOptions {
  /** Most bytes to accept, whatever the server announces. */
  readonly maxBytes: number;
  /** The exact number of bytes that verified metadata promises. */
  readonly size?: number;
  /** Stops the download. Its reason is thrown as it is. */
  readonly signal?: AbortSignal;
  /** Hears the bytes received so far; a retry may start again at 0. */
  readonly onProgress?: (bytes: number) => void;
}

/**
 * Downloads one URL. The only door to the network: whoever needs a file takes
 * one of these as its first parameter.
 */
export type Download = (
  url: string,
  options: DownloadOptions,
) => Promise<Uint8Array<ArrayBuffer>>;

/** The bounds of {@linkcode createDownload} and what tests replace. */
export interface HttpOptions {
  /** Requests for one download, the first included. Default 4. */
  readonly attempts?: number;
  /** Milliseconds in which `windowBytes` must arrive. Default 10,000. */
  readonly windowMs?: number;
  /** Bytes that each window must bring. Default 10,240, about 1 KiB/s. */
  readonly windowBytes?: number;
  /** Milliseconds that one attempt may take in all. Default 1,800,000. */
  readonly attemptMs?: number;
  /** Milliseconds from the first failure to the last new attempt. Default 60,000. */
  readonly retryMs?: number;
  /** Milliseconds that a `Retry-After` may ask for. Default 30,000. */
  readonly retryAfterMs?: number;
  /** Redirects to follow in one attempt. Default 5. */
  readonly redirects?: number;
  /** `User-Agent` of every request. Default `neuron-publish`. */
  readonly userAgent?: string;
  /** Sends requests. Default: `fetch`. */
  readonly transport?: Transport;
  /** Sends requests whose answer must not be decoded. Default: `node:http`. */
  readonly storedTransport?: Transport;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
  /** Waits between attempts; rejects with the signal's reason. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** A number in [0, 1), for jitter. */
  readonly random?: () => number;
}

/** Milliseconds before the second attempt; doubles for each one after it. */
const FIRST_BACK_OFF_MS = 1_000;

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/**
 * The URL without user name and password, for people to read.
 *
 * @param url a URL, or what somebody took for one
 * @returns the same without anything between `//` and `@`
 */
export function displayUrl(url: string): string {
  return url.replace(/^([^:/?#]*:)?\/\/[^/?#]*@/, "$1//");
}

function parseUrl(url: string): URL {
  const parsed = URL.parse(url);
  if (parsed !== null) return parsed;
  throw new OperationError("network", {
    subject: displayUrl(url),
    problem: "this is not a URL",
    hint: "Give a URL such as https://example.com/repo",
  });
}

function toOperationError(
  url: string,
  failure: ExchangeFailure,
  { attempts, ms }: { readonly attempts: number; readonly ms: number },
): OperationError {
  const seconds = Math.round(ms / 1_000);
  const { problem, expected, found, hint } = failure.details;
  const details: ErrorDetails = {
    subject: displayUrl(url),
    problem: attempts > 1
      ? `${problem} (${attempts} attempts in ${seconds} s)`
      : problem,
    ...(expected === undefined ? {} : { expected }),
    ...(found === undefined ? {} : { found }),
    hint: hint ?? "Check the network and try again",
    cause: failure,
  };
  return new OperationError("network", details);
}

/**
 * Whether a download failed because the server says that it has no such file.
 * 403 counts: an S3 bucket that may not be listed answers so.
 *
 * @param error what a {@linkcode Download} threw
 * @returns true for the statuses 403, 404 and 410
 */
export function isMissing(error: unknown): boolean {
  return error instanceof OperationError &&
    error.cause instanceof ExchangeFailure &&
    [403, 404, 410].includes(error.cause.status ?? 0);
}

/**
 * Makes a {@linkcode Download}. With the default bounds a server that does not
 * answer, or answers without end, is given up in less than two minutes.
 *
 * Only `https:` is spoken, and `http:` to the loopback interface. Connection
 * errors, broken bodies, 408, 425, 429 and 5xx are tried again, after a pause
 * that doubles, with jitter, or that `Retry-After` asks for. Of a file of known
 * size only the rest is asked for, where the server can name it.
 *
 * `fetch` goes through the proxies that `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`
 * and `NO_PROXY` tell of.
 *
 * @param options bounds, and what tests replace
 * @returns a function that downloads; it throws an {@linkcode OperationError}
 *   of kind `network`, or a `VerificationError` with `E_SIZE` where the server
 *   has a whole file of another size than the metadata promises
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createDownload } from "./http.ts";
 *
 * const download = createDownload({
 *   transport: () => Promise.resolve(new Response("hello")),
 * });
 * const bytes = await download("https://example.com/", { maxBytes: 100 });
 * assertEquals(bytes.length, 5);
 * ```
 */
export function createDownload(options: HttpOptions = {}): Download {
  const now = options.now ?? (() => performance.now());
  const pause = options.sleep ?? sleep;
  const random = options.random ?? Math.random;
  const attempts = options.attempts ?? 4;
  const retryMs = options.retryMs ?? 60_000;
  const retryAfterMs = options.retryAfterMs ?? 30_000;
  const bounds = {
    windowMs: options.windowMs ?? 10_000,
    windowBytes: options.windowBytes ?? 10_240,
    attemptMs: options.attemptMs ?? 1_800_000,
    redirects: options.redirects ?? 5,
    userAgent: options.userAgent ?? "neuron-publish",
    transport: options.transport ?? fetch,
    storedTransport: options.storedTransport ?? fetchStored,
    now,
  };

  return async (url, wanted) => {
    const target = parseUrl(url);
    const fragment = new Fragment();
    const start = now();
    let firstFailure: number | undefined;
    for (let attempt = 1;; attempt++) {
      wanted.signal?.throwIfAborted();
      try {
        return await exchange(target, { ...bounds, ...wanted, fragment });
      } catch (error) {
        wanted.signal?.throwIfAborted();
        if (!(error instanceof ExchangeFailure)) throw error;
        const backOff = FIRST_BACK_OFF_MS * 2 ** (attempt - 1) *
          (0.5 + random());
        const wait = Math.max(
          backOff,
          Math.min(error.retryAfterMs ?? 0, retryAfterMs),
        );
        firstFailure ??= now();
        const late = now() + wait - firstFailure > retryMs;
        if (!error.retry || attempt >= attempts || late) {
          throw toOperationError(url, error, {
            attempts: attempt,
            ms: now() - start,
          });
        }
        await pause(wait, wanted.signal);
      }
    }
  };
}
