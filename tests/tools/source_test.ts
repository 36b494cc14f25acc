// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertMatch } from "@std/assert";
import { chooseSource, optionsOf } from "../../tools/source.ts";

/** Runs `body` with the URL of a server that answers as `handler` does. */
async function withRegistry(
  handler: () => Response | Promise<Response>,
  body: (registry: URL) => Promise<void>,
): Promise<void> {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    handler,
  );
  await body(new URL(`http://127.0.0.1:${server.addr.port}/`));
}

Deno.test("chooseSource() takes JSR where a mirror answers, without its lock", async () => {
  await withRegistry(() => Response.json({ name: "assert" }), async (url) => {
    const source = await chooseSource(url);
    assertMatch(source.line, /^JSR, because JSR_URL=.* answers; without /);
    assertEquals(source.config, "deno.json");
    assertEquals(source.locked, false);
  });
});

Deno.test("chooseSource() takes npm where JSR cannot be used", async (t) => {
  const rows: [string, () => Response, RegExp][] = [
    ["an error", () => new Response("{}", { status: 503 }), /answers 503$/],
    ["a page", () => new Response("<html>"), /its answer is not JSON$/],
  ];
  for (const [name, handler, line] of rows) {
    await t.step(name, async () => {
      await withRegistry(handler, async (url) => {
        const source = await chooseSource(url);
        assertMatch(source.line, /^npm, because of http/);
        assertMatch(source.line, line);
        assertEquals(source.config, "deno.npm.json");
        assertEquals(source.locked, true);
      });
    });
  }
  await t.step("no server", async () => {
    const source = await chooseSource(new URL("http://127.0.0.1:1/"));
    assertMatch(source.line, /it cannot be reached$/);
  });
});

Deno.test("chooseSource() does not wait for a silent registry", async (t) => {
  const rows = {
    "no answer": () => new Promise<Response>(() => {}),
    "no end": () => new Response(new ReadableStream({ start() {} })),
  };
  for (const [name, handler] of Object.entries(rows)) {
    await t.step(name, async () => {
      const silent = Promise.withResolvers<void>();
      await withRegistry(
        () =>
          Promise.race([handler(), silent.promise.then(() => new Response())]),
        async (url) => {
          const source = await chooseSource(url, 50);
          assertMatch(source.line, /no answer within 0.05 s$/);
          silent.resolve();
        },
      );
    });
  }
});

Deno.test("optionsOf() names configuration and lock file", () => {
  const source = {
    line: "",
    config: "deno.npm.json",
    lock: "deno.npm.lock",
    locked: true,
  };
  const config = "--config=deno.npm.json";
  assertEquals(optionsOf("test", source), [config, "--frozen"]);
  assertEquals(optionsOf("lint", source), [config]);
  assertEquals(optionsOf("doc", source), [
    "--no-config",
    "--import-map=deno.npm.json",
    "--lock=deno.npm.lock",
    "--frozen",
  ]);
  assertEquals(optionsOf("test", { ...source, locked: false }), [
    config,
    "--no-lock",
  ]);
});
