// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// How long downloads may take, where they may go, and what errors show.

import {
  assert,
  assertEquals,
  assertLess,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { OperationError } from "../lib/errors.ts";
import { createDownload } from "../lib/http.ts";
import { utf8 } from "./fixtures/bytes.ts";
import { onAbort } from "./fixtures/on_abort.ts";
import { rejectsNetwork } from "./downloads.ts";

Deno.test("createDownload() never leaves https", async () => {
  const asked: string[] = [];
  const download = createDownload({
    transport: (url) => {
      asked.push(url.href);
      const headers = { location: "http://127.0.0.1/" };
      return Promise.resolve(new Response(null, { status: 302, headers }));
    },
  });
  await rejectsNetwork(
    download("https://example.com/", { maxBytes: 9 }),
    "the server redirects to an address that is not https",
  );
  assertEquals(asked, ["https://example.com/"]);
});

Deno.test("createDownload() accepts http for loopback only", async (t) => {
  const download = createDownload({
    transport: () => Promise.resolve(new Response("x")),
  });
  const rows: readonly (readonly [string, boolean])[] = [
    ["http://127.0.0.1/", true],
    ["http://127.9.9.9:80/", true],
    ["http://localhost/", true],
    ["http://[::1]:8080/", true],
    ["https://example.com/", true],
    ["http://example.com/", false],
    ["http://127.0.0.1.example.com/", false],
    ["http://localhost.example.com/", false],
    ["http://[::2]/", false],
    ["ftp://127.0.0.1/", false],
    ["file:///etc/passwd", false],
    ["no url", false],
  ];
  for (const [url, accepted] of rows) {
    await t.step(url, async () => {
      const result = download(url, { maxBytes: 1 });
      if (accepted) await result;
      else await assertRejects(() => result, OperationError);
    });
  }
});

Deno.test("createDownload() gives a dead server less than two minutes", async () => {
  let clock = 0;
  const download = createDownload({
    clock: () => clock,
    sleep: (ms) => {
      clock += ms;
      return Promise.resolve();
    },
    transport: () => {
      // Two windows: the longest that an attempt without progress can take.
      clock += 20_000;
      const headers = { "Retry-After": "600" };
      return Promise.resolve(new Response(null, { status: 503, headers }));
    },
  });
  await assertRejects(() => download("https://example.com/", { maxBytes: 9 }));
  assertLess(clock, 120_000);
});

Deno.test("createDownload() bounds the time of all attempts", async () => {
  let clock = 0;
  const download = createDownload({
    attempts: 1,
    windowMs: 10,
    windowBytes: 0,
    clock: () => clock += 1_000_000,
    transport: (_url, { signal }) => {
      const silent = new ReadableStream({
        start(controller) {
          onAbort(signal, () => controller.error(signal.reason));
        },
      });
      return Promise.resolve(new Response(silent));
    },
  });
  const error = await rejectsNetwork(
    download("https://example.com/", { maxBytes: 9 }),
    "the download takes too long",
  );
  assertEquals(error.expected, "at most 1800 s");
});

Deno.test("createDownload() says how long it tried", async () => {
  let clock = 0;
  const download = createDownload({
    clock: () => clock,
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
  const error = await rejectsNetwork(
    download("https://example.com/", { maxBytes: 9 }),
    "no answer from the server (4 attempts in 47 s)",
  );
  assertEquals(error.found, "fetch failed");
});

Deno.test("createDownload() forgives windows in which it did not look", async () => {
  let clock = 0;
  const download = createDownload({
    attempts: 1,
    windowMs: 5,
    clock: () => clock += 100,
    transport: () => {
      const late = new ReadableStream({
        start(controller) {
          setTimeout(() => {
            controller.enqueue(utf8("x"));
            controller.close();
          }, 40);
        },
      });
      return Promise.resolve(new Response(late));
    },
  });
  const bytes = await download("https://example.com/", { maxBytes: 9 });
  assertEquals(bytes, utf8("x"));
});

Deno.test("createDownload() never shows a password", async () => {
  const urls = [
    "https://me:secret@example.com/x",
    "http://me:secret@example.com/x",
    "https://me:secret@exa mple/x",
  ];
  const download = createDownload({
    attempts: 1,
    transport: (url) => Promise.reject(new TypeError(`cannot reach ${url}`)),
  });
  for (const url of urls) {
    const error = await assertRejects(
      () => download(url, { maxBytes: 9 }),
      OperationError,
    );
    for (let e: unknown = error; e instanceof Error; e = e.cause) {
      assert(!Deno.inspect(e).includes("secret"), Deno.inspect(e));
    }
    assertStringIncludes(error.message, "exa");
  }
});

Deno.test("createDownload() takes undefined for the default, and any time", async () => {
  const transport = () => Promise.resolve(new Response("hello"));
  const undefineds = Object.fromEntries(
    ["attempts", "windowMs", "windowBytes", "clock", "sleep", "random"]
      .map((name) => [name, undefined]),
  );
  for (const options of [undefineds, { windowMs: Infinity }]) {
    const download = createDownload({ ...options, transport });
    const bytes = await download("https://host.example/", { maxBytes: 5 });
    assertEquals(bytes.length, 5);
  }
});
