// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import {
  assert,
  assertEquals,
  assertLess,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { gzipSync } from "node:zlib";
import { OperationError, VerificationError } from "../lib/errors.ts";
import {
  createDownload,
  displayUrl,
  type HttpOptions,
  isMissing,
  type Transport,
} from "../lib/http.ts";
import { fetchStored } from "../lib/http/stored.ts";

const TRANSPORTS: readonly (readonly [string, Transport])[] = [
  ["fetch", fetch],
  ["node:http", fetchStored],
];

type Handler = (request: Request) => Response;

/** Serves on loopback while `use` runs. */
async function serve(
  handler: Handler,
  use: (root: string) => Promise<void>,
): Promise<void> {
  const options = { port: 0, hostname: "127.0.0.1", onListen: () => {} };
  const server = Deno.serve({ ...options, onError: hangUp }, handler);
  try {
    await use(`http://127.0.0.1:${server.addr.port}`);
  } finally {
    await server.shutdown();
  }
}

function hangUp(): Response {
  return new Response("the handler threw", { status: 500 });
}

/** Answers each connection with the next text, byte for byte, and closes it. */
async function serveRaw(
  answers: readonly string[],
  use: (root: string) => Promise<void>,
): Promise<void> {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const serving = (async () => {
    for (const answer of answers) {
      using connection = await listener.accept();
      await connection.read(new Uint8Array(4_096));
      await connection.write(new TextEncoder().encode(answer));
    }
  })();
  try {
    await use(`http://127.0.0.1:${listener.addr.port}`);
    await serving;
  } finally {
    listener.close();
  }
}

/** A download that does not wait between attempts, but notes how long it would. */
function impatient(options: HttpOptions = {}) {
  const waits: number[] = [];
  const download = createDownload({
    sleep: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
    random: () => 0.5,
    ...options,
  });
  return { download, waits };
}

function rejectsNetwork(
  promise: Promise<unknown>,
  problem: string,
): Promise<OperationError> {
  return assertRejects(() => promise, OperationError, problem);
}

