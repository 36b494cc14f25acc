// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * C: digests, and packages without signatures.
 *
 * @module
 */

import { flip } from "../../fixtures/bytes.ts";
import { binary, changeEntry, string } from "../../fixtures/header_builder.ts";
import { SIGNATURE_TAG } from "../../fixtures/tags.ts";
import { build, rebuild, type Row } from "./case.ts";

/** No digest that would fail before the signature does. */
export const NO_DIGESTS = { sha1: false, md5: false, size: false } as const;

/** C: digests. */
export const DIGEST_ROWS: readonly Row[] = [
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
    id: "C3d",
    title: "SHA1 tag of another type",
    build: () =>
      build({
        bend: {
          signatureEntries: (entries) =>
            changeEntry(
              entries,
              SIGNATURE_TAG.SHA1,
              ({ tag, data }) => binary(tag, data),
            ),
        },
      }),
    expect: "E_FORMAT",
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
