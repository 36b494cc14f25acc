// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A: signatures of every kind that has to be accepted, and what they cover.
 *
 * @module
 */

import { assertEquals, assertNotEquals } from "@std/assert";
import { digest, flip, toHex } from "../../fixtures/bytes.ts";
import { int32, strings } from "../../fixtures/header_builder.ts";
import { TAG } from "../../fixtures/tags.ts";
import { both, bothEcc, build, goodParts, keyOf, type Row } from "./case.ts";

/** A: signatures. */
export const SIGNATURES: readonly Row[] = [
  {
    id: "A7",
    title: "version 3 RSA/SHA-256 on both tags, as the vendor's",
    build: () => build(),
    expect: "accepted",
    check: ({ rpm }) => {
      assertEquals(
        rpm.signatures.map((s) => [s.tag, s.version, s.hashAlgorithm]),
        [["RSAHEADER", 3, "SHA-256"], ["SIGPGP", 3, "SHA-256"]],
      );
      assertEquals(rpm.payloadCoveredBy, "SIGPGP");
      assertEquals(rpm.digests.map(({ tag }) => tag), ["SHA1HEADER", "MD5"]);
    },
  },
  {
    id: "A8",
    title: "SIGPGP only",
    build: () => build({ signatures: [{ tag: "SIGPGP" }] }),
    expect: "accepted",
  },
  {
    id: "A9",
    title: "version 3 RSA/SHA-512",
    build: () => build({ signatures: both({ hash: "sha512" }) }),
    expect: "accepted",
  },
  {
    id: "A9a",
    title: "version 3 RSA/SHA-384",
    build: () => build({ signatures: both({ hash: "sha384" }) }),
    expect: "accepted",
  },
  {
    id: "A10",
    title: "version 4 RSA/SHA-512",
    build: () => build({ signatures: both({ version: 4, hash: "sha512" }) }),
    expect: "accepted",
  },
  {
    id: "A11",
    title: "version 4 ECDSA P-256",
    build: async () =>
      build({
        key: await keyOf({ algorithm: "ecdsa" }),
        signatures: bothEcc({ version: 4 }),
      }),
    expect: "accepted",
    rpm: ["bad", "its own OpenPGP knows no ECDSA and cannot read the key"],
  },
  {
    id: "A12",
    title: "version 4 EdDSA",
    build: async () =>
      build({
        key: await keyOf({ algorithm: "ed25519-legacy" }),
        signatures: bothEcc({ version: 4 }),
      }),
    expect: "accepted",
  },
  {
    id: "A12a",
    title: "Ed25519 of RFC 9580",
    build: async () =>
      build({
        key: await keyOf({ algorithm: "ed25519" }),
        signatures: bothEcc({ version: 4 }),
      }),
    expect: "accepted",
    rpm: ["bad", "it does not know RFC 9580"],
  },
  {
    id: "A12b",
    title: "version 6 signatures by a version 6 key",
    build: async () =>
      build({
        key: await keyOf({ algorithm: "ed25519", version: 6 }),
        signatures: bothEcc({ version: 6, hash: "sha512" }),
      }),
    expect: "accepted",
    rpm: ["bad", "it does not know RFC 9580"],
  },
  {
    id: "A13",
    title: "version 4 by a bound signing subkey",
    build: async () =>
      build({
        key: await keyOf({ subkey: {} }),
        signatures: both({ version: 4 }),
      }),
    expect: "accepted",
    check: ({ rpm }) => {
      const [signature] = rpm.signatures;
      assertNotEquals(signature?.signerFingerprint, signature?.fingerprint);
    },
  },
  {
    id: "A13a",
    title: "version 3 by a bound signing subkey",
    build: async () => build({ key: await keyOf({ subkey: {} }) }),
    expect: "accepted",
  },
  {
    id: "A14",
    title: "header signature and signed payload digest, no SIGPGP",
    build: () =>
      build({
        signatures: [{ tag: "RSAHEADER" }],
        digests: { payloadSha256: true },
      }),
    expect: "accepted",
    check: ({ rpm }) => assertEquals(rpm.payloadCoveredBy, "PAYLOADDIGEST"),
  },
  {
    id: "A14a",
    title: "as A14, by SHA-512, digest of the unpacked payload beside it",
    build: async () => {
      const { payload, cpio } = await goodParts();
      return build({
        signatures: [{ tag: "RSAHEADER" }],
        bend: {
          mainEntries: (entries) => [
            ...entries,
            strings(TAG.PAYLOADDIGEST, toHex(digest("sha512", payload))),
            int32(TAG.PAYLOADDIGESTALGO, 10),
            strings(TAG.PAYLOADDIGESTALT, toHex(digest("sha512", cpio))),
          ],
        },
      });
    },
    expect: "accepted",
    rpm: ["bad", "it takes the digest for SHA-256, whatever tag 5093 says"],
    check: ({ rpm }) =>
      assertEquals(
        rpm.digests.map(({ tag, algorithm }) => `${tag} ${algorithm}`),
        [
          "SHA1HEADER SHA-1",
          "MD5 MD5",
          "PAYLOADDIGEST SHA-512",
          "PAYLOADDIGESTALT SHA-512",
        ],
      ),
  },
  {
    id: "A14b",
    title: "OPENPGP signatures in a version 4 package, and payload digest",
    build: () =>
      build({
        signatures: [
          { tag: "OPENPGP", version: 4 },
          { tag: "OPENPGP", version: 4, hash: "sha512" },
        ],
        digests: { payloadSha256: true },
      }),
    expect: "accepted",
    check: ({ rpm }) => assertEquals(rpm.signatures.length, 2),
    rpm: ["bad", "it is older than the OPENPGP tag"],
  },
  {
    id: "A14c",
    title: "weak payload digest beside a signature of the payload",
    build: async () => {
      const { payload } = await goodParts();
      return build({
        bend: {
          mainEntries: (entries) => [
            ...entries,
            strings(TAG.PAYLOADDIGEST, toHex(digest("sha1", payload))),
            int32(TAG.PAYLOADDIGESTALGO, 2),
          ],
        },
      });
    },
    expect: "accepted",
    rpm: ["bad", "it takes the digest for SHA-256, whatever tag 5093 says"],
    check: ({ rpm }) => assertEquals(rpm.payloadCoveredBy, "SIGPGP"),
  },
  ...([
    ["A14d", "PAYLOADDIGEST", "sha384", 9],
    ["A14e", "PAYLOADDIGEST", "sha3-256", 12],
    ["A14f", "PAYLOADDIGEST", "sha3-512", 14],
    ["A14g", "PAYLOADSHA512", "sha512", 10],
    ["A14h", "PAYLOADSHA3_256", "sha3-256", 12],
  ] as const).map(([id, tag, hash, number]): Row => ({
    id,
    title: `as A14, by ${hash} in ${tag}`,
    build: async () => {
      const { payload, cpio } = await goodParts();
      return build({
        signatures: [{ tag: "RSAHEADER" }],
        bend: {
          mainEntries: (entries) => [
            ...entries,
            strings(TAG[tag], toHex(digest(hash, payload))),
            strings(TAG[`${tag}ALT`], toHex(digest(hash, cpio))),
            ...(tag === "PAYLOADDIGEST"
              ? [int32(TAG.PAYLOADDIGESTALGO, number)]
              : []),
          ],
        },
      });
    },
    expect: "accepted",
    rpm: ["bad", "it is older than that digest of the payload"],
    check: ({ rpm }) => assertEquals(rpm.payloadCoveredBy, tag),
  })),
  {
    id: "A15",
    title: "package of rpm 6, refused by name",
    build: () =>
      build({
        format: 6,
        signatures: [
          { tag: "OPENPGP", version: 4 },
          { tag: "OPENPGP", version: 4, hash: "sha512" },
        ],
      }),
    expect: "E_FORMAT",
    says: /rpm 6/,
    rpm: ["bad", "it is older than the OPENPGP tag"],
  },
  {
    id: "A15a",
    title: "package of rpm 6 after a lead of rpm 4",
    build: () =>
      build({
        format: 6,
        signatures: both(),
        bend: { lead: (bytes) => flip(bytes, 4, 7) },
      }),
    expect: "E_FORMAT",
    says: /format 6/,
    rpm: ["good", "it does not look at the format, and knows the tags"],
  },
  {
    id: "A16",
    title: "RSA integers one byte short",
    build: () => build({ signatures: both({ shortBy: 1 }) }),
    expect: "accepted",
  },
  {
    id: "A16a", // a modulus that begins with a single bit makes them common
    title: "RSA integers two bytes short",
    long: true,
    build: async () =>
      build({
        key: await keyOf({ bits: 2049 }),
        signatures: both({ shortBy: 2 }),
      }),
    expect: "accepted",
  },
];
