// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Key files alone; tests/rpm/cases tests their keys with packages.
 *
 * @module
 */

import {
  assertEquals,
  assertObjectMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { VerificationError } from "../../lib/errors.ts";
import { certificatesOf, readKeyring } from "../../lib/openpgp/keyring.ts";
import { AWS_NEURON } from "../../lib/profile.ts";
import { utf8 } from "../fixtures/bytes.ts";
import { KEY_CREATED, makeKey, USER_ID } from "../fixtures/keys.ts";
import { long } from "../fixtures/long.ts";
import { skipIf } from "../fixtures/programs.ts";
import { noData, readData } from "../fixtures/snapshot.ts";
import { KEY_FILE } from "../fixtures/yum_repository.ts";
import { keyOf } from "../rpm/cases/case.ts";

Deno.test("readKeyring() keeps the pinned key and nothing else", async () => {
  const [key, other] = [await keyOf(), await keyOf({}, "other")];
  const { keys } = await readKeyring(utf8(other.armored + key.armored), {
    fingerprints: [key.fingerprint],
    subject: "KEY",
  });
  assertEquals(keys, [{
    fingerprint: key.fingerprint,
    userId: USER_ID,
    created: new Date(KEY_CREATED * 1000),
  }]);
});

Deno.test("readKeyring() takes a key that is there twice as one", async () => {
  const key = await keyOf();
  const { keys } = await readKeyring(utf8(key.armored + key.armored), {
    fingerprints: [key.fingerprint],
    subject: "KEY",
  });
  assertEquals(keys.length, 1);
  const [first] = keys;
  assertEquals(first && certificatesOf(first).length, 2);
});

Deno.test("readKeyring() reads version 6 keys", async () => {
  const key = await makeKey({ algorithm: "ed25519", version: 6 });
  const { keys } = await readKeyring(utf8(key.armored), {
    fingerprints: [key.fingerprint],
    subject: "KEY",
  });
  assertEquals(keys[0]?.fingerprint.length, 64);
});

Deno.test("readKeyring() explains a change of keys", async () => {
  const [key, other] = [await keyOf(), await keyOf({}, "other")];
  const error = await assertRejects(
    () =>
      readKeyring(utf8(other.armored), {
        fingerprints: [key.fingerprint],
        subject: "KEY",
      }),
    VerificationError,
  );
  assertEquals(error.code, "E_NOKEY");
  assertEquals(error.subject, "KEY");
  assertEquals(error.expected, key.fingerprint);
  assertEquals(error.found, other.fingerprint);
  assertEquals(/--fingerprint/.test(error.hint ?? ""), true);
});

Deno.test("readKeyring() says so where it finds no key, or wants none", async () => {
  const key = await keyOf();
  const rows = [
    ["root:x:0:0:root:/root:/bin/sh\n", [key.fingerprint], {
      expected: key.fingerprint,
      found: "no OpenPGP key",
      hint: "check that this is the vendor's key file, whole and unchanged",
    }],
    [key.armored, [], {
      expected: "at least one pinned fingerprint",
      found: key.fingerprint,
    }],
  ] as const;
  for (const [file, fingerprints, message] of rows) {
    const error = await assertRejects(
      () => readKeyring(file, { fingerprints }),
      VerificationError,
    );
    assertEquals(error.code, "E_NOKEY");
    assertObjectMatch(error, message);
  }
});

// Work that grows with the square of the file would not end in time: see
// tests/fixtures/deadline.ts.
Deno.test(
  long("readKeyring() comes to an end with as much as it reads"),
  async (t) => {
    const line = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n";
    const end = "-----END PGP PUBLIC KEY BLOCK-----\n";
    const rows = {
      "lines that begin a block": line.repeat(7_000),
      "empty blocks": (line + end).repeat(3_500),
      "one endless block": line + "A".repeat(250_000),
      "base64 that is none": `${line}\n${"?".repeat(250_000)}\n${end}`,
      "zeros": "\0".repeat(250_000),
      "packets of length 0": "\xb4\x00".repeat(130_000),
    };
    for (const [title, text] of Object.entries(rows)) {
      await t.step(title, async () => {
        const file = Uint8Array.from(text, (c) => c.charCodeAt(0));
        const error = await assertRejects(
          () => readKeyring(file, { fingerprints: ["AB"], subject: "KEY" }),
          VerificationError,
        );
        assertEquals(error.code, "E_NOKEY");
      });
    }
  },
);

Deno.test("certificatesOf() knows keys of readKeyring() only", () => {
  const key = { fingerprint: "AB", userId: "", created: new Date() };
  assertThrows(() => certificatesOf(key), TypeError);
});

Deno.test({
  ...skipIf(noData()).for("readKeyring() reads the vendor's key"),
  async fn() {
    const { keys } = await readKeyring(await readData(KEY_FILE), {
      fingerprints: AWS_NEURON.fingerprints,
      subject: KEY_FILE,
    });
    assertEquals(keys, [{
      fingerprint: "00FA2C1079260870A76D2C285749CAD8646D9185",
      userId: "Amazon AWS Neuron <neuron-maintainers@amazon.com>",
      created: new Date("2019-11-11T17:29:27Z"),
    }]);
  },
});
