// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * C: signatures and digests. The keys that they are judged by have a table of
 * their own in c_keys.ts.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import {
  bigEndian,
  type Bytes,
  concat,
  digest,
  flip,
  fromHex,
  toHex,
  utf8,
} from "../../fixtures/bytes.ts";
import {
  binary,
  buildHeader,
  changeEntry,
  int32,
  string,
  strings,
} from "../../fixtures/header_builder.ts";
import { bitLength, PACKET, packet } from "../../fixtures/openpgp_packet.ts";
import {
  buildSignature,
  SUBPACKET,
  subpacket,
} from "../../fixtures/signature_builder.ts";
import { signatureEntries } from "../../fixtures/signature_entries.ts";
import { SIGNATURE_TAG, TAG } from "../../fixtures/tags.ts";
import {
  both,
  build,
  goodParts,
  keyOf,
  NOW_SECONDS,
  rebuild,
  type Row,
} from "./case.ts";

/** No digest that would speak before the signature does. */
const NO_DIGESTS = { sha1: false, md5: false, size: false } as const;

/** Changes a signature's packet before it goes into its tag. */
function bentPackets(change: (packet: Bytes) => Uint8Array) {
  return () => build({ bend: { signaturePacket: change } });
}

/** Changes the body of a version 3 packet: 3 bytes of packet header first. */
function bentBody(change: (body: Bytes) => Uint8Array) {
  return () => build({ signatures: both({ bendBody: change }) });
}

/** Offsets in the body of a version 3 signature (RFC 4880, section 5.2.2). */
const V3 = { BITS: 19, MPI: 21 } as const;

/** A signature's number with a change to its length in bits and its bytes. */
function bentMpi(
  change: (bits: number, bytes: Uint8Array) => readonly [number, Uint8Array],
) {
  return bentBody((body) => {
    const bits = new DataView(body.buffer, body.byteOffset).getUint16(V3.BITS);
    const [length, bytes] = change(bits, body.slice(V3.MPI));
    return concat(body.slice(0, V3.BITS), bigEndian(length, 2), bytes);
  });
}

/** A version 4 signature with more in one of its areas. */
function withSubpackets(
  area: "hashed" | "unhashed",
  ...subpackets: Uint8Array[]
) {
  return () => build({ signatures: both({ version: 4, [area]: subpackets }) });
}

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

/** The payload of another package, whose claims in the header are the same. */
async function swapped(signatures: "SIGPGP kept" | "SIGPGP stripped") {
  const { header, payload, cpio } = await goodParts();
  const other = flip(payload, payload.length >> 1);
  return rebuild(async () => {
    const key = await keyOf();
    const signed = { header, payload, cpio };
    const made = signatureEntries(signed, {
      key,
      signedAt: NOW_SECONDS - 1,
      format: 4,
      signatures: signatures === "SIGPGP kept"
        ? both()
        : [{ tag: "RSAHEADER" }],
      digests: {},
      bendPacket: undefined,
    });
    const mended = changeEntry(
      made,
      SIGNATURE_TAG.MD5,
      () => binary(SIGNATURE_TAG.MD5, digest("md5", header, other)),
    );
    return {
      payload: other,
      signatureHeader: buildHeader(mended, { regionTag: 62 }),
    };
  });
}

