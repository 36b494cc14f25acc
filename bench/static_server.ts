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
}

/** Starts a server. */
export function serveFiles(initial: RepositoryFiles): StaticServer {
  let files = initial;
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
    handler: ({ url }) => {
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
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
