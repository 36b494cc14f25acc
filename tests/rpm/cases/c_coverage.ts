// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * C: what is covered by what: signatures stripped, swapped and mixed.
 *
 * @module
 */

import { digest, flip, toHex } from "../../fixtures/bytes.ts";
import {
  binary,
  buildHeader,
  changeEntry,
  int32,
  string,
  strings,
} from "../../fixtures/header_builder.ts";
import { buildSignature } from "../../fixtures/signature_builder.ts";
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

/** C: coverage. */
export const COVERAGE_ROWS: readonly Row[] = [
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
    // The content would be signed, but not the bytes that a decoder reads.
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
    expect: "E_UNKNOWN",
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
  ...([
    ["C20j", "PAYLOADSHA512", 128],
    ["C20k", "PAYLOADSHA512ALT", 128],
    ["C20l", "PAYLOADSHA3_256", 64],
    ["C20m", "PAYLOADSHA3_256ALT", 64],
  ] as const).map(([id, tag, digits]): Row => ({
    id,
    title: `${tag} wrong beside a good signature of the payload`,
    build: () =>
      build({
        bend: {
          mainEntries: (entries) => [
            ...entries,
            string(TAG[tag], "0".repeat(digits)),
          ],
        },
      }),
    expect: "E_DIGEST",
    rpm: ["good", "it is older than that tag"],
  })),
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
    title: "SIGPGP stripped, payload swapped, MD5 and sizes corrected",
    build: () => swapped("SIGPGP stripped"),
    expect: "E_COVERAGE",
  },
  {
    id: "C22",
    title: "payload swapped, MD5 and sizes corrected, SIGPGP kept",
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
    // It is good: the header with an empty payload is the header.
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