for (const [name, transport] of TRANSPORTS) {
  Deno.test(`createDownload() over ${name}`, async (t) => {
    const options = { transport, storedTransport: transport };

    await t.step("hands out the bytes and tells its progress", async () => {
      const seen: number[] = [];
      await serve(() => new Response("hello"), async (root) => {
        const bytes = await impatient(options).download(`${root}/file`, {
          maxBytes: 5,
          size: 5,
          onProgress: (count) => seen.push(count),
        });
        assertEquals(new TextDecoder().decode(bytes), "hello");
      });
      assertEquals(seen.at(-1), 5);
    });

    await t.step("asks for identity, and by its name", async () => {
      let headers = new Headers();
      await serve((request) => {
        headers = request.headers;
        return new Response("");
      }, async (root) => {
        const { download } = impatient({ ...options, userAgent: "test/1" });
        await download(root, { maxBytes: 0 });
      });
      assertEquals(headers.get("accept-encoding"), "identity");
      assertEquals(headers.get("user-agent"), "test/1");
    });

    await t.step("sends the URL's login, and to one origin only", async () => {
      const logins: (string | null)[] = [];
      const note: Handler = (request) => {
        logins.push(request.headers.get("authorization"));
        return new Response("x");
      };
      await serve(note, async (other) => {
        await serve((request) => {
          note(request);
          const { pathname } = new URL(request.url);
          const location = pathname === "/1" ? "/2" : other;
          return new Response(null, { status: 302, headers: { location } });
        }, async (root) => {
          const url = `${root.replace("//", "//me:p%40ss@")}/1`;
          await impatient(options).download(url, { maxBytes: 1 });
        });
      });
      const login = `Basic ${btoa("me:p@ss")}`;
      assertEquals(logins, [login, login, null]);
    });

    await t.step("does not retry a 404 (G21)", async () => {
      let requests = 0;
      await serve(() => {
        requests++;
        return new Response("no", { status: 404 });
      }, async (root) => {
        const error = await rejectsNetwork(
          impatient(options).download(`${root}/a`, { maxBytes: 9 }),
          "found status 404",
        );
        assertEquals(error.subject, `${root}/a`);
        assert(isMissing(error));
      });
      assertEquals(requests, 1);
    });

    await t.step("retries a 500 once and succeeds (G22)", async () => {
      let requests = 0;
      const { download, waits } = impatient(options);
      await serve(
        () => new Response("ok", { status: ++requests === 1 ? 500 : 200 }),
        async (root) => {
          assertEquals((await download(root, { maxBytes: 9 })).length, 2);
        },
      );
      assertEquals(waits, [1_000]);
    });

    await t.step("gives up on a 503 that stays, bounded", async () => {
      const { download, waits } = impatient(options);
      await serve(() => new Response(null, { status: 503 }), async (root) => {
        const error = await rejectsNetwork(
          download(root, { maxBytes: 9 }),
          "(4 attempts)",
        );
        assert(!isMissing(error));
      });
      assertEquals(waits, [1_000, 2_000, 4_000]);
    });

    await t.step("honours Retry-After, up to a bound (G23)", async () => {
      for (
        const [value, wait] of [
          ["7", 7_000],
          ["86400", 30_000],
          [new Date(Date.now() - 60_000).toUTCString(), 1_000],
          ["soon", 1_000],
        ] as const
      ) {
        const { download, waits } = impatient(options);
        let requests = 0;
        await serve(() =>
          ++requests === 1
            ? new Response(null, {
              status: 503,
              headers: { "Retry-After": value },
            })
            : new Response("ok"), async (root) => {
          await download(root, { maxBytes: 9 });
        });
        assertEquals(waits, [wait], value);
      }
    });

    await t.step("retries a connection that is reset (G24)", async () => {
      const { download, waits } = impatient(options);
      await serveRaw([
        "",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
      ], async (root) => {
        assertEquals((await download(root, { maxBytes: 9 })).length, 2);
      });
      // An HTTP client may try once more by itself.
      assertLess(waits.length, 2);
    });

    await t.step("retries a body that is cut short (G25)", async () => {
      const { download } = impatient(options);
      const head = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
      for (
        const [what, cut] of [
          ["announced", `${head}Content-Length: 4\r\n\r\nab`],
          ["chunked", `${head}Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n`],
        ] as const
      ) {
        await serveRaw(
          [cut, `${head}Content-Length: 4\r\n\r\nabcd`],
          async (root) => {
            const bytes = await download(root, { maxBytes: 9 });
            assertEquals(bytes.length, 4, what);
          },
        );
      }
    });

    await t.step("refuses a server that is away, in bounded time", async () => {
      const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
      const { port } = listener.addr;
      listener.close();
      const { download, waits } = impatient(options);
      await rejectsNetwork(
        download(`http://127.0.0.1:${port}/`, { maxBytes: 9 }),
        "no answer from the server",
      );
      assertLess(waits.reduce((a, b) => a + b, 0), 60_000);
    });

    await t.step("refuses a body that is longer than told (G26)", async () => {
      await serve(() => new Response("hello"), async (root) => {
        const { download, waits } = impatient(options);
        const error = await assertRejects(
          () => download(root, { maxBytes: 9, size: 4 }),
          VerificationError,
        );
        assertEquals(error.code, "E_SIZE");
        assertEquals(error.expected, "4 bytes");
        assertEquals(waits, []);
      });
    });

    await t.step("refuses a file that is shorter than told", async () => {
      await serve(() => new Response("hello"), async (root) => {
        const error = await assertRejects(
          () => impatient(options).download(root, { maxBytes: 9, size: 6 }),
          VerificationError,
        );
        assertEquals(error.code, "E_SIZE");
        assertEquals(error.found, "5 bytes");
      });
    });

    await t.step("refuses what is announced over the bound", async () => {
      await serve(() => new Response("hello"), async (root) => {
        const error = await rejectsNetwork(
          impatient(options).download(root, { maxBytes: 4 }),
          "larger than allowed",
        );
        assertEquals(error.found, "5 bytes");
      });
    });

    await t.step("stops an endless body at the bound (G27)", async () => {
      const block = new Uint8Array(65_536);
      for (const size of [undefined, 1_000_000]) {
        const endless = new ReadableStream({
          pull: (controller) => controller.enqueue(block),
        }, { highWaterMark: 0 });
        // A second request may come, as the first could have been decoded.
        let requests = 0;
        await serve(
          () => requests++ === 0 ? new Response(endless) : new Response("x"),
          async (root) => {
            const wanted = size === undefined ? {} : { size };
            await assertRejects(() =>
              impatient(options).download(root, {
                maxBytes: 1_000_000,
                ...wanted,
              })
            );
          },
        );
      }
    });

    await t.step("gives up on a server that is too slow (G28)", async () => {
      for (const first of ["", "x"]) {
        const { download } = impatient({
          ...options,
          attempts: 2,
          windowMs: 60,
        });
        let timer: ReturnType<typeof setInterval> | undefined;
        const trickle = () =>
          new ReadableStream({
            start(controller) {
              const byte = new Uint8Array(first.length);
              timer = setInterval(() => {
                if (byte.length > 0) controller.enqueue(byte);
              }, 20);
            },
            cancel: () => clearInterval(timer),
          });
        await serve(() => new Response(trickle()), async (root) => {
          const error = await rejectsNetwork(
            download(root, { maxBytes: 9_000 }),
            "the server is too slow (2 attempts)",
          );
          assertEquals(error.expected, "10240 bytes in 0.06 s");
        });
      }
    });

    await t.step("gives up on a server that never answers", async () => {
      const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
      const accepted = listener.accept();
      const { download } = impatient({
        ...options,
        attempts: 1,
        windowMs: 30,
      });
      await rejectsNetwork(
        download(`http://127.0.0.1:${listener.addr.port}/`, { maxBytes: 9 }),
        "the server is too slow",
      );
      (await accepted).close();
      listener.close();
    });

    await t.step("ends a redirect loop (G29)", async () => {
      let requests = 0;
      await serve(() => {
        requests++;
        return new Response(null, { status: 307, headers: { location: "/" } });
      }, async (root) => {
        await rejectsNetwork(
          impatient(options).download(root, { maxBytes: 9 }),
          "too many redirects",
        );
      });
      assertEquals(requests, 6);
    });

    await t.step("stays off other schemes and hosts (G30)", async () => {
      for (
        const location of [
          "http://example.com/",
          "ftp://127.0.0.1/",
          "file:///etc/passwd",
          "data:,x",
        ]
      ) {
        await serve(
          () => new Response(null, { status: 301, headers: { location } }),
          async (root) => {
            await rejectsNetwork(
              impatient(options).download(root, { maxBytes: 9 }),
              "the server redirects away from https",
            );
          },
        );
      }
    });

    await t.step("undoes Content-Encoding, not gzip itself (G32)", async () => {
      const stored = new Uint8Array(gzipSync("hello ".repeat(99)));
      const twice = new Uint8Array(gzipSync(stored));
      for (const body of [stored, twice]) {
        const headers = { "Content-Encoding": "gzip" };
        await serve(() => new Response(body, { headers }), async (root) => {
          // The real pair: an old fetch decodes, and is asked again without.
          const { download } = impatient({ transport });
          const wanted = { maxBytes: 99, size: stored.length };
          assertEquals(await download(`${root}/a.gz`, wanted), stored);
        });
      }
    });

    await t.step("refuses an encoding that hides another file", async () => {
      const rows = [
        ["gzip", gzipSync("hello ".repeat(9_999)), "VerificationError"],
        ["gzip", gzipSync("hello"), "VerificationError"],
        ["br", new Uint8Array(8), "OperationError"],
      ] as const;
      for (const [encoding, body, expected] of rows) {
        const headers = { "Content-Encoding": encoding };
        const answer = new Uint8Array(body);
        await serve(() => new Response(answer, { headers }), async (root) => {
          const { download } = impatient({ transport });
          const error = await assertRejects(
            () => download(root, { maxBytes: 99, size: 99 }),
            Error,
          );
          assertEquals(error.name, expected);
        });
      }
    });

    await t.step("stops when told, with the reason given", async () => {
      const reason = new Error("enough");
      const stop = new AbortController();
      await serve(() => new Response(new ReadableStream()), async (root) => {
        setTimeout(() => stop.abort(reason), 20);
        const error = await assertRejects(() =>
          impatient(options).download(root, {
            maxBytes: 9,
            signal: stop.signal,
          })
        );
        assertEquals(error, reason);
      });
    });
  });
}

