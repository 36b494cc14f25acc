// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * C: signature packets that cannot be read.
 *
 * @module
 */

import { bigEndian, type Bytes, concat, utf8 } from "../../fixtures/bytes.ts";
import { binary, string, strings } from "../../fixtures/header_builder.ts";
import { PACKET, packet } from "../../fixtures/openpgp_packet.ts";
import { subpacket } from "../../fixtures/signature_builder.ts";
import { SIGNATURE_TAG } from "../../fixtures/tags.ts";
import { both, build, keyOf, type Row } from "./case.ts";

/** A type of subpackets for private use (RFC 9580, section 5.2.3.7). */
const PRIVATE = 100;

/** Changes a signature's packet before it goes into its tag. */
export function bentPackets(change: (packet: Bytes) => Uint8Array) {
  return () => build({ bend: { signaturePacket: change } });
}

/** Changes the body of a version 3 packet: 3 bytes of packet header first. */
export function bentBody(change: (body: Bytes) => Uint8Array) {
  return () => build({ signatures: both({ bendBody: change }) });
}

/** C: packets. */
export const PACKET_ROWS: readonly Row[] = [
  {
    id: "C19",
    title: "two packets in one tag",
    build: bentPackets((bytes) => concat(bytes, bytes)),
    expect: "E_SIG",
  },
  {
    id: "C19a",
    title: "a byte after the packet",
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
  {
    id: "C27e",
    title: "OPENPGP of another type beside good signatures",
    build: () =>
      build({
        bend: {
          signatureEntries: (entries) => [
            ...entries,
            binary(SIGNATURE_TAG.OPENPGP, utf8("signed")),
          ],
        },
      }),
    expect: "E_FORMAT",
    rpm: ["good", "it is older than the OPENPGP tag"],
  },
  {
    id: "C27f",
    title: "packet of more than 64 KiB, good otherwise",
    build: () =>
      build({
        signatures: both({
          version: 4,
          hashed: [subpacket(PRIVATE, new Uint8Array(1000))],
          unhashed: [subpacket(PRIVATE, new Uint8Array(65_000))],
        }),
      }),
    expect: "E_SIG",
    says: /a packet of 66\d{3} bytes/,
  },
];
