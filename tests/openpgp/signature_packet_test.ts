// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertThrows } from "@std/assert";
import { VerificationError } from "../../lib/errors.ts";
import { readSignatureClaims } from "../../lib/openpgp/signature_claims.ts";
import { openSignaturePacket } from "../../lib/openpgp/signature_packet.ts";
import { parseSignatureV3 } from "../../lib/openpgp/signature_v3.ts";
import {
  bigEndian,
  type Bytes,
  concat,
  fromHex,
  toHex,
} from "../fixtures/bytes.ts";
import { keyOf } from "../rpm/cases/case.ts";
import {
  buildSignature,
  SUBPACKET,
  subpacket,
} from "../fixtures/signature_builder.ts";

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

/** A signature of version 4 up to the end of its subpackets. */
function withSubpackets(hashed: Uint8Array, unhashed: Uint8Array): Bytes {
  return concat(
    Uint8Array.of(4, 0, 1, 8),
    ...[hashed, unhashed].flatMap((area) => [bigEndian(area.length, 2), area]),
  );
}

Deno.test("readSignatureClaims() takes key and time from the subpackets", async (t) => {
  const none = new Uint8Array();
  const id = (digit: string) =>
    subpacket(SUBPACKET.ISSUER, fromHex(digit.repeat(16)));
  const print = (version: number) =>
    subpacket(
      SUBPACKET.ISSUER_FINGERPRINT,
      fromHex(`0${version}${"5".repeat(16)}00${"6".repeat(16)}`),
    );
  const time = subpacket(SUBPACKET.CREATED, bigEndian(1_700_000_000, 4));
  const long = (length: Bytes, size: number) =>
    concat(length, new Uint8Array(size).fill(100), id("a"));
  const rows: readonly [
    string,
    Bytes,
    Bytes,
    (string | undefined)?,
    number?,
  ][] = [
    ["nothing", none, none],
    ["an issuer that is not signed", none, id("a"), "A"],
    ["two issuers: the signed one counts", id("a"), id("b"), "A"],
    ["a critical issuer", fromHex(`0990${"a".repeat(16)}`), none, "A"],
    ["an issuer of 7 bytes", none, fromHex(`0810${"a".repeat(14)}`)],
    ["issuer 0, and a fingerprint", id("0"), print(4), "6"],
    ["a fingerprint of version 4", print(4), none, "6"],
    ["a fingerprint of version 6", print(6), none, "5"],
    ["an issuer after 191 bytes", none, long(Uint8Array.of(191), 191), "A"],
    ["after 192 bytes", none, long(Uint8Array.of(192, 0), 192), "A"],
    ["after 700 bytes", none, long(Uint8Array.of(193, 252), 700), "A"],
    ["after 9 bytes", none, long(fromHex("ff00000009"), 9), "A"],
    ["after a length of 0", none, concat(Uint8Array.of(0), id("a"))],
    ["after one that is cut short", none, concat(Uint8Array.of(99), id("a"))],
    ["half a length", none, Uint8Array.of(192)],
    ["a time", time, none, undefined, 1_700_000_000_000],
    ["a time that is not signed", none, time],
    ["a time of 5 bytes", fromHex("06020000000000"), none],
  ];
  for (const [title, hashed, unhashed, digit, created] of rows) {
    await t.step(title, () => {
      const body = withSubpackets(hashed, unhashed);
      const found = readSignatureClaims(body, LABEL);
      assertEquals(found.keyId, digit?.repeat(16));
      assertEquals(found.created?.getTime(), created);
    });
  }
});

Deno.test("readSignatureClaims() refuses a body that is cut anywhere", async () => {
  const { signer } = await keyOf();
  const packet = buildSignature(new Uint8Array(3), { key: signer, created: 9 });
  const issuer = subpacket(SUBPACKET.ISSUER, new Uint8Array(8));
  const bodies = [
    openSignaturePacket(packet, LABEL).slice(0, 19),
    withSubpackets(issuer, issuer),
    concat(
      Uint8Array.of(6, 0, 1, 8),
      ...[issuer, issuer].flatMap((area) => [bigEndian(area.length, 4), area]),
    ),
  ];
  for (const body of bodies) {
    readSignatureClaims(body, LABEL);
    for (let length = 0; length < body.length; length++) {
      const cut = body.slice(0, length);
      assertUnreadable(() => readSignatureClaims(cut, LABEL));
    }
  }
});
