// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * One attempt at a download: the request and its redirects.
 *
 * @module
 */

import { basicCredentials, isLoopback } from "./address.ts";
import { messageOf, VerificationError } from "./errors.ts";
import {
  AttemptFailure,
  type DownloadOptions,
  type Pace,
  readBody,
  Watch,
} from "./http_body.ts";
import { anySignal } from "./together.ts";

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

/** Redirects to follow in one attempt. */
const MAX_REDIRECTS = 5;

/** The pace of one attempt, and how its requests are sent. */
export interface AttemptBounds extends Pace {
  readonly transport: Transport;
}

/**
 * Downloads once: follows redirects, reads the body within its bounds.
 *
 * @param start where to begin
 * @param wanted the file's bounds
 * @param bounds the attempt's
 * @returns the bytes as the server stores them
 * @throws {AttemptFailure} where another attempt may or may not succeed
 * @throws {VerificationError} `E_SIZE` where the server's whole file has
 *   another size than promised
 */
export async function attemptDownload(
  start: URL,
  wanted: DownloadOptions,
  bounds: AttemptBounds,
): Promise<Uint8Array<ArrayBuffer>> {
  using watch = new Watch(bounds);
  const signal = anySignal(watch.signal, wanted.signal);
  let problem = "no answer from the server";
  let url = start;
  try {
    requireAllowed(url);
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      problem = "no answer from the server";
      const response = await bounds.transport(withoutLogin(url), {
        headers: requestHeaders(url),
        redirect: "manual",
        signal,
      });
      problem = "the connection broke";
      watch.answered();
      try {
        if ([301, 302, 303, 307, 308].includes(response.status)) {
          url = redirectTarget(response, url);
          continue;
        }
        if (response.status !== 200) throw statusFailure(response);
        return await readBody(withoutLogin(url), response, wanted, watch);
      } finally {
        // The server may go on sending what is not wanted.
        await response.body?.cancel().catch(() => {});
      }
    }
  } catch (error) {
    watch.signal.throwIfAborted();
    if (error instanceof VerificationError) throw error;
    const { details } = error instanceof AttemptFailure
      ? error
      : connectionFailure(problem, error);
    throw new AttemptFailure({
      ...details,
      problem: url.host === start.host
        ? details.problem
        : `${details.problem} (redirected to ${url.host})`,
    });
  }
  throw new AttemptFailure({
    problem: "too many redirects",
    expected: `at most ${MAX_REDIRECTS}`,
    hint: "Give the URL that the redirects should lead to",
    retry: false,
  });
}

/**
 * Whether a status may pass, by RFC 9110 section 15, RFC 8470 section 5.2, RFC
 * 6585 section 4.
 */
function isTransient(status: number): boolean {
  return status >= 500 || [408, 425, 429].includes(status);
}

/** Throws unless `url` is allowed, as a redirect from `from` or at first. */
function requireAllowed(url: URL, from?: URL): void {
  if (url.protocol === "https:") return;
  const plain = url.protocol === "http:" && isLoopback(url.hostname);
  if (plain && from?.protocol !== "https:") return;
  throw new AttemptFailure({
    problem: from === undefined
      ? "only https is accepted"
      : "the server redirects to an address that is not https",
    // Neither credentials nor a path: the host is what matters here.
    found: `${url.protocol}//${url.host}`,
    hint: from === undefined
      ? "Give an https URL; http is for the loopback interface only"
      : "Give the URL that the server should have redirected to",
    retry: false,
  });
}

/** Seconds or a date (RFC 9110 section 10.2.3), as milliseconds from now. */
function parseRetryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

function statusFailure(response: Response): AttemptFailure {
  const { status } = response;
  const retryAfterMs = parseRetryAfter(response.headers.get("retry-after"));
  return new AttemptFailure({
    problem: "the server does not send the file",
    expected: "status 200",
    found: `status ${status}`,
    hint: isTransient(status)
      ? "Try again later"
      : "Check the URL, and that the repository has this file",
    retry: isTransient(status),
    status,
    retryAfterMs,
  });
}

/**
 * The message of what a transport threw, without the URL that it repeats. Deno
 * 2.9 says "fetch failed" and keeps the reason as the cause.
 */
function connectionFailure(problem: string, cause: unknown): AttemptFailure {
  const reason = cause instanceof TypeError && cause.cause instanceof Error
    ? cause.cause
    : cause;
  const text = messageOf(reason);
  return new AttemptFailure({
    problem,
    found: text.replace(/^error sending request .*?\([^)]*\): /, ""),
    cause,
    retry: !(cause instanceof Deno.errors.NotCapable),
  });
}

/** Credentials travel in a header, so that no error text can repeat them. */
function requestHeaders(url: URL): Record<string, string> {
  const { username, password } = url;
  const headers = {
    "Accept-Encoding": "identity",
    "User-Agent": "neuron-publish",
  };
  if (username === "" && password === "") return headers;
  const credentials = basicCredentials(username, password);
  return { ...headers, Authorization: `Basic ${credentials}` };
}

function withoutLogin(url: URL): URL {
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  return bare;
}

/** Where a redirect leads. Credentials are kept for the same origin only. */
function redirectTarget(response: Response, from: URL): URL {
  const location = response.headers.get("location") ?? "";
  const target = URL.parse(location, from);
  if (location === "" || target === null) {
    throw new AttemptFailure({
      problem: "the server redirects without an address",
      found: `status ${response.status}`,
      hint: "Check the URL, and that the server has this file",
      retry: false,
    });
  }
  requireAllowed(target, from);
  if (target.origin === from.origin && target.username === "") {
    target.username = from.username;
    target.password = from.password;
  }
  return target;
}
