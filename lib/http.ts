// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Downloads with bounds on bytes, time, retries and redirects. The result is
 * the file as the server stores it; nothing but its length is known about it.
 *
 * HTTP semantics (status, `Retry-After`, content coding):
 * {@link https://www.rfc-editor.org/rfc/rfc9110}.
 *
 * @module
 */

import {
  KINDS,
  requireArgument,
  requireOptions,
  type Taken,
} from "./arguments.ts";
import { setTimeout } from "node:timers/promises";
import { printableAddress } from "./address.ts";
import { OperationError } from "./errors.ts";
import { attemptDownload, type Transport } from "./http_attempt.ts";
import { AttemptFailure, type DownloadOptions } from "./http_body.ts";

export type { DownloadOptions } from "./http_body.ts";
export type { Transport, TransportInit } from "./http_attempt.ts";

/** Downloads one URL. Code that needs the network takes one as a parameter. */
export type Download = (
  url: string,
  options: DownloadOptions,
) => Promise<Uint8Array<ArrayBuffer>>;

/** Bounds of {@linkcode createDownload}, and what tests replace. */
export interface HttpOptions {
  /** Requests for one download, the first included. Default 4. */
  readonly attempts?: number;
  /** Milliseconds in which `windowBytes` must arrive. Default 10,000. */
  readonly windowMs?: number;
  /** Bytes that each window must bring. Default 10,240, about 1 KiB/s. */
  readonly windowBytes?: number;
  /**
   * URLs with user name and password. A request for one of them without these,
   * or for a URL below it, is sent with them; no other request has them.
   */
  readonly logins?: readonly string[] | undefined;
  /** Sends requests. Default: `fetch`. */
  readonly transport?: Transport;
  /** Milliseconds of a clock that never goes back. */
  readonly clock?: () => number;
  /** Waits between attempts; rejects with the signal's reason. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** A number in [0, 1), for jitter. */
  readonly random?: () => number;
}

const BOUNDS: Taken<HttpOptions> = {
  attempts: KINDS.count,
  windowMs: KINDS.number,
  windowBytes: KINDS.number,
  logins: KINDS.texts,
  transport: KINDS.callback,
  clock: KINDS.callback,
  sleep: KINDS.callback,
  random: KINDS.callback,
};

/** The longest time that a timer takes, in milliseconds. */
const MAX_TIMER = 2 ** 31 - 1;

/** Milliseconds from the first failure to the last new attempt. */
const RETRY_MS = 60_000;

/** Most milliseconds to wait for a `Retry-After`. */
const RETRY_AFTER_MS = 30_000;

/** Milliseconds before the second attempt; doubles for each one after it. */
const FIRST_BACK_OFF_MS = 1_000;

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  // It rejects with an AbortError, whatever the signal's reason is.
  await setTimeout(ms, undefined, { signal }).catch(() => {});
  signal?.throwIfAborted();
}

/** The URL with the login of the first given one that it is, or is below. */
function withLogin(url: URL, logins: readonly string[]): URL {
  for (const login of logins.map((text) => URL.parse(text))) {
    if (login === null || url.username !== "" || login.username === "") {
      continue;
    }
    const root = login.pathname.replace(/\/*$/, "/");
    const isBelow = url.origin === login.origin &&
      `${url.pathname}/`.startsWith(root);
    if (!isBelow) continue;
    const { username, password } = login;
    return Object.assign(new URL(url), { username, password });
  }
  return url;
}

function parseUrl(url: string): URL {
  const parsed = URL.parse(url);
  if (parsed !== null) return parsed;
  throw new OperationError("network", {
    subject: printableAddress(url),
    problem: "this is not a URL",
    hint: "Give a URL such as https://example.com/repo",
  });
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
    error.cause instanceof AttemptFailure &&
    [403, 404, 410].includes(error.cause.details.status ?? 0);
}

/**
 * Makes a {@linkcode Download}. With the default bounds a server that does not
 * answer, or answers without end, is given up in less than two minutes.
 *
 * Only `https:` is spoken, and `http:` to the loopback interface. Connection
 * errors, broken bodies, 408, 425, 429 and 5xx are tried again, after a pause
 * that doubles, with jitter, or that `Retry-After` asks for.
 *
 * `fetch` itself goes through the proxies that `HTTPS_PROXY`, `HTTP_PROXY`,
 * `ALL_PROXY` and `NO_PROXY` name.
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
  requireOptions("createDownload()", options, BOUNDS);
  const {
    attempts = 4,
    windowMs = 10_000,
    windowBytes = 10_240,
    transport = fetch,
    clock = () => performance.now(),
    random = Math.random,
  } = options;
  const wait = options.sleep ?? sleep;
  const bounds = {
    windowMs: Math.min(windowMs, MAX_TIMER),
    windowBytes,
    transport,
    clock,
  };
  return async (url, wanted) => {
    requireArgument("download(): url", url, KINDS.text);
    requireOptions("download()", wanted, {
      maxBytes: "needed",
      size: "optional",
      signal: "optional",
      onProgress: "optional",
    });
    const target = withLogin(parseUrl(url), options.logins ?? []);
    const start = clock();
    let firstFailure: number | undefined;
    for (let attempt = 1;; attempt++) {
      wanted.signal?.throwIfAborted();
      try {
        return await attemptDownload(target, wanted, { ...bounds, start });
      } catch (error) {
        wanted.signal?.throwIfAborted();
        if (!(error instanceof AttemptFailure)) throw error;
        const backOff = FIRST_BACK_OFF_MS * 2 ** (attempt - 1) *
          (0.5 + random());
        const { retry, retryAfterMs = 0, ...details } = error.details;
        const asked = Math.min(retryAfterMs, RETRY_AFTER_MS);
        const pause = Math.max(backOff, asked);
        firstFailure ??= clock();
        const isLate = clock() + pause - firstFailure > RETRY_MS;
        if (!retry || attempt >= attempts || isLate) {
          const seconds = Math.round((clock() - start) / 1_000);
          const { problem, hint } = details;
          throw new OperationError("network", {
            ...details,
            subject: printableAddress(url),
            problem: attempt === 1
              ? problem
              : `${problem} (${attempt} attempts in ${seconds} s)`,
            hint: hint ?? "Check the network and try again",
            cause: error,
          });
        }
        await wait(pause, wanted.signal);
      }
    }
  };
}
