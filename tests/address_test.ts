// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// One grammar for addresses, and which parts of them may be printed.

import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  parseAddress,
  printableAddress,
  REPOSITORY_KINDS,
  requireAddress,
  requirePublicAddress,
} from "../lib/address.ts";
import { UsageError } from "../lib/errors.ts";
import { SECRETS } from "./fixtures/secret_addresses.ts";

Deno.test("parseAddress() distinguishes the kinds", () => {
  const rows = [
    ["https://git.example/x", "https", "git.example", "/x"],
    ["HTTPS://git.example/x", "https", "git.example", "/x"],
    ["https://git.example:8443/x", "https", "git.example", "/x"],
    ["https://git.example/~me/a@b", "https", "git.example", "/~me/a@b"],
    ["https://[2001:db8::1]:8443/x", "https", "[2001:db8::1]", "/x"],
    ["https://yum.example", "https", "yum.example", ""],
    ["http://127.0.0.1:8080/x", "loopback", "127.0.0.1", "/x"],
    ["http://localhost/x", "loopback", "localhost", "/x"],
    ["http://git.example/x", "http", "git.example", "/x"],
    ["git://git.example/x", "git", "git.example", "/x"],
    ["ssh://git@git.example:22/x", "ssh", "git.example", "/x"],
    ["git@git.example:~me/x", "ssh", "git.example", "~me/x"],
    ["git.example:x/y", "ssh", "git.example", "x/y"],
    ["git@[::1]:x", "ssh", "[::1]", "x"],
    ["git@h:x", "ssh", "h", "x"],
    ["git@host:x@y", "ssh", "host", "x@y"],
    ["file:///srv/a b@c", "file", undefined, "/srv/a b@c"],
    [".", "path", undefined, "."],
    ["../a/b", "path", undefined, "../a/b"],
    ["me@home", "path", undefined, "me@home"],
    ["./a:b", "path", undefined, "./a:b"],
    ["C:\\data", "path", undefined, "C:\\data"],
    ["C:/data", "path", undefined, "C:/data"],
  ] as const;
  for (const [text, kind, host, path] of rows) {
    const address = parseAddress(text);
    assertEquals([address?.kind, address?.host, address?.path], [
      kind,
      host,
      path,
    ], text);
  }
});

Deno.test("printableAddress() shows no secret, once or twice", () => {
  for (const [text, isAddress] of SECRETS) {
    const shown = printableAddress(text);
    assert(!/S3|CRET99/.test(shown), `${text} is shown as ${shown}`);
    assertEquals(printableAddress(shown), shown, text);
    const address = parseAddress(text);
    assertEquals(address !== undefined, isAddress, text);
    if (address === undefined) continue;
    assert(address.hasSecret, text);
    assertEquals(address.reveal().toLowerCase(), text.toLowerCase());
    for (
      const written of [
        `${address}`,
        JSON.stringify(address),
        Deno.inspect(address, { depth: 9 }),
      ]
    ) assert(!written.includes("S3CRET99"), written);
  }
});

Deno.test("printableAddress() keeps what is not secret", () => {
  const rows = [
    ["https://git.example:8443/~me/a@b", "***@b"],
    ["https://git.example/~me/a@b", "https://git.example/~me/a@b"],
    ["ssh://git@git.example/x", "ssh://git@git.example/x"],
    ["ssh://git:pw@git.example/x", "ssh://git@git.example/x"],
    ["git@git.example:~me/x", "git@git.example:~me/x"],
    ["https://git.example/x.git", "https://git.example/x.git"],
    ["../a", "../a"],
    ["--all", "--all"],
    ["", ""],
  ] as const;
  for (const [text, shown] of rows) {
    assert(printableAddress(text).endsWith(shown), printableAddress(text));
  }
});

Deno.test("requireAddress() refuses other kinds and shows no secret", () => {
  const use = {
    kinds: REPOSITORY_KINDS,
    problem: "no place",
    hint: "name one",
  };
  for (
    const text of [
      "http://git.example/x",
      "git://git.example/x",
      "ext::sh -c x",
    ]
  ) assertThrows(() => requireAddress(text, use), UsageError, "is no place");
  for (const [text, isAddress] of SECRETS) {
    if (isAddress) continue;
    const error = assertThrows(() => requireAddress(text, use), UsageError);
    assert(!/S3|CRET99/.test(error.message + error.hint), error.message);
  }
  assertEquals(requireAddress("git@host:x", use).kind, "ssh");
});

Deno.test("requirePublicAddress() takes no login and no query", () => {
  const use = {
    kinds: ["https", "loopback"] as const,
    problem: "no URL",
    hint: "write it out",
  };
  for (const [text] of SECRETS) {
    const error = assertThrows(
      () => requirePublicAddress(text, use),
      UsageError,
    );
    assert(!/S3|CRET99/.test(error.message), error.message);
  }
  requirePublicAddress("https://git.example/x", use);
});
