// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * One attempt at a download: the request, its redirects and its body.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import { type BodyOptions, MaybeDecoded, readBody } from "./body.ts";
import { ExchangeFailure } from "./failure.ts";
import { isLoopback } from "./loopback.ts";
import type { Fragment } from "./fragment.ts";
import { type Pace, Watch } from "./watch.ts";

/** How a request is sent. */
export interface TransportInit {
  /** Request headers. */
  readonly headers: Record<string, string>;
  /** Stops the request and its body. */
  readonly signal: AbortSignal;
  /** Redirects are answers like others: each hop is checked. */
  readonly redirect: "manual";
}

/** Sends one GET request. `fetch` is one. */
export type Transport = (url: URL, init: TransportInit) => Promise<Response>;

/** The bounds of one attempt. Units as in `HttpOptions`. */
export interface ExchangeOptions
  extends Pace, Omit<BodyOptions, "watch" | "stored"> {
  readonly signal?: AbortSignal;
  readonly redirects: number;
  readonly userAgent: string;
  readonly transport: Transport;
  readonly storedTransport: Transport;
}

/** Not for good, by RFC 9110 section 15, RFC 8470 section 5.2, RFC 6585 section 4. */
function isPassing(status: number): boolean {
  return status >= 500 || [408, 425, 429].includes(status);
}

/** Throws unless `url` may be spoken to, coming from `from`. */
function requireAllowed(url: URL, from?: URL): void {
  if (url.protocol === "https:") return;
  const plain = url.protocol === "http:" && isLoopback(url.hostname);
  if (plain && from?.protocol !== "https:") return;
  throw new ExchangeFailure({
    problem: from === undefined
      ? "only https is accepted"
      : "the server redirects away from https",
    // Neither credentials nor a path: the host is what matters here.
    found: `${url.protocol}//${url.host}`,
    hint: from === undefined
      ? "Give an https URL; http is for the loopback interface only"
      : "Give the URL that the server should have redirected to",
  }, { retry: false });
}

/** Seconds or a date (RFC 9110 section 10.2.3), as milliseconds from now. */
function parseRetryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

function statusFailure(response: Response): ExchangeFailure {
  const { status } = response;
  const retryAfterMs = parseRetryAfter(response.headers.get("retry-after"));
  return new ExchangeFailure({
    problem: "the server does not send the file",
    expected: "status 200",
    found: `status ${status}`,
    hint: isPassing(status)
      ? "Try again later"
      : "Check the URL, and that the repository has this file",
  }, {
    retry: isPassing(status),
    status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/**
 * The message of what a transport threw, without the URL that it repeats. Deno
 * 2.9 says "fetch failed" and keeps the reason as the cause.
 */
function connectionFailure(problem: string, cause: unknown): ExchangeFailure {
  const told = cause instanceof TypeError && cause.cause instanceof Error
    ? cause.cause
    : cause;
  const text = told instanceof Error ? told.message : String(told);
  return new ExchangeFailure({
    problem,
    found: text.replace(/^error sending request for url \([^)]*\): /, ""),
    cause,
  }, { retry: !(cause instanceof Deno.errors.NotCapable) });
}

/**
 * Makes the fragment fit the answer: the rest of it, or the start of a whole
 * file.
 *
 * @throws {ExchangeFailure} where the answer is neither
 */
function prepare(
  fragment: Fragment,
  response: Response,
  size: number | undefined,
): void {
  const isAsked = fragment.headers["Range"] !== undefined;
  if (isAsked && response.status === 206) {
    if (fragment.isContinuedBy(response, size)) return;
  } else if (!isAsked || response.status !== 416) {
    if (response.status !== 200) throw statusFailure(response);
    fragment.begin(response, size);
    return;
  }
  fragment.clear();
  throw new ExchangeFailure({
    problem: "the server does not send the rest of the file",
    expected: "status 206 with the bytes that were asked for",
    found: `status ${response.status}`,
  }, { retry: true });
}

/** Credentials travel in a header, so that no error text can repeat them. */
function requestHeaders(url: URL, userAgent: string): Record<string, string> {
  const { username, password } = url;
  const login = new TextEncoder().encode(
    `${decodeURIComponent(username)}:${decodeURIComponent(password)}`,
  );
  return {
    "Accept-Encoding": "identity",
    "User-Agent": userAgent,
    ...(username === "" && password === ""
      ? {}
      : { Authorization: `Basic ${btoa(String.fromCharCode(...login))}` }),
  };
}

function withoutLogin(url: URL): URL {
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  return bare;
}

/** Where a redirect leads: the login goes along to the same origin only. */
function redirectTarget(response: Response, from: URL): URL {
  const location = response.headers.get("location") ?? "";
  const target = URL.parse(location, from);
  if (location === "" || target === null) {
    throw new ExchangeFailure({
      problem: "the server redirects to nowhere",
      found: `status ${response.status}`,
    }, { retry: false });
  }
  requireAllowed(target, from);
  if (target.origin === from.origin && target.username === "") {
    target.username = from.username;
    target.password = from.password;
  }
  return target;
}

async function follow(
  start: URL,
  options: ExchangeOptions & { watch: Watch; stored: boolean },
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const transport = options.stored
    ? options.storedTransport
    : options.transport;
  let url = start;
  requireAllowed(url);
  for (let hop = 0; hop <= options.redirects; hop++) {
    let response: Response;
    try {
      response = await transport(withoutLogin(url), {
        headers: {
          ...requestHeaders(url, options.userAgent),
          ...options.fragment.headers,
        },
        redirect: "manual",
        signal,
      });
    } catch (error) {
      if (error instanceof ExchangeFailure) throw error;
      throw connectionFailure("no answer from the server", error);
    }
    options.watch.answered();
    let done = false;
    try {
      if ([301, 302, 303, 307, 308].includes(response.status)) {
        url = redirectTarget(response, url);
        continue;
      }
      prepare(options.fragment, response, options.size);
      const bytes = await readBody(withoutLogin(url), response, options);
      done = true;
      return bytes;
    } catch (error) {
      if (
        error instanceof ExchangeFailure || error instanceof MaybeDecoded ||
        error instanceof VerificationError
      ) throw error;
      throw connectionFailure("the connection broke", error);
    } finally {
      // The server may go on sending: what is not wanted is not waited for.
      if (!done) await response.body?.cancel().catch(() => {});
    }
  }
  throw new ExchangeFailure({
    problem: "too many redirects",
    expected: `at most ${options.redirects}`,
    hint: "Give the URL that the redirects should lead to",
  }, { retry: false });
}

/**
 * Downloads once: follows redirects, reads the body within its bounds.
 *
 * @param url where to begin
 * @param options the bounds, and what earlier attempts have brought
 * @returns the bytes as the server stores them
 * @throws {ExchangeFailure} when another attempt may or may not succeed
 * @throws {VerificationError} `E_SIZE`, when the server's whole file has
 *   another size than promised
 */
export async function exchange(
  url: URL,
  options: ExchangeOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  for (const stored of [false, true]) {
    const watch = new Watch(options);
    const signals = [watch.signal, ...(options.signal ? [options.signal] : [])];
    try {
      return await follow(
        url,
        { ...options, watch, stored },
        AbortSignal.any(signals),
      );
    } catch (error) {
      watch.signal.throwIfAborted();
      if (!(error instanceof MaybeDecoded)) throw error;
      options.fragment.clear();
    } finally {
      watch.end();
    }
  }
  throw new Error("unreachable: a stored body is never taken for decoded");
}