const DIGESTS: readonly Row[] = [
  {
    id: "C1",
    title: "one bit of the header",
    build: () => rebuild(({ header }) => ({ header: flip(header, 999) })),
    expect: "E_DIGEST",
  },
  {
    id: "C1a",
    title: "one bit of the header, no digests",
    build: () =>
      rebuild(
        ({ header }) => ({ header: flip(header, 999) }),
        { digests: NO_DIGESTS },
      ),
    expect: "E_SIG",
  },
  {
    id: "C2",
    title: "one bit of the payload",
    build: () => rebuild(({ payload }) => ({ payload: flip(payload, 99) })),
    expect: "E_DIGEST",
  },
  {
    id: "C2a",
    title: "one bit of the payload, no digests",
    build: () =>
      rebuild(
        ({ payload }) => ({ payload: flip(payload, 99) }),
        { digests: NO_DIGESTS },
      ),
    expect: "E_SIG",
  },
  {
    id: "C3",
    title: "SHA1 tag wrong",
    build: () =>
      build({
        bend: {
          signatureEntries: (entries) =>
            changeEntry(
              entries,
              SIGNATURE_TAG.SHA1,
              ({ tag }) => string(tag, "0".repeat(40)),
            ),
        },
      }),
    expect: "E_DIGEST",
  },
  ...([
    ["C3a", "SHA256", "sha256", SIGNATURE_TAG.SHA256],
    ["C3b", "SHA3_256", "sha3", SIGNATURE_TAG.SHA3_256],
  ] as const).map(([id, name, choice, tag]): Row => ({
    id,
    title: `${name} tag wrong`,
    build: () =>
      build({
        digests: { [choice]: true },
        bend: {
          signatureEntries: (entries) =>
            changeEntry(entries, tag, () => string(tag, "0".repeat(64))),
        },
      }),
    expect: "E_DIGEST",
    ...(choice === "sha3"
      ? { rpm: ["good", "it is older than that tag"] as const }
      : {}),
  })),
  {
    id: "C3c",
    title: "SHA1 tag empty",
    build: () =>
      build({
        bend: {
          signatureEntries: (entries) =>
            changeEntry(
              entries,
              SIGNATURE_TAG.SHA1,
              ({ tag }) => string(tag, ""),
            ),
        },
      }),
    expect: "E_DIGEST",
  },
  {
    id: "C4",
    title: "MD5 tag wrong",
    build: () =>
      build({
        bend: {
          signatureEntries: (entries) =>
            changeEntry(
              entries,
              SIGNATURE_TAG.MD5,
              ({ tag, data }) => binary(tag, flip(data, 0)),
            ),
        },
      }),
    expect: "E_DIGEST",
  },
  {
    id: "C4a",
    title: "MD5 tag of one byte",
    build: () =>
      build({
        bend: {
          signatureEntries: (entries) =>
            changeEntry(
              entries,
              SIGNATURE_TAG.MD5,
              ({ tag, data }) => binary(tag, data.slice(0, 1)),
            ),
        },
      }),
    expect: "E_DIGEST",
  },
  {
    id: "C5",
    title: "unsigned",
    build: () => build({ signatures: [] }),
    expect: "E_UNSIGNED",
  },
  {
    id: "C6",
    title: "unsigned and without digests",
    build: () =>
      build({ signatures: [], digests: { ...NO_DIGESTS, payloadSize: false } }),
    expect: "E_UNSIGNED",
  },
  {
    id: "C6a",
    title: "unsigned, payload digest in the unsigned header",
    build: () => build({ signatures: [], digests: { payloadSha256: true } }),
    expect: "E_UNSIGNED",
  },
];

