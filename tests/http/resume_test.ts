// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// A download that goes on where the connection broke.

import { assertEquals, assertRejects } from "@std/assert";
import { OperationError } from "../../lib/errors.ts";
import { createDownload, type Transport } from "../../lib/http.ts";
import { fetchStored } from "../../lib/http/stored.ts";
import { serve, type ServedHandler } from "../fixtures/server.ts";
import type { Reply } from "../fixtures/server_fault.ts";

const TRANSPORTS: readonly (readonly [string, Transport])[] = [
  ["fetch", fetch],
  ["node:http", fetchStored],
];

/** Any bytes, none like its neighbours. */
const FILE = Uint8Array.from({ length: 10_000 }, (_, i) => (i * 7919) >> 3);
const TAG = '"v1"';

/** How a server answers a request for the rest. */
type Rest = (start: number, headers: ReadonlyMap<string, string>) => Reply;

const part = (start: number, more: Partial<Reply> = {}): Reply => ({
  status: 206,
  body: FILE.subarray(start),
  ...more,
  headers: {
    "Content-Range": `bytes ${start}-${FILE.length - 1}/${FILE.length}`,
    "ETag": TAG,
    ...more.headers,
  },
});

const whole = (tag = TAG): Reply => ({
  status: 200,
  headers: { "ETag": tag },
  body: FILE,
});

function server(rest: Rest, first: Reply = whole()) {
  const handler: ServedHandler = ({ headers }) => {
    const start = /^bytes=(\d+)-$/.exec(headers.get("range") ?? "")?.[1];
    return start === undefined ? first : rest(Number(start), headers);
  };
  return serve(handler, {
    faults: { "f.rpm": { kind: "cut", after: 4_000, times: 1 } },
  });
}

function downloader(transport: Transport) {
  return createDownload({
    transport,
    storedTransport: transport,
    sleep: () => Promise.resolve(),
  });
}

/** What the server was asked for: "whole", or where the rest begins. */
function asked(requests: readonly { headers: ReadonlyMap<string, string> }[]) {
  return requests.map(({ headers }) => headers.get("range") ?? "whole");
}

/** Answers to a request for the rest, and all requests until the file is there. */
const ROWS: readonly (readonly [string, Rest, readonly string[]])[] = [
  ["the rest", (start) => part(start), ["whole", "bytes=4000-"]],
  ["the whole file", () => whole(), ["whole", "bytes=4000-"]],
  [
    "another file by now",
    () => whole('"v2"'),
    ["whole", "bytes=4000-"],
  ],
  [
    "a part of another file",
    (start) => part(start, { headers: { "ETag": '"v2"' } }),
    ["whole", "bytes=4000-", "whole"],
  ],
  [
    "another part",
    (start) => part(start - 1_000),
    ["whole", "bytes=4000-", "whole"],
  ],
  [
    "a part of a file of another size",
    (start) =>
      part(start, { headers: { "Content-Range": `bytes ${start}-9999/*` } }),
    ["whole", "bytes=4000-", "whole"],
  ],
  ["416", () => ({ status: 416 }), ["whole", "bytes=4000-", "whole"]],
];

for (const [name, transport] of TRANSPORTS) {
  Deno.test(`createDownload() over ${name} asks for the rest, and gets`, async (t) => {
    for (const [title, rest, requests] of ROWS) {
      await t.step(title, async () => {
        await using origin = server(rest);
        const seen: number[] = [];
        const bytes = await downloader(transport)(`${origin.url}/f.rpm`, {
          maxBytes: 20_000,
          size: FILE.length,
          onProgress: (count) => seen.push(count),
        });
        assertEquals(bytes, FILE);
        assertEquals(asked(origin.received), requests);
        assertEquals(origin.received[1]?.headers.get("if-range"), TAG);
        assertEquals(seen.at(-1), FILE.length);
      });
    }
  });

  Deno.test(`createDownload() over ${name} keeps what it has over a 503`, async () => {
    let refusals = 1;
    await using origin = server((start) =>
      refusals-- > 0 ? { status: 503 } : part(start)
    );
    const bytes = await downloader(transport)(`${origin.url}/f.rpm`, {
      maxBytes: 20_000,
      size: FILE.length,
    });
    assertEquals(bytes, FILE);
    const rest = "bytes=4000-";
    assertEquals(asked(origin.received), ["whole", rest, rest]);
  });
}

Deno.test("createDownload() does not ask for the rest", async (t) => {
  const long = "Thu, 01 Jan 2026 00:00:00 GMT";
  const soon = "Thu, 01 Jan 2026 00:00:30 GMT";
  const rows: readonly (readonly [string, Reply["headers"], number?])[] = [
    ["of a file without a checksum", { "ETag": TAG }],
    ["without a validator", {}, FILE.length],
    ["by a weak tag", { "ETag": 'W/"v1"' }, FILE.length],
    ["by a time that is too near", {
      "Last-Modified": long,
      "Date": soon,
    }, FILE.length],
    ["of a server that says no", {
      "ETag": TAG,
      "Accept-Ranges": "none",
    }, FILE.length],
  ];
  for (const [title, headers, size] of rows) {
    await t.step(title, async () => {
      const first = { status: 200, body: FILE, headers: headers ?? {} };
      await using origin = server(() => ({ status: 500 }), first);
      const bytes = await downloader(fetch)(`${origin.url}/f.rpm`, {
        maxBytes: 20_000,
        ...(size === undefined ? {} : { size }),
      });
      assertEquals(bytes, FILE);
      assertEquals(asked(origin.received), ["whole", "whole"]);
    });
  }
});

Deno.test("createDownload() asks for the rest by an old enough time", async () => {
  const changed = "Thu, 01 Jan 2026 00:00:00 GMT";
  const headers = {
    "Last-Modified": changed,
    "Date": "Thu, 01 Jan 2026 00:01:00 GMT",
  };
  await using origin = server(
    (start) => ({ ...part(start), headers: part(start).headers ?? {} }),
    { status: 200, body: FILE, headers },
  );
  const bytes = await downloader(fetch)(`${origin.url}/f.rpm`, {
    maxBytes: 20_000,
    size: FILE.length,
  });
  assertEquals(bytes, FILE);
  assertEquals(origin.received[1]?.headers.get("if-range"), changed);
});

Deno.test("createDownload() says how long it tried", async () => {
  let clock = 0;
  const download = createDownload({
    now: () => clock,
    sleep: (ms) => {
      clock += ms;
      return Promise.resolve();
    },
    random: () => 0.5,
    transport: () => {
      clock += 10_000;
      return Promise.reject(new TypeError("fetch failed"));
    },
  });
  const error = await assertRejects(
    () => download("https://example.com/", { maxBytes: 9 }),
    OperationError,
  );
  assertEquals(
    error.problem,
    "no answer from the server (4 attempts in 47 s)",
  );
});
