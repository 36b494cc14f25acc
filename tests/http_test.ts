// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import {
  assert,
  assertEquals,
  assertLess,
  assertMatch,
  assertRejects,
} from "@std/assert";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { VerificationError } from "../lib/errors.ts";
import { isMissing } from "../lib/http.ts";
import { utf8 } from "./fixtures/bytes.ts";
import { serve } from "./fixtures/server.ts";
import type { Fault } from "./fixtures/server_fault.ts";
import { faulty, impatient, rejectsNetwork } from "./downloads.ts";

Deno.test("createDownload()", async (t) => {
  await t.step("returns the bytes and reports progress", async () => {
    await using server = faulty();
    const seen: number[] = [];
    const bytes = await impatient().download(`${server.url}/a.gz`, {
      maxBytes: 5,
      size: 5,
      onProgress: (count) => seen.push(count),
    });
    assertEquals(bytes, utf8("hello"));
    assertEquals(seen.at(-1), 5);
  });

  await t.step("asks for identity, and by its name", async () => {
    await using server = faulty();
    const { download } = impatient();
    await download(`${server.url}/a.gz`, { maxBytes: 5 });
    const headers = server.received[0]?.headers;
    assertEquals(headers?.get("accept-encoding"), "identity");
    assertEquals(headers?.get("user-agent"), "neuron-publish");
  });

  await t.step("sends the URL's login, and to one origin only", async () => {
    await using other = faulty();
    const hops = new Map<string, (url: string) => string>([
      ["1", () => "/2"],
      ["2", (url) => `${url}/3`],
      ["3", (url) => `${url.replace("//", "//you:x@")}/4`],
      ["4", () => `${other.url}/a.gz`],
    ]);
    await using server = serve(({ path }) => {
      const Location = hops.get(path)?.(server.url) ?? "";
      return { status: 302, headers: { Location } };
    });
    const url = `${server.url.replace("//", "//me:p%40ss@")}/1`;
    await impatient().download(url, { maxBytes: 5 });
    const logins = [...server.received, ...other.received]
      .map(({ headers }) => headers.get("authorization"));
    const [login, theirs] = ["me:p@ss", "you:x"]
      .map((text) => `Basic ${btoa(text)}`);
    assertEquals(logins, [login, login, login, theirs, undefined]);
  });

  await t.step("has a given URL's login for what is below it", async () => {
    const rows = [
      ["https://h.example/repo", "ada:p@ss"],
      ["https://H.EXAMPLE:443/repo/a", "ada:p@ss"],
      ["https://bob:x@h.example/repo/a", "bob:x"],
      ["https://h.example/repo2/a", undefined],
      ["https://h.example/a", undefined],
      ["https://h.example:8443/repo/a", undefined],
      ["https://other.example/repo/a", undefined],
    ] as const;
    const logins = [
      "no URL",
      "https://h.example/repo",
      "https://ada:p%40ss@h.example/repo//",
      "https://eve:x@h.example/repo",
    ];
    const sent: (readonly [string, string | null])[] = [];
    const { download } = impatient({
      logins,
      transport: (url, init) => {
        const headers = new Headers(init?.headers);
        sent.push([String(url), headers.get("authorization")]);
        return Promise.resolve(new Response("hello"));
      },
    });
    for (const [url] of rows) await download(url, { maxBytes: 5 });
    assertEquals(
      sent,
      rows.map(([url, login]) => [
        new URL(url.replace("bob:x@", "")).href,
        login === undefined ? null : `Basic ${btoa(login)}`,
      ]),
    );
  });

  await t.step("does not retry a 404 (G21)", async () => {
    await using server = serve(new Map());
    const error = await rejectsNetwork(
      impatient().download(`${server.url}/a`, { maxBytes: 9 }),
      "found status 404",
    );
    assertEquals(error.subject, `${server.url}/a`);
    assert(isMissing(error));
    assertEquals(server.requests.length, 1);
  });

  await t.step("retries what passes", async (t) => {
    const rows: readonly (readonly [string, Fault, number | undefined])[] = [
      ["500 once (G22)", { kind: "status", status: 500, times: 1 }, 1_000],
      ["429 once", { kind: "status", status: 429, times: 1 }, 1_000],
      // An HTTP client may try once more by itself.
      ["reset (G24)", { kind: "reset", times: 1 }, undefined],
      ["cut short (G25)", { kind: "cut", times: 1 }, 1_000],
    ];
    for (const [name, fault, wait] of rows) {
      await t.step(name, async () => {
        await using server = faulty(fault);
        const { download, waits } = impatient();
        const url = `${server.url}/a.gz`;
        assertEquals(await download(url, { maxBytes: 9 }), utf8("hello"));
        assertEquals(server.requests.length, 2);
        if (wait !== undefined) assertEquals(waits, [wait]);
      });
    }
  });

  await t.step("gives up on a 503 that stays, bounded", async () => {
    await using server = faulty({ kind: "status", status: 503 });
    const { download, waits } = impatient();
    const error = await rejectsNetwork(
      download(`${server.url}/a.gz`, { maxBytes: 9 }),
      "(4 attempts in ",
    );
    assert(!isMissing(error));
    assertEquals(waits, [1_000, 2_000, 4_000]);
  });

  await t.step("honours Retry-After, up to a bound (G23)", async () => {
    const rows = [
      ["7", 7_000],
      ["86400", 30_000],
      ["Thu, 01 Jan 1970 00:00:00 GMT", 1_000],
      ["soon", 1_000],
      ["-1", 1_000],
      ["1.5", 1_000],
      ["1e9", 1_000],
      ["NaN", 1_000],
      ["Infinity", 1_000],
      ["999999999", 30_000],
      ["9".repeat(30), 1_000],
      ["Fri, 31 Dec 9999 23:59:59 GMT", 30_000],
      ["Sat, 01 Jan 999999 00:00:00 GMT", 1_000],
    ] as const;
    for (const [value, wait] of rows) {
      const headers = { "Retry-After": value };
      await using server = faulty(
        { kind: "status", status: 503, headers, times: 1 },
      );
      const { download, waits } = impatient();
      await download(`${server.url}/a.gz`, { maxBytes: 9 });
      assertEquals(waits, [wait], value);
    }
  });

  await t.step("refuses a server that is away, in bounded time", async () => {
    const server = faulty();
    await server.close();
    const { download, waits } = impatient();
    await rejectsNetwork(
      download(`${server.url}/a.gz`, { maxBytes: 9 }),
      "no answer from the server",
    );
    assertLess(waits.reduce((a, b) => a + b, 0), 60_000);
  });

  await t.step("says why a connection broke, the address once", async () => {
    await using server = faulty({ kind: "reset" });
    const { download } = impatient();
    const { found = "" } = await rejectsNetwork(
      download(`${server.url}/a.gz`, { maxBytes: 9 }),
      "no answer from the server",
    );
    assertMatch(found, /^client error \(\w+\): [^/]+$/);
  });

  await t.step("refuses files of another size (G26)", async (t) => {
    const rows: readonly (readonly [string, number, Fault?])[] = [
      ["longer", 4],
      ["shorter", 6],
      ["longer, not announced", 5, { kind: "longer" }],
      ["without end (G27)", 5, { kind: "endless" }],
    ];
    for (const [name, size, fault] of rows) {
      await t.step(name, async () => {
        await using server = faulty(fault);
        const { download, waits } = impatient();
        const error = await assertRejects(
          () => download(`${server.url}/a.gz`, { maxBytes: 9, size }),
          VerificationError,
        );
        assertEquals(error.code, "E_SIZE");
        assertEquals(error.expected, `${size} bytes`);
        assertEquals(waits, []);
      });
    }
  });

  await t.step("ignores what follows the announced end", async () => {
    await using server = faulty({ kind: "overlong" });
    const { download } = impatient();
    const bytes = await download(`${server.url}/a.gz`, { maxBytes: 9 });
    assertEquals(bytes, utf8("hello"));
  });

  await t.step("stops at the bound (G27)", async () => {
    for (const kind of ["overlong", "endless"] as const) {
      await using server = faulty({ kind });
      await rejectsNetwork(
        impatient().download(`${server.url}/a.gz`, { maxBytes: 4 }),
        "larger than allowed",
      );
      assertEquals(server.requests.length, 1);
    }
  });

  await t.step("gives up on a server that is too slow (G28)", async () => {
    for (
      const fault of [
        { kind: "drip", pause: 20 },
        { kind: "stall" },
      ] satisfies Fault[]
    ) {
      await using server = faulty(fault, "x".repeat(9_000));
      const hasty = { attempts: 2, windowMs: 60 };
      const error = await rejectsNetwork(
        impatient(hasty).download(`${server.url}/a.gz`, { maxBytes: 9_000 }),
        "the server is too slow (2 attempts in 0 s)",
      );
      assertEquals(error.expected, "10240 bytes in 0.06 s");
    }
  });

  await t.step(
    "gives up on a server that stops after a good start",
    async () => {
      const transport: typeof fetch = (_, init) => {
        const start = (controller: ReadableStreamDefaultController) => {
          controller.enqueue(new Uint8Array(10_240));
          const stop = () => controller.error(init?.signal?.reason);
          init?.signal?.addEventListener("abort", stop);
        };
        return Promise.resolve(new Response(new ReadableStream({ start })));
      };
      await rejectsNetwork(
        impatient({ attempts: 1, windowMs: 30, transport })
          .download("https://example.com/", { maxBytes: 20_000 }),
        "the server is too slow",
      );
    },
  );

  await t.step("goes on as long as enough bytes arrive", async () => {
    const transport: typeof fetch = (_, init) => {
      let left = 30;
      const pull = async (controller: ReadableStreamDefaultController) => {
        await pause(5);
        init?.signal?.throwIfAborted();
        controller.enqueue(new Uint8Array(10_240));
        if (--left === 0) controller.close();
      };
      return Promise.resolve(new Response(new ReadableStream({ pull })));
    };
    const bytes = await impatient({ attempts: 1, windowMs: 50, transport })
      .download("https://example.com/", { maxBytes: 2 ** 20 });
    assertEquals(bytes.length, 30 * 10_240);
  });

  await t.step("asks again where less comes than the known size", async () => {
    const bodies = ["hell", "", "hello"];
    const transport = () => {
      const body = new Blob([bodies.shift() ?? ""]).stream();
      return Promise.resolve(new Response(body)); // without Content-Length
    };
    const { download, waits } = impatient({ transport });
    const wanted = { maxBytes: 9, size: 5 };
    const url = "https://example.com/";
    assertEquals(await download(url, wanted), utf8("hello"));
    assertEquals(waits.length, 2);
    await rejectsNetwork(download(url, wanted), "less than the whole file");
  });

  await t.step("gives up on a server that never answers", async () => {
    const stop = new AbortController();
    const silence = new Promise<undefined>((resolve) =>
      stop.signal.addEventListener("abort", () => resolve(undefined))
    );
    await using server = serve(() => silence);
    await rejectsNetwork(
      impatient({ attempts: 1, windowMs: 30 })
        .download(server.url, { maxBytes: 9 }),
      "the server is too slow",
    );
    stop.abort();
  });

  await t.step("ends a redirect loop (G29)", async () => {
    await using server = faulty({
      kind: "redirect",
      to: "/a.gz",
      status: 307,
    });
    await rejectsNetwork(
      impatient().download(`${server.url}/a.gz`, { maxBytes: 9 }),
      "too many redirects",
    );
    assertEquals(server.requests.length, 6);
  });

  await t.step("refuses redirects to other schemes (G30)", async () => {
    const targets = [
      "http://example.com/",
      "ftp://127.0.0.1/",
      "file:///etc/passwd",
      "data:,x",
    ];
    for (const to of targets) {
      await using server = faulty({ kind: "redirect", to });
      await rejectsNetwork(
        impatient().download(`${server.url}/a.gz`, { maxBytes: 9 }),
        "the server redirects to an address that is not https",
      );
    }
  });

  await t.step("refuses a redirect without an address", async () => {
    for (const to of ["", "http://"]) {
      await using server = faulty({ kind: "redirect", to });
      await rejectsNetwork(
        impatient().download(`${server.url}/a.gz`, { maxBytes: 9 }),
        "the server redirects without an address",
      );
      assertEquals(server.requests.length, 1);
    }
  });

  await t.step("names the host that a redirect leads to", async () => {
    await using other = serve(new Map());
    const { host } = new URL(other.url);
    await using server = faulty({ kind: "redirect", to: `${other.url}/b.gz` });
    const download = () =>
      impatient({ attempts: 1 }).download(`${server.url}/a.gz`, {
        maxBytes: 9,
      });
    const missing = await rejectsNetwork(
      download(),
      `the server does not send the file (redirected to ${host})`,
    );
    assert(isMissing(missing));
    other.fault("b.gz", { kind: "reset" });
    await rejectsNetwork(download(), `(redirected to ${host})`);
  });

  await t.step("takes a stored .gz for what it is (G32)", async () => {
    // Servers name a file's own format as if they had compressed it.
    const stored = new Uint8Array(gzipSync("hello ".repeat(99)));
    const named = { "Content-Encoding": "gzip" };
    await using server = serve(({ path }) => ({
      status: 200,
      headers: path === "named.gz"
        ? named
        : path === "Identity.gz"
        ? { "Content-Encoding": "Identity" }
        : {},
      body: stored,
    }));
    for (const path of ["named.gz", "plain.gz", "Identity.gz"]) {
      const wanted = { maxBytes: 99, size: stored.length };
      const bytes = await impatient().download(`${server.url}/${path}`, wanted);
      assertEquals(bytes, stored);
    }
  });

  await t.step(
    "refuses a file that is compressed on the way (G32)",
    async () => {
      const rows: readonly (readonly [string, Uint8Array, number?])[] = [
        ["gzip", gzipSync("hello ".repeat(9_999)), 99],
        ["gzip", gzipSync("x".repeat(99)), 99],
        ["gzip", gzipSync("hello")],
        ["br", new Uint8Array(8), 99],
      ];
      for (const [encoding, body, size] of rows) {
        const headers = { "Content-Encoding": encoding };
        await using server = serve(() => ({ status: 200, headers, body }));
        const { download, waits } = impatient();
        const error = await rejectsNetwork(
          download(server.url, { maxBytes: 99, size }),
          "the server compresses the file although asked not to",
        );
        assertEquals(error.found, `Content-Encoding: ${encoding}`);
        assertEquals(waits, []);
      }
    },
  );

  await t.step("stops on a signal, with its reason", async () => {
    const reason = new Error("enough");
    const stop = new AbortController();
    await using server = faulty({ kind: "drip", pause: 5 });
    const error = await assertRejects(() =>
      impatient().download(`${server.url}/a.gz`, {
        maxBytes: 9,
        signal: stop.signal,
        onProgress: () => stop.abort(reason),
      })
    );
    assertEquals(error, reason);
  });
});
