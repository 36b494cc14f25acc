// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The vendor's server, on loopback: files from memory, connections kept open,
 * as a content delivery network does.
 *
 * @module
 */

import type { RepositoryFiles } from "../tests/fixtures/yum_repository.ts";

/** A running server. Ends with its scope. */
export interface StaticServer extends AsyncDisposable {
  /** "http://127.0.0.1:<port>", without a final slash. */
  readonly url: string;
  /** Serves something else from now on. */
  set(files: RepositoryFiles): void;
  /**
   * Returns the number of round trips since the last call: the longest chain of
   * requests of which each came after the answer to the one before.
   */
  takeRoundTrips(): number;
}

/**
 * Starts a server.
 *
 * @param initial what it serves
 * @param wait runs before each answer: the time on the way to a real server
 */
export function serveFiles(
  initial: RepositoryFiles,
  wait: () => Promise<unknown> = () => Promise.resolve(),
): StaticServer {
  let files = initial;
  let answered = 0; // the longest chain of requests that have their answer
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
    handler: async ({ url }) => {
      const position = answered + 1;
      await wait();
      answered = Math.max(answered, position);
      const body = files.get(
        decodeURIComponent(new URL(url).pathname.slice(1)),
      );
      return body === undefined
        ? new Response(null, { status: 404 })
        : new Response(body, {
          headers: { "content-length": `${body.length}` },
        });
    },
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    set: (next) => files = next,
    takeRoundTrips: () => {
      const count = answered;
      answered = 0;
      return count;
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
