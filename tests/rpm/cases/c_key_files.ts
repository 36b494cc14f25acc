// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * C: key files and pins.
 *
 * @module
 */

import { type Bytes, concat } from "../../fixtures/bytes.ts";
import type { TestKey } from "../../fixtures/keys.ts";
import { armor } from "../../fixtures/openpgp_packet.ts";
import { certificate, selfCertification } from "../../openpgp/certificate.ts";
import { BEFORE, IGNORES } from "./c_keys.ts";
import { both, build, keyOf, type Row } from "./case.ts";

/** A key file made of the default key's, and pins. */
function keyFileRow(
  id: string,
  title: string,
  make: (
    key: TestKey,
  ) => { keyFile?: string | Bytes; pins?: readonly string[] },
  rest: Pick<Row, "expect" | "rpm" | "says"> = { expect: "accepted" },
): Row {
  return {
    id,
    title,
    build: async () => build({}, make(await keyOf())),
    ...rest,
  };
}

/** C: key files and pins. */
export const KEY_FILE_ROWS: readonly Row[] = [
  {
    id: "C28",
    title: "key file replaced by another key, same user id",
    build: async () => {
      const pinned = await keyOf();
      const key = await keyOf({}, "other");
      return build({ key }, { pins: [pinned.fingerprint] });
    },
    expect: "E_NOKEY",
    says: /does not contain the pinned key/,
    rpm: IGNORES.pins,
  },
  {
    id: "C28a",
    title: "pin of the signing subkey, not of the primary key",
    build: async () => {
      const key = await keyOf({ subkey: {} });
      return build({ key }, { pins: [key.signer.fingerprint] });
    },
    expect: "E_NOKEY",
    rpm: IGNORES.pins,
  },
  keyFileRow("C28b", "pin of 8 digits", (key) => ({
    pins: [key.fingerprint.slice(-8)],
  }), { expect: "E_NOKEY", rpm: IGNORES.pins }),
  keyFileRow("C28c", "pin of 16 digits, the key id", (key) => ({
    pins: [key.fingerprint.slice(-16)],
  }), { expect: "E_NOKEY", rpm: IGNORES.pins }),
  keyFileRow("C28d", "empty pin", () => ({ pins: [""] }), {
    expect: "E_NOKEY",
    rpm: IGNORES.pins,
  }),
  keyFileRow("C28e", "no pin", () => ({ pins: [] }), {
    expect: "E_NOKEY",
    rpm: IGNORES.pins,
  }),
  keyFileRow("C28f", "pin in lower case and groups", (key) => ({
    pins: [key.fingerprint.toLowerCase().replace(/(.{4})/g, "$1 ")],
  })),
  keyFileRow("C28g", "packets without armor", (key) => ({
    keyFile: key.certificate,
  })),
  keyFileRow("C28h", "text around the armor, lines ended by CR and LF", (
    key,
  ) => ({
    keyFile: `Our key:\n${key.armored}\nRegards\n`.replaceAll("\n", "\r\n"),
  })),
  {
    id: "C28i",
    title: "several armored blocks, a broken one among them",
    build: async () => {
      const [key, other] = [await keyOf(), await keyOf({}, "other")];
      const broken = key.armored.replace(/\n\n[^]{9}/, "\n\n?????????");
      return build({}, { keyFile: broken + other.armored + key.armored });
    },
    expect: "accepted",
  },
  {
    id: "C28j",
    title: "several keys in one armored block",
    build: async () => {
      const [key, other] = [await keyOf(), await keyOf({}, "other")];
      const all = concat(other.certificate, key.certificate);
      return build({}, { keyFile: armor("PUBLIC KEY BLOCK", all) });
    },
    expect: "accepted",
  },
  {
    id: "C28k",
    title: "signed by a key of the key file that is not pinned",
    build: async () => {
      const [key, other] = [await keyOf(), await keyOf({}, "other")];
      return build(
        { signatures: both({ key: other.signer }) },
        { keyFile: key.armored + other.armored },
      );
    },
    expect: "E_NOKEY",
    rpm: IGNORES.pins,
  },
  {
    id: "C28l",
    title: "two pins, signed by the second key",
    build: async () => {
      const [key, other] = [await keyOf(), await keyOf({}, "other")];
      return build({ key: other }, {
        keyFile: key.armored + other.armored,
        pins: [key.fingerprint, other.fingerprint],
      });
    },
    expect: "accepted",
  },
  {
    id: "C28m",
    title: "two pins, one key in the file",
    build: async () => {
      const [key, other] = [await keyOf(), await keyOf({}, "other")];
      return build({}, { pins: [other.fingerprint, key.fingerprint] });
    },
    expect: "accepted",
  },
  keyFileRow("C28n", "key there twice, the first one expired", (key) => ({
    keyFile: certificate(key.primary, {
      users: [selfCertification(key.primary, { expires: BEFORE })],
    }).armored + key.armored,
  })),
  keyFileRow("C28o", "no key at all", () => ({ keyFile: "404 Not Found\n" }), {
    expect: "E_NOKEY",
    says: /no OpenPGP key/,
    rpm: ["bad", "there is nothing to import"],
  }),
  keyFileRow("C28p", "empty key file", () => ({ keyFile: "" }), {
    expect: "E_NOKEY",
  }),
  keyFileRow("C28q", "key file over 256 KiB", (key) => ({
    keyFile: `${"\n".repeat(256 * 1024)}${key.armored}`,
  }), { expect: "E_LIMIT", rpm: ["good", "its bounds are others"] }),
  keyFileRow("C28r", "key with 1,001 subkeys", (key) => ({
    keyFile: concat(
      key.certificate,
      ...Array.from(
        { length: 1001 },
        () =>
          certificate(key.primary, {
            users: [],
            subkeys: [{ key: key.primary, statements: [] }],
          }).certificate.slice(-key.primary.publicBody.length - 3),
      ),
    ),
  }), { expect: "E_LIMIT", rpm: ["bad", "it cannot read that key"] }),
  keyFileRow("C28s", "7,000 lines that begin a block", () => ({
    keyFile: "-----BEGIN PGP PUBLIC KEY BLOCK-----\n".repeat(7_000),
  }), { expect: "E_NOKEY" }),
  keyFileRow("C28t", "a private key", (key) => ({
    keyFile: key.armoredPrivate,
  }), { expect: "E_NOKEY", rpm: ["bad", "there is nothing to import"] }),
];
