// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * C: subpackets of version 4 signatures, hashed and not.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import {
  bigEndian,
  type Bytes,
  concat,
  digest,
  fromHex,
  utf8,
} from "../../fixtures/bytes.ts";
import { PACKET, packet } from "../../fixtures/openpgp_packet.ts";
import { SUBPACKET, subpacket } from "../../fixtures/signature_builder.ts";
import { SIGNATURE_TAG } from "../../fixtures/tags.ts";
import {
  both,
  build,
  goodParts,
  keyOf,
  NOW_SECONDS,
  type Row,
} from "./case.ts";

const CRITICAL = 0x80;

const NOTATION = 20;

const PRIVATE_USE = 101;

/** A notation's subpacket (RFC 9580, section 5.2.3.24). */
function notation(name: string): Bytes {
  const value = utf8("1");
  return concat(
    fromHex("80000000"),
    bigEndian(name.length, 2),
    bigEndian(value.length, 2),
    utf8(name),
    value,
  );
}

/** A version 4 signature with more in one of its areas. */
function withSubpackets(
  area: "hashed" | "unhashed",
  ...subpackets: Uint8Array[]
) {
  return () => build({ signatures: both({ version: 4, [area]: subpackets }) });
}

/** Version 4 packets whose areas are written by hand. */
function versionFour(): Row[] {
  const areas = (
    id: string,
    title: string,
    make: (key: string) => { hashed: Uint8Array; unhashed: Uint8Array },
    rest: Pick<Row, "expect" | "rpm">,
  ): Row => ({
    id,
    title,
    build: async () => {
      const key = await keyOf();
      const { hashed, unhashed } = make(key.signer.keyId);
      const { header, payload } = await goodParts();
      const sign = (data: Uint8Array) => {
        const head = concat(
          Uint8Array.of(4, 0, 1, 8),
          bigEndian(hashed.length, 2),
          hashed,
        );
        const all = concat(
          data,
          head,
          Uint8Array.of(4, 0xff),
          bigEndian(head.length, 4),
        );
        return packet(
          PACKET.SIGNATURE,
          concat(
            head,
            bigEndian(unhashed.length, 2),
            unhashed,
            digest("sha256", all).slice(0, 2),
            key.signer.sign("sha256", all),
          ),
        );
      };
      return build({
        bend: {
          signaturePacket: (_, tag) =>
            sign(
              tag === SIGNATURE_TAG.SIGPGP ? concat(header, payload) : header,
            ),
        },
      });
    },
    ...rest,
  });
  const created = subpacket(
    SUBPACKET.CREATED,
    bigEndian(NOW_SECONDS - 9, 4),
  );
  const issuer = (id: string) => subpacket(SUBPACKET.ISSUER, fromHex(id));
  return [
    areas(
      "C35",
      "issuer in the hashed area",
      (id) => ({
        hashed: concat(created, issuer(id)),
        unhashed: new Uint8Array(),
      }),
      { expect: "accepted" },
    ),
    areas(
      "C35a",
      "issuer in the unhashed area only",
      (id) => ({ hashed: created, unhashed: issuer(id) }),
      { expect: "accepted" },
    ),
    areas(
      "C35b",
      "no issuer at all",
      () => ({ hashed: created, unhashed: new Uint8Array() }),
      { expect: "E_NOKEY" },
    ),
    areas(
      "C35c",
      "no creation time",
      (id) => ({ hashed: issuer(id), unhashed: created }),
      { expect: "E_SIG" },
    ),
    areas(
      "C35d",
      "a subpacket longer than its area",
      (id) => ({
        hashed: concat(created, Uint8Array.of(200, PRIVATE_USE)),
        unhashed: issuer(id),
      }),
      { expect: "E_SIG" },
    ),
    areas(
      "C35e",
      "a subpacket of length 0",
      (id) => ({
        hashed: concat(created, issuer(id), new Uint8Array(1)),
        unhashed: new Uint8Array(),
      }),
      {
        expect: "accepted",
        rpm: ["bad", "it refuses empty subpackets"],
      },
    ),
  ];
}

