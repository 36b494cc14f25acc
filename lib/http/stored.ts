// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A request whose body nobody decodes, for versions of Deno whose `fetch` does.
 *
 * @module
 */

import type { TransportInit } from "./exchange.ts";
import { ExchangeFailure } from "./failure.ts";
import { proxyVariable } from "./proxy.ts";

/** Copies of Buffers, as a `Response` wants them. */
async function* copied(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const chunk of source) yield new Uint8Array(chunk);
}

/**
 * Sends a GET request with `node:http` or `node:https`, which hand out the body
 * as it came, whatever Content-Encoding says. It knows no proxies, and does not
 * go past one; `fetch` goes first.
 *
 * @param url where to
 * @param init headers, and the signal that stops request and body
 * @returns the answer, its body not decoded
 * @throws {ExchangeFailure} where a proxy is set
 */
export async function fetchStored(
  url: URL,
  init: TransportInit,
): Promise<Response> {
  const proxy = proxyVariable(url, (name) => Deno.env.get(name));
  if (proxy !== undefined) {
    throw new ExchangeFailure({
      problem: "the file arrives decoded, and the way around knows no proxies",
      found: `${proxy} in the environment`,
      hint: "Use Deno 2.9 or newer, or name the server in NO_PROXY",
    }, { retry: false });
  }
  const { get } = url.protocol === "https:"
    ? await import("node:https")
    : await import("node:http");
  return await new Promise((resolve, reject) => {
    const request = get(url, {
      headers: init.headers,
      signal: init.signal,
      agent: false,
    }, (message) => {
      const body = ReadableStream.from(copied(message));
      const headers = new Headers();
      for (const [name, value] of Object.entries(message.headers)) {
        if (typeof value === "string") headers.set(name, value);
      }
      resolve(new Response(body, { status: message.statusCode ?? 0, headers }));
    });
    request.on("error", reject);
  });
}
