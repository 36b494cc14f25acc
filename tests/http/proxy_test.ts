// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Proxies from the environment, with one on loopback that writes down what it
// is asked for.

import { assertEquals, assertMatch } from "@std/assert";
import { proxyVariable } from "../../lib/http/proxy.ts";
import { serve } from "../fixtures/server.ts";

const CHILD = new URL("../fixtures/download_child.ts", import.meta.url);

async function child(
  way: "fetch" | "stored",
  url: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-config",
      "--no-lock",
      "--allow-env",
      "--allow-net",
      CHILD.href,
      way,
      url,
    ],
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: Deno.env.get("HOME") ?? "",
      DENO_DIR: Deno.env.get("DENO_DIR") ?? "",
      ...env,
    },
  }).output();
  const decoder = new TextDecoder();
  return decoder.decode(stdout).trim() || decoder.decode(stderr);
}

Deno.test("downloads go through the proxy that the environment names", async (t) => {
  await using origin = serve(new Map([["a", "from the origin"]]));
  await using proxy = serve(({ method }) =>
    method === "CONNECT"
      ? { status: 403 }
      : { status: 200, body: new TextEncoder().encode("from the proxy") }
  );
  const far = "https://neuron.invalid/a";
  const near = `${origin.url}/a`;
  const connect = "CONNECT /neuron.invalid:443";
  const rows: readonly (readonly [
    string,
    "fetch" | "stored",
    string,
    Readonly<Record<string, string>>,
    RegExp,
    readonly string[],
    number,
  ])[] = [
    ["HTTP_PROXY", "fetch", near, { HTTP_PROXY: proxy.url }, /from the proxy/, [
      `GET /${near}`,
    ], 0],
    [
      "NO_PROXY",
      "fetch",
      near,
      {
        HTTP_PROXY: proxy.url,
        NO_PROXY: "127.0.0.1",
      },
      /from the origin/,
      [],
      1,
    ],
    ["HTTPS_PROXY", "fetch", far, { HTTPS_PROXY: proxy.url }, /no answer/, [
      connect,
    ], 0],
    ["https_proxy", "fetch", far, { https_proxy: proxy.url }, /no answer/, [
      connect,
    ], 0],
    ["ALL_PROXY", "fetch", far, { ALL_PROXY: proxy.url }, /no answer/, [
      connect,
    ], 0],
    [
      "HTTPS_PROXY is not for http",
      "fetch",
      near,
      {
        HTTPS_PROXY: proxy.url,
      },
      /from the origin/,
      [],
      1,
    ],
    // The second way knows no proxies: it says so and asks nobody.
    [
      "the second way",
      "stored",
      near,
      {
        HTTP_PROXY: proxy.url,
      },
      /knows no proxies, found HTTP_PROXY in the environment/,
      [],
      0,
    ],
    [
      "the second way without",
      "stored",
      near,
      {
        HTTP_PROXY: proxy.url,
        no_proxy: "127.0.0.1",
      },
      /from the origin/,
      [],
      1,
    ],
  ];
  for (const [title, way, url, env, answer, asked, direct] of rows) {
    await t.step(title, async () => {
      const before = [proxy.requests.length, origin.requests.length] as const;
      assertMatch(await child(way, url, env), answer);
      assertEquals(proxy.requests.slice(before[0]), asked);
      assertEquals(origin.requests.length - before[1], direct);
    });
  }
});

Deno.test("proxyVariable()", () => {
  const p = "http://proxy";
  const rows: readonly (readonly [
    string,
    Readonly<Record<string, string>>,
    string | undefined,
  ])[] = [
    ["https://a.b", {}, undefined],
    ["https://a.b", { HTTPS_PROXY: p }, "HTTPS_PROXY"],
    ["https://a.b", { https_proxy: p }, "HTTPS_PROXY"],
    ["https://a.b", { HTTP_PROXY: p }, undefined],
    ["https://a.b", { ALL_PROXY: p }, "ALL_PROXY"],
    ["http://a.b", { all_proxy: p, HTTP_PROXY: p }, "HTTP_PROXY"],
    ["https://a.b", { HTTPS_PROXY: "" }, undefined],
    ["https://a.b", { HTTPS_PROXY: p, NO_PROXY: "*" }, undefined],
    ["https://a.b", { HTTPS_PROXY: p, NO_PROXY: "x, B" }, undefined],
    ["https://a.b", { HTTPS_PROXY: p, NO_PROXY: ".b" }, undefined],
    ["https://a.b", { HTTPS_PROXY: p, NO_PROXY: "*.b" }, undefined],
    ["https://ab", { HTTPS_PROXY: p, NO_PROXY: "b" }, "HTTPS_PROXY"],
    ["https://a.b", { HTTPS_PROXY: p, NO_PROXY: "" }, "HTTPS_PROXY"],
    ["https://[::1]", { HTTPS_PROXY: p, no_proxy: "::1" }, undefined],
    [
      "https://10.0.0.1",
      { HTTPS_PROXY: p, NO_PROXY: "10.0.0.0/8" },
      "HTTPS_PROXY",
    ],
  ];
  for (const [url, env, expected] of rows) {
    const found = proxyVariable(new URL(url), (name) => env[name]);
    assertEquals(found, expected, `${url} ${JSON.stringify(env)}`);
  }
});
