// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The bytes that were verified are those that are returned: no other thread may
// write to them.

import { assertEquals, assertRejects } from "@std/assert";
import { readKeyring } from "../../lib/openpgp/keyring.ts";
import { verifyRpm } from "../../lib/rpm/rpm.ts";
import { driverPackage } from "../fixtures/driver_package.ts";
import { defaultKey } from "../fixtures/keys.ts";

Deno.test("verifyRpm() takes no bytes that another thread can write", async (t) => {
  const { bytes } = await driverPackage({ version: "2.19.0.0" });
  const key = await defaultKey();
  const keyring = await readKeyring(key.certificate, {
    fingerprints: [key.fingerprint],
    subject: "key",
  });
  /** As JavaScript calls it, which knows no types. */
  const verify = (file: Uint8Array): Promise<unknown> =>
    Promise.resolve(
      Reflect.apply(verifyRpm, undefined, [file, { keyring, subject: "a" }]),
    );
  const copy = (buffer: ArrayBufferLike) => {
    const file = new Uint8Array(buffer, 0, bytes.length);
    file.set(bytes);
    return file;
  };
  const size = bytes.length;
  const rows: Readonly<Record<string, [file: Uint8Array, ok: boolean]>> = {
    "its own": [copy(new ArrayBuffer(size)), true],
    "its own, resizable": [
      copy(new ArrayBuffer(size, { maxByteLength: size * 2 })),
      true,
    ],
    "shared": [copy(new SharedArrayBuffer(size)), false],
    "shared, growable": [
      copy(new SharedArrayBuffer(size, { maxByteLength: size * 2 })),
      false,
    ],
    "a part of shared": [copy(new SharedArrayBuffer(size + 8)), false],
  };
  for (const [title, [file, ok]] of Object.entries(rows)) {
    await t.step(title, async () => {
      if (ok) assertEquals(typeof await verify(file), "object");
      else await assertRejects(() => verify(file), TypeError, "shared memory");
    });
  }
});
