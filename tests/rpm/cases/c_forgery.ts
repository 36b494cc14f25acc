// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * C: RSA numbers that lenient verifiers take for signatures: a key with
 * exponent 3 lets anyone make a number whose cube begins as it should
 * (Bleichenbacher 2006, and BERserk, CVE-2014-1568, with garbage inside). The
 * others are made with the private key, so that the encoding alone is wrong.
 *
 * @module
 */

import {
  type Bytes,
  concat,
  fromBase64Url,
  fromHex,
  toHex,
} from "../../fixtures/bytes.ts";
import { makeKey, type TestKey } from "../../fixtures/keys.ts";
import { mpi } from "../../fixtures/openpgp_packet.ts";
import { both, build, type Row } from "./case.ts";

/** A key with exponent 3, and its numbers. */
interface WeakKey {
  readonly key: TestKey;
  readonly modulus: bigint;
  readonly secret: bigint;
}

let made: Promise<WeakKey> | undefined;

async function makeWeakKey(): Promise<WeakKey> {
  const pair = await crypto.subtle.generateKey(
    {
      name: "RSASSA-PKCS1-v1_5",
      modulusLength: 2048,
      publicExponent: Uint8Array.of(3),
      hash: "SHA-256",
    },
    true,
    ["sign", "verify"],
  );
  const jwk = await crypto.subtle.exportKey("jwk", pair.privateKey);
  const number = (field: "n" | "d") =>
    toNumber(fromBase64Url(jwk[field] ?? ""));
  const key = await makeKey({ jwk });
  return { key, modulus: number("n"), secret: number("d") };
}

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(bytes)}`);
}

function toBytes(number: bigint): Bytes {
  return fromHex(number.toString(16).padStart(512, "0"));
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = result * base % modulus;
    base = base * base % modulus;
  }
  return result;
}

/** The smallest number whose cube is not below another. */
function cubeRoot(number: bigint): bigint {
  let [low, high] = [0n, 1n << 684n];
  while (low < high) {
    const middle = (low + high) >> 1n;
    if (middle ** 3n < number) low = middle + 1n;
    else high = middle;
  }
  return low;
}

/** DigestInfo of SHA-256 before the digest (RFC 8017, section 9.2). */
const SHA256_INFO = fromHex("3031300d060960864801650304020105000420");
const SHA256_INFO_BARE = fromHex("302f300b0609608648016503040201" + "0420");
const SIZE = 256; // bytes of the modulus

/** What a lenient verifier takes for 00 01 ff… 00 DigestInfo. */
type Forge = (digest: Uint8Array, key: WeakKey) => Bytes;

/** Anyone can do this: the cube begins well and ends in whatever it ends in. */
const trailingGarbage: Forge = (digest) => {
  const start = concat(
    fromHex(`0001${"ff".repeat(8)}00`),
    SHA256_INFO,
    digest,
  );
  const block = concat(start, new Uint8Array(SIZE - start.length));
  return toBytes(cubeRoot(toNumber(block)));
};

/** Signs a block as it is. */
function signed(block: (digest: Uint8Array) => Uint8Array): Forge {
  return (digest, { secret, modulus }) =>
    toBytes(power(toNumber(block(digest)), secret, modulus));
}

/** A block of a prefix, as much padding as is needed, and an end. */
function padded(first: string, pad: string, end: Uint8Array): Bytes {
  const start = fromHex(first);
  const middle = fromHex(pad.repeat(SIZE - start.length - end.length - 1));
  return concat(start, middle, new Uint8Array(1), end);
}

const FORGERIES: readonly (readonly [string, string, Forge])[] = [
  ["C17a", "cube root, garbage after the digest", trailingGarbage],
  [
    "C17b",
    "garbage after the digest, made with the key",
    signed((digest) =>
      concat(
        padded(
          "0001",
          "ff",
          concat(SHA256_INFO, digest, new Uint8Array(99)),
        ).slice(0, SIZE),
      )
    ),
  ],
  [
    "C17c",
    "block type 2",
    signed((digest) => padded("0002", "ff", concat(SHA256_INFO, digest))),
  ],
  [
    "C17d",
    "padding that is not ff",
    signed((digest) => padded("0001", "fe", concat(SHA256_INFO, digest))),
  ],
  [
    "C17e",
    "digest info without parameters",
    signed((digest) => padded("0001", "ff", concat(SHA256_INFO_BARE, digest))),
  ],
  [
    "C17f",
    "no digest info",
    signed((digest) => padded("0001", "ff", digest)),
  ],
  [
    "C17g",
    "digest info of another hash",
    signed((digest) =>
      padded(
        "0001",
        "ff",
        concat(fromHex("3031300d060960864801650304020305000420"), digest),
      )
    ),
  ],
];

async function forge(version: 3 | 4, make: Forge) {
  made ??= makeWeakKey();
  const weak = await made;
  return build({
    key: weak.key,
    signatures: both({
      version,
      pin: {
        signature: (mpis) => {
          const good = toNumber(mpis.subarray(2));
          const block = toBytes(power(good, 3n, weak.modulus));
          return mpi(make(block.subarray(-32), weak));
        },
      },
    }),
  });
}

/** C: forged RSA numbers. */
export const FORGERY_ROWS: readonly Row[] = [
  {
    id: "C17z",
    title: "exponent 3, an honest signature",
    build: () =>
      forge(
        3,
        signed((digest) => padded("0001", "ff", concat(SHA256_INFO, digest))),
      ),
    expect: "accepted",
  },
  ...FORGERIES.flatMap(([id, title, make]) =>
    ([3, 4] as const).map((version): Row => ({
      id: `${id}${version}`,
      title: `exponent 3, version ${version}: ${title}`,
      build: () => forge(version, make),
      expect: "E_SIG",
    }))
  ),
];