const PACKETS: readonly Row[] = [
  {
    id: "C10",
    title: "SHA-1 signature",
    build: () => build({ signatures: both({ hash: "sha1" }) }),
    expect: "E_WEAK",
    rpm: ["good", "it accepts weak hashes"],
  },
  {
    id: "C10a",
    title: "SHA-1 signature of version 4",
    build: () => build({ signatures: both({ hash: "sha1", version: 4 }) }),
    expect: "E_WEAK",
    rpm: ["good", "it accepts weak hashes"],
  },
  {
    id: "C10b",
    title: "SHA-224 signature",
    build: () => build({ signatures: both({ hash: "sha224" }) }),
    expect: "E_WEAK",
    rpm: ["good", "it accepts weak hashes"],
  },
  {
    id: "C10c",
    title: "SHA-1 over the header, SHA-256 over header and payload",
    build: () =>
      build({
        signatures: [{ tag: "RSAHEADER", hash: "sha1" }, { tag: "SIGPGP" }],
      }),
    expect: "E_WEAK",
    rpm: ["good", "it accepts weak hashes"],
  },
  {
    id: "C11",
    title: "MD5 signature",
    build: () => build({ signatures: both({ hash: "md5" }) }),
    expect: "E_WEAK",
    rpm: ["good", "it accepts weak hashes"],
  },
  {
    id: "C12",
    title: "signed tomorrow",
    build: () => build({ signedAt: NOW_SECONDS + 86400 }),
    expect: "E_SIG_TIME",
    rpm: ["good", "it does not look at the time of signatures"],
  },
  {
    id: "C12a",
    title: "signed six minutes ahead of the clock",
    build: () => build({ signedAt: NOW_SECONDS + 360 }),
    expect: "E_SIG_TIME",
    rpm: ["good", "it does not look at the time of signatures"],
  },
  {
    id: "C14",
    title: "type 0x01, over text",
    build: () => build({ signatures: both({ type: 1 }) }),
    expect: "E_SIG",
  },
  ...[0x01, 0x02, 0x10, 0x13, 0x18, 0x1f, 0x20, 0x40, 0xff].map((
    type,
  ): Row => ({
    id: `C14${type.toString(16).padStart(2, "0")}`,
    title: `version 4, type 0x${type.toString(16)}`,
    build: () => build({ signatures: both({ type, version: 4 }) }),
    expect: "E_SIG",
  })),
  {
    id: "C15",
    title: "version 3, hashed length 6",
    build: () => build({ signatures: both({ pin: { hashedLength: 6 } }) }),
    expect: "E_SIG",
  },
  {
    id: "C16",
    title: "left 16 bits",
    build: () => build({ signatures: both({ pin: { left16: 0 } }) }),
    expect: "E_SIG",
  },
  {
    id: "C16a",
    title: "left 16 bits, version 4",
    build: () =>
      build({ signatures: both({ version: 4, pin: { left16: 0 } }) }),
    expect: "E_SIG",
  },
  {
    id: "C17",
    title: "one bit of the number",
    build: bentPackets((bytes) => flip(bytes, bytes.length - 9)),
    expect: "E_SIG",
  },
  {
    id: "C18",
    title: "number with leading zeros",
    build: bentMpi((bits, bytes) => [
      Math.ceil(bits / 8) * 8 + 8,
      concat(new Uint8Array(1), bytes),
    ]),
    expect: "E_SIG",
    rpm: ["good", "it takes leading zeros in numbers"],
  },
  {
    id: "C18a",
    title: "number with fewer bits than it claims",
    build: () =>
      build({
        signatures: both({
          shortBy: 1,
          bendBody: (body) =>
            concat(
              body.slice(0, V3.BITS),
              bigEndian(2048, 2),
              new Uint8Array(1),
              body.slice(V3.MPI),
            ),
        }),
      }),
    expect: "E_SIG",
    rpm: ["good", "it takes leading zeros in numbers"],
  },
  {
    id: "C18b",
    title: "number with more bits than it claims",
    build: bentMpi((bits, bytes) => [bits - 9, bytes]),
    expect: "E_SIG",
  },
  {
    id: "C18c",
    title: "number 0",
    build: bentMpi(() => [0, new Uint8Array()]),
    expect: "E_SIG",
  },
  {
    id: "C18d",
    title: "number 1",
    build: bentMpi(() => [1, Uint8Array.of(1)]),
    expect: "E_SIG",
  },
  {
    id: "C18e",
    title: "number plus the modulus, which is the same to it",
    build: async () => {
      const { publicBody } = (await keyOf()).signer;
      const modulus = publicBody.subarray(8, 8 + 256);
      return await bentMpi((_, bytes) => {
        const sum = BigInt(`0x${toHex(bytes)}`) + BigInt(`0x${toHex(modulus)}`);
        const digits = sum.toString(16);
        const number = fromHex(digits.length % 2 ? `0${digits}` : digits);
        return [bitLength(number), number];
      })();
    },
    expect: "E_SIG",
    rpm: ["good", "it takes numbers over the modulus"],
  },
  {
    id: "C19",
    title: "two packets in one tag",
    build: bentPackets((bytes) => concat(bytes, bytes)),
    expect: "E_SIG",
  },
  {
    id: "C19a",
    title: "a byte behind the packet",
    build: bentPackets((bytes) => concat(bytes, new Uint8Array(1))),
    expect: "E_SIG",
  },
  {
    id: "C19b",
    title: "a byte at the packet's end",
    build: bentBody((body) => concat(body, new Uint8Array(1))),
    expect: "E_SIG",
  },
  {
    id: "C19c",
    title: "packet cut short",
    build: bentPackets((bytes) => bytes.slice(0, -1)),
    expect: "E_SIG",
  },
  {
    id: "C19d",
    title: "packet of the new format",
    build: bentPackets((bytes) => {
      const body = bytes.slice(3);
      return concat(
        Uint8Array.of(0xc2, 0xff),
        bigEndian(body.length, 4),
        body,
      );
    }),
    expect: "accepted",
  },
  {
    id: "C19e",
    title: "packet of partial length",
    build: bentPackets((bytes) =>
      concat(
        Uint8Array.of(0xc2, 0xe0 | 8),
        bytes.slice(3, 3 + 256),
        Uint8Array.of(bytes.length - 259),
        bytes.slice(259),
      )
    ),
    expect: "E_SIG",
  },
  {
    id: "C19f",
    title: "packet of indeterminate length",
    build: bentPackets((bytes) => concat(Uint8Array.of(0x8b), bytes.slice(3))),
    expect: "E_SIG",
  },
  {
    id: "C19g",
    title: "empty packet",
    build: bentPackets(() => packet(PACKET.SIGNATURE, new Uint8Array())),
    expect: "E_SIG",
  },
  {
    id: "C19h",
    title: "a public key as signature",
    build: async () => {
      const key = await keyOf();
      return await bentPackets(() => key.certificate)();
    },
    expect: "E_SIG",
  },
  {
    id: "C19i",
    title: "version 3: another public key algorithm, which is not signed",
    build: () =>
      build({ signatures: both({ pin: { publicKeyAlgorithm: 3 } }) }),
    expect: "E_SIG",
  },
  {
    id: "C19j",
    title: "version 3: a public key algorithm that is not RSA",
    build: () =>
      build({ signatures: both({ pin: { publicKeyAlgorithm: 17 } }) }),
    expect: "E_WEAK",
  },
  {
    id: "C19k",
    title: "version 3: another hash algorithm, which is not signed",
    build: () => build({ signatures: both({ pin: { hashAlgorithm: 10 } }) }),
    expect: "E_SIG",
  },
  {
    id: "C19l",
    title: "version 3: another time, which is signed",
    build: bentBody((body) => flip(body, 6)),
    expect: "E_SIG",
  },
  {
    id: "C19m",
    title: "hash algorithm that nobody knows",
    build: () => build({ signatures: both({ pin: { hashAlgorithm: 99 } }) }),
    expect: "E_WEAK",
  },
  {
    id: "C19n",
    title: "version 3 by EdDSA",
    build: async () =>
      build({
        key: await keyOf({ algorithm: "ed25519-legacy" }),
        signatures: [{ tag: "DSAHEADER" }, { tag: "SIGGPG" }],
      }),
    expect: "E_WEAK",
    rpm: ["good", "it takes version 3 with any algorithm"],
  },
  ...[2, 5, 7, 255].map((version): Row => ({
    id: `C19v${version}`,
    title: `signature version ${version}`,
    build: () => build({ signatures: both({ version: 4, pin: { version } }) }),
    expect: "E_SIG",
  })),
  {
    id: "C27",
    title: "only packets that cannot be read",
    build: bentPackets(() => packet(PACKET.SIGNATURE, utf8("\u0009garbage"))),
    expect: "E_SIG",
  },
  {
    id: "C27a",
    title: "only an obsolete PGP 5 signature",
    build: () =>
      build({
        signatures: [],
        bend: {
          signatureEntries: (entries) => [
            ...entries,
            binary(1006, new Uint8Array(9)),
          ],
        },
      }),
    expect: "E_SIG",
  },
  {
    id: "C27b",
    title: "OPENPGP without base64",
    build: () =>
      build({
        signatures: [],
        bend: {
          signatureEntries: (entries) => [
            ...entries,
            strings(SIGNATURE_TAG.OPENPGP, "????"),
          ],
        },
      }),
    expect: "E_SIG",
  },
  {
    id: "C27c",
    title: "OPENPGP with an empty text",
    build: () =>
      build({
        signatures: [],
        bend: {
          signatureEntries: (entries) => [
            ...entries,
            strings(SIGNATURE_TAG.OPENPGP, ""),
          ],
        },
      }),
    expect: "E_SIG",
  },
  {
    id: "C27d",
    title: "a signature tag of another type",
    build: () =>
      build({
        signatures: [],
        bend: {
          signatureEntries: (entries) => [
            ...entries,
            string(SIGNATURE_TAG.RSAHEADER, "signed"),
          ],
        },
      }),
    expect: "E_FORMAT",
  },
];

