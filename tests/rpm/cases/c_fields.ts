// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * C: the fields of signature packets: type, time, algorithms, version.
 *
 * @module
 */

import { flip } from "../../fixtures/bytes.ts";
import { bentBody } from "./c_packets.ts";
import { both, build, keyOf, NOW_SECONDS, type Row } from "./case.ts";

/** C: fields. */
export const FIELD_ROWS: readonly Row[] = [
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
  ...([["C16b", 17], ["C16c", 18]] as const).map(([id, at]): Row => ({
    id,
    title: `left 16 bits, byte ${at} of the packet alone`,
    build: bentBody((body) => flip(body, at)),
    expect: "E_SIG",
  })),
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
    title: "unknown hash algorithm",
    build: () => build({ signatures: both({ pin: { hashAlgorithm: 99 } }) }),
    expect: "E_UNKNOWN",
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
];
