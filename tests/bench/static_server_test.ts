// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { serveFiles } from "../../bench/static_server.ts";

const FILES = new Map([["file", new TextEncoder().encode("content")]]);

async function get(url: string): Promise<number> {
  const response = await fetch(url);
  await response.arrayBuffer();
  return response.status;
}

Deno.test("takeRoundTrips() counts requests that wait for each other", async () => {
  await using server = serveFiles(FILES);
  assertEquals(await get(`${server.url}/file`), 200);
  assertEquals(await get(`${server.url}/file`), 200);
  assertEquals(await get(`${server.url}/absent`), 404);
  assertEquals(server.takeRoundTrips(), 3);
  assertEquals(server.takeRoundTrips(), 0);
});

Deno.test("takeRoundTrips() counts requests that are made at once as one", async () => {
  const all = Promise.withResolvers<void>();
  let arrived = 0;
  await using server = serveFiles(FILES, () => {
    arrived += 1;
    if (arrived === 3) all.resolve();
    return all.promise;
  });
  await Promise.all([1, 2, 3].map(() => get(`${server.url}/file`)));
  assertEquals(server.takeRoundTrips(), 1);
});