const SUBPACKETS: readonly Row[] = [
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

const COVERAGE: readonly Row[] = [
  {
    id: "C20",
    title: "SIGPGP stripped, payload intact",
    build: () => build({ signatures: [{ tag: "RSAHEADER" }] }),
    expect: "E_COVERAGE",
  },
  {
    id: "C20a",
    title: "digest of the unpacked payload alone",
    build: () =>
      build({
        signatures: [{ tag: "RSAHEADER" }],
        digests: { payloadSha256Alt: true },
      }),
    // The content would be known, the bytes that a decoder gets would not.
    expect: "E_COVERAGE",
  },
  ...([["C20b", "md5", 1], ["C20c", "sha1", 2], [
    "C20d",
    "sha224",
    11,
  ]] as const)
    .map(([id, hash, number]): Row => ({
      id,
      title: `payload digest by ${hash} alone`,
      build: async () => {
        const { payload } = await goodParts();
        return build({
          signatures: [{ tag: "RSAHEADER" }],
          bend: {
            mainEntries: (entries) => [
              ...entries,
              strings(TAG.PAYLOADDIGEST, toHex(digest(hash, payload))),
              int32(TAG.PAYLOADDIGESTALGO, number),
            ],
          },
        });
      },
      expect: "E_WEAK",
    })),
  {
    id: "C20e",
    title: "payload digest by an unknown algorithm",
    build: () =>
      build({
        signatures: [{ tag: "RSAHEADER" }],
        bend: {
          mainEntries: (entries) => [
            ...entries,
            strings(TAG.PAYLOADDIGEST, "00"),
            int32(TAG.PAYLOADDIGESTALGO, 99),
          ],
        },
      }),
    expect: "E_WEAK",
  },
  {
    id: "C20f",
    title: "payload digest wrong",
    build: () =>
      build({
        signatures: [{ tag: "RSAHEADER" }],
        digests: { payloadSha256: true },
        bend: {
          mainEntries: (entries) =>
            changeEntry(
              entries,
              TAG.PAYLOADDIGEST,
              ({ tag }) => strings(tag, "0".repeat(64)),
            ),
        },
      }),
    expect: "E_DIGEST",
  },
  {
    id: "C20g",
    title: "payload digest wrong beside a good signature of the payload",
    build: () =>
      build({
        digests: { payloadSha256: true },
        bend: {
          mainEntries: (entries) =>
            changeEntry(
              entries,
              TAG.PAYLOADDIGEST,
              ({ tag }) => strings(tag, "0".repeat(64)),
            ),
        },
      }),
    expect: "E_DIGEST",
  },
  {
    id: "C20h",
    title: "digest of the unpacked payload wrong",
    build: () =>
      build({
        digests: { payloadSha256Alt: true },
        bend: {
          mainEntries: (entries) =>
            changeEntry(
              entries,
              TAG.PAYLOADDIGESTALT,
              ({ tag }) => strings(tag, "0".repeat(64)),
            ),
        },
      }),
    expect: "E_DIGEST",
  },
  {
    id: "C20i",
    title: "payload digest in the signature header, which is not signed",
    build: async () => {
      const { payload } = await goodParts();
      return build({
        signatures: [{ tag: "RSAHEADER" }],
        bend: {
          signatureEntries: (entries) => [
            ...entries,
            strings(TAG.PAYLOADDIGEST, toHex(digest("sha256", payload))),
            int32(TAG.PAYLOADDIGESTALGO, 8),
          ],
        },
      });
    },
    expect: "E_COVERAGE",
  },
  {
    id: "C21",
    title: "SIGPGP stripped, payload swapped, MD5 and sizes mended",
    build: () => swapped("SIGPGP stripped"),
    expect: "E_COVERAGE",
  },
  {
    id: "C22",
    title: "payload swapped, MD5 and sizes mended, SIGPGP kept",
    build: () => swapped("SIGPGP kept"),
    expect: "E_SIG",
  },
  {
    id: "C22a",
    title: "the header's signature as SIGPGP",
    build: async () => {
      const { header } = await goodParts();
      const signed = buildSignature(header, {
        key: (await keyOf()).signer,
        created: NOW_SECONDS - 9,
      });
      return build({ bend: { signaturePacket: () => signed } });
    },
    expect: "E_SIG",
  },
  {
    id: "C22b",
    title: "the header's signature as SIGPGP over an empty payload",
    build: () =>
      build({
        compression: "none",
        digests: { payloadSize: false },
        bend: { payload: () => new Uint8Array() },
      }),
    // It is a good one: header and nothing is the header.
    expect: "E_FORMAT",
    rpm: ["good", "the payload is not looked at before it is unpacked"],
  },
  {
    id: "C22c",
    title: "the same of a payload by gzip",
    build: () =>
      build({
        compression: "gzip",
        digests: { payloadSize: false },
        bend: { payload: () => new Uint8Array() },
      }),
    expect: "E_FORMAT",
    rpm: ["good", "the payload is not looked at before it is unpacked"],
  },
  {
    id: "C23",
    title: "one good and one bad signature",
    build: () =>
      build({
        bend: {
          signaturePacket: (bytes, tag) =>
            tag === SIGNATURE_TAG.SIGPGP
              ? bytes
              : flip(bytes, bytes.length - 9),
        },
      }),
    expect: "E_SIG",
  },
  {
    id: "C23a",
    title: "good signatures and a bad one of the header",
    build: () =>
      build({
        signatures: [
          ...both(),
          { tag: "OPENPGP", version: 4, pin: { left16: 0 } },
        ],
      }),
    expect: "E_SIG",
    rpm: ["good", "it is older than the OPENPGP tag"],
  },
  {
    id: "C23b",
    title: "good signatures and one by a key that is not pinned",
    build: async () =>
      build({
        signatures: [
          ...both(),
          {
            tag: "DSAHEADER",
            version: 4,
            key: (await keyOf({ algorithm: "ed25519-legacy" })).signer,
          },
        ],
      }),
    expect: "E_NOKEY",
  },
  {
    id: "C23c",
    title: "bad signature of the payload beside a good payload digest",
    build: () =>
      build({
        digests: { payloadSha256: true },
        bend: {
          signaturePacket: (bytes, tag) =>
            tag === SIGNATURE_TAG.SIGPGP
              ? flip(bytes, bytes.length - 9)
              : bytes,
        },
      }),
    expect: "E_SIG",
  },
];

/** C: digests, signature packets and coverage. */
export const SIGNATURE_ROWS: readonly Row[] = [
  ...DIGESTS,
  ...PACKETS,
  ...SUBPACKETS,
  ...COVERAGE,
];
