// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * C: signatures of algorithms that this program does not know, as when a vendor
 * begins to sign with a second, newer key. They are neither good nor wrong.
 *
 * @module
 */

import { flip } from "../../fixtures/bytes.ts";
import type { PackageSignature } from "../../fixtures/signature_entries.ts";
import { both, build, type Row } from "./case.ts";

/** ML-DSA-65+Ed25519 (draft-ietf-openpgp-pqc): 3309 + 64 bytes. */
const ML_DSA: PackageSignature = {
  tag: "OPENPGP",
  version: 6,
  pin: { publicKeyAlgorithm: 30, signature: () => new Uint8Array(3373) },
};

const UNKNOWN_KEY = { pin: { publicKeyAlgorithm: 99 } } as const;
const UNKNOWN_HASH = { version: 4, pin: { hashAlgorithm: 99 } } as const;

/** C: unknown algorithms. */
export const UNKNOWN_ROWS: readonly Row[] = [
  {
    id: "C40",
    title: "ML-DSA of version 6 beside good RSA signatures",
    build: () => build({ signatures: [...both(), ML_DSA] }),
    expect: "accepted",
  },
  {
    id: "C40a",
    title: "ML-DSA alone",
    build: () => build({ signatures: [ML_DSA] }),
    expect: "E_UNKNOWN",
    says: /unknown algorithm, found ML-DSA-65\+Ed25519 with SHA-256/,
  },
  {
    id: "C40b",
    title: "ML-DSA beside a wrong RSA signature",
    build: () =>
      build({
        signatures: [
          ML_DSA,
          { tag: "RSAHEADER" },
          { tag: "SIGPGP", bendBody: (body) => flip(body, body.length - 3) },
        ],
      }),
    expect: "E_SIG",
  },
  {
    id: "C40c",
    title: "ML-DSA beside a good signature of the header alone",
    build: () => build({ signatures: [ML_DSA, { tag: "RSAHEADER" }] }),
    expect: "E_COVERAGE",
  },
  {
    id: "C40d",
    title: "unknown public key algorithm over header and payload",
    build: () =>
      build({
        signatures: [{ tag: "RSAHEADER" }, { tag: "SIGPGP", ...UNKNOWN_KEY }],
      }),
    expect: "E_COVERAGE",
  },
  {
    id: "C40e",
    title: "unknown public key algorithm beside a good signature",
    build: () =>
      build({
        signatures: [{ tag: "RSAHEADER", ...UNKNOWN_KEY }, { tag: "SIGPGP" }],
      }),
    expect: "accepted",
    rpm: ["bad", "it calls a signature bad that it cannot parse"],
  },
  {
    id: "C40f",
    title: "unknown hash algorithm beside a good signature",
    build: () =>
      build({
        signatures: [{ tag: "RSAHEADER", ...UNKNOWN_HASH }, { tag: "SIGPGP" }],
      }),
    expect: "accepted",
  },
  {
    id: "C40g",
    title: "unknown algorithm in a packet cut short, beside a good signature",
    build: () =>
      build({
        signatures: [
          ...both(),
          { ...ML_DSA, bendBody: (body) => body.slice(0, 9) },
        ],
      }),
    expect: "E_SIG",
    rpm: ["good", "it does not know the tag"],
  },
  {
    id: "C40h",
    title: "67 signatures",
    build: () =>
      build({
        signatures: [...both(), ...new Array(65).fill(ML_DSA)],
      }),
    expect: "E_LIMIT",
    rpm: ["good", "it does not know the tag"],
  },
];
