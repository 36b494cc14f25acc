// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * C: the numbers that RSA signatures are.
 *
 * @module
 */

import {
  bigEndian,
  concat,
  flip,
  fromHex,
  toHex,
} from "../../fixtures/bytes.ts";
import { bitLength } from "../../fixtures/openpgp_packet.ts";
import { bentBody, bentPackets } from "./c_packets.ts";
import { both, build, keyOf, type Row } from "./case.ts";

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

/** C: numbers. */
export const NUMBER_ROWS: readonly Row[] = [
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
          bendBody: (body) => {
            const number = body.slice(V3.MPI);
            return concat(
              body.slice(0, V3.BITS),
              bigEndian(2048, 2),
              new Uint8Array(256 - number.length), // one; seldom two
              number,
            );
          },
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
];
