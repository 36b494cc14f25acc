// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertThrows } from "@std/assert";
import { VerificationError } from "../../lib/errors.ts";
import { openSignaturePacket } from "../../lib/openpgp/signature_packet.ts";
import { parseSignatureV3 } from "../../lib/openpgp/signature_v3.ts";
import { bigEndian, concat, fromHex, toHex } from "../fixtures/bytes.ts";
import { keyOf } from "../rpm/cases/case.ts";
import { buildSignature } from "../fixtures/signature_builder.ts";

const LABEL = { subject: "file.rpm", name: "SIGPGP signature" };

function assertUnreadable(act: () => unknown, found?: RegExp): void {
  const error = assertThrows(act, VerificationError);
  assertEquals(error.code, "E_SIG");
  assertEquals(error.subject, "file.rpm");
  assertEquals(error.problem, "the SIGPGP signature cannot be read");
  if (found !== undefined) assertEquals(found.test(error.found ?? ""), true);
}

Deno.test("openSignaturePacket() reads all lengths of both formats", async (t) => {
  const body = (size: number) => new Uint8Array(size).fill(4);
  const rows = [
    ["old, 1 byte", 200, Uint8Array.of(0x88, 200)],
    ["old, 2 bytes", 300, concat(Uint8Array.of(0x89), bigEndian(300, 2))],
    ["old, 4 bytes", 300, concat(Uint8Array.of(0x8a), bigEndian(300, 4))],
    ["new, 1 byte", 191, Uint8Array.of(0xc2, 191)],
    ["new, 2 bytes, least", 192, Uint8Array.of(0xc2, 192, 0)],
    ["new, 2 bytes", 723, Uint8Array.of(0xc2, 194, 19)],
    ["new, 2 bytes, most", 8383, Uint8Array.of(0xc2, 223, 255)],
    ["new, 5 bytes", 300, concat(Uint8Array.of(0xc2, 255), bigEndian(300, 4))],
  ] as const;
  for (const [title, size, head] of rows) {
    await t.step(title, () => {
      const bytes = concat(head, body(size));
      assertEquals(openSignaturePacket(bytes, LABEL), body(size));
      assertUnreadable(
        () => openSignaturePacket(bytes.slice(0, -1), LABEL),
        /cut short/,
      );
      assertUnreadable(
        () => openSignaturePacket(concat(bytes, body(1)), LABEL),
        /more bytes after/,
      );
    });
  }
});

Deno.test("openSignaturePacket() refuses everything else", async (t) => {
  const rows = [
    ["nothing", ""],
    ["no packet", "02050404040404"],
    ["half a length", "8900"],
    ["no length", "88"],
    ["empty packet", "8800"],
    ["partial length", "c2e004"],
    ["indeterminate length", "8b04"],
    ["user id", "b40161"],
    ["public key, new format", "c60161"],
    ["length of 4 GiB", "8affffffff04"],
  ] as const;
  for (const [title, hex] of rows) {
    await t.step(title, () => {
      assertUnreadable(() => openSignaturePacket(fromHex(hex), LABEL));
    });
  }
});

Deno.test("parseSignatureV3() reads the fields", async () => {
  const { signer } = await keyOf();
  const packet = buildSignature(new Uint8Array(3), {
    key: signer,
    created: 1700000000,
  });
  const found = parseSignatureV3(openSignaturePacket(packet, LABEL), LABEL);
  assertEquals(found.type, 0);
  assertEquals(found.created, 1700000000);
  assertEquals(found.keyId, signer.keyId);
  assertEquals(found.publicKeyAlgorithm, 1);
  assertEquals(found.hashAlgorithm, 8);
  assertEquals(toHex(found.hashed), `00${(1700000000).toString(16)}`);
});

Deno.test("parseSignatureV3() refuses a body that is cut anywhere", async () => {
  const { signer } = await keyOf();
  const packet = buildSignature(new Uint8Array(3), { key: signer, created: 9 });
  const body = openSignaturePacket(packet, LABEL);
  for (let length = 0; length < body.length; length++) {
    const cut = body.slice(0, length);
    assertUnreadable(() => parseSignatureV3(cut, LABEL));
  }
});
