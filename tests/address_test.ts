// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// One grammar for addresses, and what of them may be printed.

import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  parseAddress,
  printableAddress,
  redactor,
  REPOSITORY_KINDS,
  requireAddress,
  requirePublicAddress,
} from "../lib/address.ts";
import { UsageError } from "../lib/errors.ts";

Deno.test("parseAddress() tells the kinds apart", () => {
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

/** Text that holds a secret, and whether it is an address all the same. */
const SECRETS: readonly (readonly [text: string, isAddress: boolean])[] = [
  ["https://ada:S3CRET99@git.example/x", true],
  ["HTTPS://ada:S3CRET99@git.example/x", true],
  ["https://S3CRET99@git.example/x", true],
  ["https://S3CRET99:x-oauth-basic@git.example/x", true],
  ["https://ada:p%40S3CRET99@git.example/x", true],
  ["https://ada@mail.example:S3CRET99@git.example/x", true],
  ["https://git.example/x?token=S3CRET99", true],
  ["https://git.example/x#S3CRET99", true],
  ["ssh://git:S3CRET99@git.example/x", true],
  ["git://ada:S3CRET99@git.example/x", true],
  ["http://ada:S3CRET99@127.0.0.1:1/x", true],
  ["https://ada:S3/CRET99@git.example/x", false],
  ["https://ada:S3/CRET99@git.example", false],
  ["https://ada:12/S3CRET99@git.example/x", false],
  ["https://ada@mail.example:12/S3CRET99@git.example/x", false],
  ["https://ada:S3CRET99#1@git.example/x", false],
  ["https://ada:S3CRET99?1@git.example/x", false],
  ["https://ada:S3 CRET99@git.example/x", false],
  ["https://ada:S3CRET99\n@git.example/x", false],
  [" https://ada:S3CRET99@git.example/x", false],
  ["https://ada:S3CRET99", false],
  ["https:/ada:S3CRET99@git.example/x", false],
  ["https:ada:S3CRET99@git.example/x", false],
  ["https//ada:S3CRET99@git.example/x", false],
  ["//ada:S3CRET99@git.example/x", false],
  ["ada:S3CRET99@git.example:x", false],
  ["ada:S3CRET99@git.example/x", false],
  ["ada@mail.example:S3CRET99@git.example:x", false],
  ["ftp://ada:S3CRET99@git.example/x", false],
  ["ext::https://ada:S3CRET99@git.example/x", false],
  ["file://ada:S3CRET99@git.example/x", false],
];

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

Deno.test("printableAddress() keeps what is no secret", () => {
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

Deno.test("redactor() takes known secrets out of any text, in any spelling", () => {
  for (const [address] of SECRETS) {
    const redact = redactor([address]);
    for (
      const said of [
        `fatal: unable to access '${address}/': no`,
        `fatal: ${address}: no`,
        `remote: see <${address}>.`,
      ]
    ) {
      const text = redact(said);
      assert(!/S3|CRET99/.test(text), `${said} becomes ${text}`);
    }
  }
  const redact = redactor(["https://ada:p%40ss w@git.example/x"]);
  const login = btoa("ada:p@ss w");
  for (const said of ["p@ss w", "p%40ss%20w", "ada:p@ss", login]) {
    assert(!/ss.{0,3}w|YWRh/.test(redact(`error: ${said}`)), redact(said));
  }
});

Deno.test("redactor() takes the logins and queries out of URLs that it does not know", () => {
  const redact = redactor();
  const rows = [
    [
      "fatal: unable to access 'https://me:pw@host.example/x/': no",
      "fatal: unable to access 'https://host.example/x/': no",
    ],
    [
      "for url (https://host.example/x?sig=abc), again",
      "for url (https://host.example/x), again",
    ],
    ["error: src refspec main does not match", undefined],
    ["git@host.example: Permission denied (publickey).", undefined],
    ["To https://host.example/~me/x.git", undefined],
  ] as const;
  for (const [said, shown] of rows) assertEquals(redact(said), shown ?? said);
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