/** C: subpackets. */
export const SUBPACKET_ROWS: readonly Row[] = [
  {
    id: "C30",
    title: "unknown subpacket, hashed",
    build: withSubpackets("hashed", subpacket(PRIVATE_USE, utf8("x"))),
    expect: "accepted",
  },
  {
    id: "C30a",
    title: "unknown critical subpacket, hashed",
    build: withSubpackets(
      "hashed",
      subpacket(PRIVATE_USE | CRITICAL, utf8("x")),
    ),
    expect: "E_SIG",
  },
  {
    id: "C30b",
    title: "unknown critical subpacket, not hashed",
    build: withSubpackets(
      "unhashed",
      subpacket(PRIVATE_USE | CRITICAL, utf8("x")),
    ),
    expect: "accepted",
    rpm: ["bad", "it wants to know what is critical and not hashed, too"],
  },
  {
    id: "C31",
    title: "critical notation, hashed",
    build: withSubpackets(
      "hashed",
      subpacket(NOTATION | CRITICAL, notation("n@vendor.example")),
    ),
    expect: "E_SIG",
  },
  {
    id: "C31a",
    title: "notation, hashed",
    build: withSubpackets(
      "hashed",
      subpacket(NOTATION, notation("n@vendor.example")),
    ),
    expect: "accepted",
  },
  {
    id: "C32",
    title: "signature expired by its own word",
    build: withSubpackets(
      "hashed",
      subpacket(SUBPACKET.EXPIRES, bigEndian(3600, 4)),
    ),
    expect: "E_SIG_TIME",
    rpm: ["good", "it does not look at the time of signatures"],
  },
  {
    id: "C32a",
    title: "signature that expires later",
    build: withSubpackets(
      "hashed",
      subpacket(SUBPACKET.EXPIRES, bigEndian(20 * 365 * 86400, 4)),
    ),
    expect: "accepted",
  },
  {
    id: "C32b",
    title: "expiry that is not hashed, which anyone can add",
    build: withSubpackets(
      "unhashed",
      subpacket(SUBPACKET.EXPIRES, bigEndian(1, 4)),
    ),
    expect: "accepted",
  },
  {
    id: "C33",
    title: "creation time twice, hashed: the last counts",
    build: withSubpackets(
      "hashed",
      subpacket(SUBPACKET.CREATED, bigEndian(NOW_SECONDS - 7, 4)),
    ),
    expect: "accepted",
    rpm: ["bad", "it refuses a second creation time"],
    check: ({ rpm }) =>
      assertEquals(
        rpm.signatures[0]?.created.getTime(),
        (NOW_SECONDS - 7) * 1000,
      ),
  },
  {
    id: "C33a",
    title: "creation time that is not hashed",
    build: withSubpackets(
      "unhashed",
      subpacket(SUBPACKET.CREATED, bigEndian(1, 4)),
    ),
    expect: "accepted",
    check: ({ rpm }) =>
      assertEquals(rpm.signatures[0]?.created.getUTCFullYear(), 2024),
  },
  {
    id: "C34",
    title: "issuer 0, the wildcard",
    build: withSubpackets(
      "unhashed",
      subpacket(SUBPACKET.ISSUER, new Uint8Array(8)),
    ),
    expect: "E_NOKEY",
    rpm: ["good", "it takes the first issuer, we take the last"],
  },
  {
    id: "C34a",
    title: "issuer's fingerprint of another key, issuer's id of ours",
    build: () =>
      build({
        signatures: both({ version: 4, pin: { fingerprint: "AB".repeat(20) } }),
      }),
    expect: "E_SIG",
    rpm: ["good", "it looks at the issuer's id only"],
  },
  {
    id: "C34b",
    title: "issuer's id of another key",
    build: () =>
      build({
        signatures: both({ version: 4, pin: { keyId: "AB".repeat(8) } }),
      }),
    expect: "E_NOKEY",
  },
  ...versionFour(),
];
