// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Proxies from the environment, with one on loopback that writes down what it
// is asked for.

import { assertEquals, assertMatch } from "@std/assert";
import { serve } from "./fixtures/server.ts";

const CHILD = new URL("./fixtures/download_child.ts", import.meta.url);

async function child(
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
    string,
    Readonly<Record<string, string>>,
    RegExp,
    readonly string[],
    number,
  ])[] = [
    ["HTTP_PROXY", near, { HTTP_PROXY: proxy.url }, /from the proxy/, [
      `GET /${near}`,
    ], 0],
    [
      "NO_PROXY",
      near,
      {
        HTTP_PROXY: proxy.url,
        NO_PROXY: "127.0.0.1",
      },
      /from the origin/,
      [],
      1,
    ],
    ["HTTPS_PROXY", far, { HTTPS_PROXY: proxy.url }, /no answer/, [
      connect,
    ], 0],
    ["https_proxy", far, { https_proxy: proxy.url }, /no answer/, [
      connect,
    ], 0],
    ["ALL_PROXY", far, { ALL_PROXY: proxy.url }, /no answer/, [
      connect,
    ], 0],
    [
      "HTTPS_PROXY is not for http",
      near,
      {
        HTTPS_PROXY: proxy.url,
      },
      /from the origin/,
      [],
      1,
    ],
  ];
  for (const [title, url, env, answer, asked, direct] of rows) {
    await t.step(title, async () => {
      const before = [proxy.requests.length, origin.requests.length] as const;
      assertMatch(await child(url, env), answer);
      assertEquals(proxy.requests.slice(before[0]), asked);
      assertEquals(origin.requests.length - before[1], direct);
    });
  }
});