Deno.test("createDownload() asks again where fetch decoded the body", async () => {
  const stored = new Uint8Array(gzipSync("hello ".repeat(99)));
  const download = createDownload({
    transport: () => Promise.resolve(new Response("hello ".repeat(99))),
    storedTransport: () => Promise.resolve(new Response(stored)),
  });
  const bytes = await download("https://example.com/", {
    maxBytes: 9_999,
    size: stored.length,
  });
  assertEquals(bytes, stored);
});

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
    "the server redirects away from https",
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
    now: () => clock,
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

Deno.test("createDownload() bounds the time of an attempt", async () => {
  let clock = 0;
  const download = createDownload({
    attempts: 1,
    windowMs: 10,
    windowBytes: 0,
    now: () => clock += 1_000_000,
    transport: (_url, { signal }) => {
      const silent = new ReadableStream({
        start(controller) {
          const fail = () => controller.error(signal.reason);
          signal.addEventListener("abort", fail);
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

Deno.test("createDownload() never tells a password", async () => {
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
    assertStringIncludes(error.message, "//exa");
  }
});

Deno.test("displayUrl() drops the login and nothing else", () => {
  const rows = [
    ["https://u:p@h/a@b?c#d", "https://h/a@b?c#d"],
    ["https://h/a", "https://h/a"],
    ["//u@h", "//h"],
    ["no url", "no url"],
  ] as const;
  for (const [url, shown] of rows) assertEquals(displayUrl(url), shown);
});
