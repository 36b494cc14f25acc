// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What text of other programs must not repeat of an address.

import { assert, assertEquals } from "@std/assert";
import { redactor } from "../lib/redactor.ts";
import { SECRETS } from "./fixtures/secret_addresses.ts";

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

Deno.test("redactor() knows a secret without its address", () => {
  const rows = [
    ["https://ada:pw99@git.example/x", "pw99"],
    ["https://ada:pw9@git.example/x", "ada:pw9"],
    ["ssh://git:pw99@git.example/x", "pw99"],
    ["helper::https://ada:pw99@git.example/x", "pw99"],
    ["https://T0KEN-99@git.example/x", "T0KEN-99"],
    ["HTTPS://T0KEN-99@git.example/x", "T0KEN-99"],
    ["https://T0KEN-99:@git.example/x", "T0KEN-99"],
    ["https://git.example/x?a=1&b=T0KEN-98;c=T0KEN-99", "T0KEN-99"],
    ["https://git.example/x?a=1&b=T0KEN-98;c=T0KEN-99", "T0KEN-98"],
    ["https://git.example/x#a=T0KEN-99&b=1", "T0KEN-99"],
    ["https://ada:%C3%A9%C3%A8@git.example/x", "%C3%A9%C3%A8"],
    ["https://ada:%C3%A9%C3%A8@git.example/x", "%c3%a9%c3%a8"],
    ["https://ada:%c3%a9%c3%a8@git.example/x", "%C3%A9%C3%A8"],
    ["https://ada:%C3%A9%C3%A8pw@git.example/x", "éèpw"],
    ["https://ada:éèpw@git.example/x", "%C3%A9%C3%A8pw"],
  ] as const;
  for (const [address, said] of rows) {
    const text = redactor([address])(`error: ${said} is wrong`);
    assertEquals(text, "error: *** is wrong", `${said} of ${address}`);
  }
});

Deno.test("redactor() leaves what is no secret of an address", () => {
  const rows = [
    ["https://git.example/x", "Could not resolve host: git.example, Og=="],
    ["https://git.example/~me/x@v1.git", "git.example/~me/x is gone"],
    ["https://adam@git.example/x", "adam is not known"],
    ["ssh://deployer@git.example/x", "deployer: permission denied"],
    ["deployer@git.example:x", "deployer: permission denied"],
    ["driver?day=20260817", "fatal: nothing of 20260817"],
  ] as const;
  for (const [address, said] of rows) {
    assertEquals(redactor([address])(said), said);
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
    ["HTTPS://me:pw@host.example/x", "https://host.example/x"],
    ["error: src refspec main does not match", undefined],
    ["git@host.example: Permission denied (publickey).", undefined],
    ["To https://host.example/~me/x.git", undefined],
  ] as const;
  for (const [said, shown] of rows) assertEquals(redact(said), shown ?? said);
});

Deno.test("redactor() does not take a commit behind # for a secret", () => {
  const rows = [
    ["https://git.example/x#v2.22.2.0", "v2.22.2.0 leads to no commit"],
    ["https://git.example/x#2.22.2.0:src", "there is no 2.22.2.0:src"],
    ["file:///srv/x#release-2.22", "release-2.22 leads to no commit"],
  ] as const;
  for (const [address, said] of rows) {
    assertEquals(redactor([address])(said), said);
  }
  for (
    const address of [
      "https://git.example/x?token=S3CRET99#v2.22.2.0",
      "https://git.example/x#token=S3CRET99",
      "https://ada:S3CRET99@git.example/x#v2.22.2.0",
    ]
  ) {
    const said = redactor([address])("error: S3CRET99 of v2.22.2.0");
    assertEquals(said, "error: *** of v2.22.2.0");
  }
});

// In quadratic time, this would run into the minute that a test has.
Deno.test("redactor() takes linear time for one long word", () => {
  const word = "q".repeat(1_000_000);
  const safe = redactor()(`${word} https://ada:S3CRET99@git.example/x`);
  assertEquals(safe, `${word} https://git.example/x`);
  // The end of a scheme is enough to know a URL.
  assert(!redactor()(`${word}://ada:S3CRET99@git.example/x`).includes("S3C"));
});
