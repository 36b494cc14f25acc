// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * C: subkeys, flags, user ids, and what is too weak.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { concat, digest, fromHex, toHex } from "../../fixtures/bytes.ts";
import { KEY_FLAG } from "../../fixtures/keys.ts";
import { SUBPACKET, subpacket } from "../../fixtures/signature_builder.ts";
import {
  certificate,
  selfCertification,
  subkeyBinding,
} from "../../openpgp/certificate.ts";
import { byPrimary, bySubkey, IGNORES } from "./c_keys.ts";
import { keyHashBytes, type SigningKey } from "../../fixtures/signing_key.ts";
import { bothEcc, build, keyOf, type Row } from "./case.ts";

/** A key on P-256 that names another curve: its own signatures are wrong then. */
function onSecp256k1(key: SigningKey): SigningKey {
  const curve = fromHex("052b8104000a"); // 1.3.132.0.10; that of P-256 has 9
  const { publicBody: body } = key;
  const publicBody = concat(body.slice(0, 6), curve, body.slice(6 + 9));
  const hashed = keyHashBytes({ ...key, publicBody });
  const fingerprint = toHex(digest("sha1", hashed)).toUpperCase();
  return { ...key, publicBody, fingerprint, keyId: fingerprint.slice(-16) };
}

/** C: subkeys and flags. */
export const SUBKEY_ROWS: readonly Row[] = [
  {
    id: "C24", // CVE-2021-3521: rpm took subkeys without looking
    title: "subkey without binding",
    build: bySubkey(() => []),
    expect: "E_UNTRUSTED",
  },
  {
    id: "C24a",
    title: "subkey bound by another key",
    build: async () => {
      const other = (await keyOf({}, "other")).primary;
      return await bySubkey((pair) => [subkeyBinding(pair, { by: other })])();
    },
    expect: "E_UNTRUSTED",
  },
  {
    id: "C24b",
    title: "subkey with another subkey's binding",
    build: async () => {
      const other = (await keyOf({}, "other")).primary;
      return await bySubkey(({ primary }) => [
        subkeyBinding({ primary, subkey: other }),
      ])();
    },
    expect: "E_UNTRUSTED",
  },
  {
    id: "C25",
    title: "subkey without back-signature",
    build: bySubkey((pair) => [subkeyBinding(pair, { consent: null })]),
    expect: "E_UNTRUSTED",
    rpm: IGNORES.consent,
  },
  {
    id: "C25a",
    title: "subkey whose back-signature is of another type",
    build: bySubkey((pair) => [subkeyBinding(pair, { consent: 0x18 })]),
    expect: "E_UNTRUSTED",
    rpm: IGNORES.consent,
  },
  {
    id: "C25b",
    title: "subkey whose back-signature the primary key made",
    build: async () => {
      const { primary } = await keyOf();
      const subkey = (await keyOf({}, "subkey")).primary;
      return build({
        key: certificate(primary, {
          subkeys: [{
            key: subkey,
            statements: [
              subkeyBinding({
                primary,
                subkey: { ...subkey, sign: primary.sign },
              }),
            ],
          }],
        }),
      });
    },
    expect: "E_UNTRUSTED",
    rpm: IGNORES.consent,
  },
  {
    id: "C26",
    title: "primary key that may only certify",
    build: async () => build({ key: await keyOf({ flags: KEY_FLAG.CERTIFY }) }),
    expect: "E_UNTRUSTED",
    rpm: IGNORES.flags,
  },
  {
    id: "C26a",
    title: "primary key that may only encrypt",
    build: async () => build({ key: await keyOf({ flags: KEY_FLAG.ENCRYPT }) }),
    expect: "E_UNTRUSTED",
    rpm: IGNORES.flags,
  },
  {
    id: "C26b",
    title: "subkey that may only encrypt",
    build: bySubkey((pair) => [
      subkeyBinding(pair, { flags: KEY_FLAG.ENCRYPT }),
    ]),
    expect: "E_UNTRUSTED",
  },
  {
    id: "C26g",
    title: "subkey that may only encrypt, and flags that are not signed",
    build: bySubkey((pair) => [
      subkeyBinding(pair, {
        flags: KEY_FLAG.ENCRYPT,
        unhashed: [
          subpacket(SUBPACKET.KEY_FLAGS, Uint8Array.of(KEY_FLAG.SIGN)),
        ],
      }),
    ]),
    expect: "E_UNTRUSTED",
  },
  {
    id: "C26c",
    title: "key without any user id",
    build: byPrimary(() => ({ users: [] })),
    expect: "E_UNTRUSTED",
    rpm: ["good", "it does not look at user ids"],
  },
  {
    id: "C26d",
    title: "key whose user id another key certified",
    build: async () => {
      const other = (await keyOf({}, "other")).primary;
      return await byPrimary((key) => ({
        users: [selfCertification(key, { by: other })],
      }))();
    },
    expect: "E_UNTRUSTED",
    rpm: ["good", "it does not look at user ids"],
  },
  {
    id: "C26e",
    title: "primary key that is a signing subkey of its own",
    build: async () => {
      const { primary } = await keyOf();
      const pair = { primary, subkey: primary };
      return build({
        key: certificate(primary, {
          users: [selfCertification(primary, { flags: KEY_FLAG.CERTIFY })],
          subkeys: [{ key: primary, statements: [subkeyBinding(pair)] }],
        }),
      });
    },
    // One key id, two candidates: one may not sign, the other one may.
    expect: "accepted",
  },
  {
    id: "C26f",
    title: "pinned key's packet as an unbound subkey of another pinned key",
    build: async () => {
      const { primary } = await keyOf();
      const other = (await keyOf({}, "other")).primary;
      const host = certificate(other, {
        subkeys: [{ key: primary, statements: [] }],
      });
      const own = certificate(primary);
      return build({}, {
        keyFile: host.armored + own.armored,
        pins: [other.fingerprint, primary.fingerprint],
      });
    },
    expect: "accepted",
    check: async ({ rpm }) =>
      assertEquals(rpm.signatures[0]?.fingerprint, (await keyOf()).fingerprint),
  },
  {
    id: "C29",
    title: "RSA of 1024 bits",
    build: async () => build({ key: await keyOf({ bits: 1024 }) }),
    expect: "E_WEAK",
    rpm: IGNORES.weak,
  },
  {
    id: "C29d",
    title: "subkey of 2048 bits, bound by RSA of 1024 bits",
    build: async () => {
      const { primary } = await keyOf({ bits: 1024 });
      const subkey = (await keyOf({}, "subkey")).primary;
      const statements = [subkeyBinding({ primary, subkey })];
      return build({
        key: certificate(primary, { subkeys: [{ key: subkey, statements }] }),
      });
    },
    expect: "E_WEAK",
    rpm: IGNORES.weak,
  },
  {
    id: "C29a",
    title: "self-signature by SHA-1",
    build: async () => build({ key: await keyOf({ hash: "sha1" }) }),
    expect: "E_WEAK",
    rpm: IGNORES.weak,
  },
  {
    id: "C29b",
    title: "subkey bound by SHA-1",
    build: bySubkey((pair) => [subkeyBinding(pair, { hash: "sha1" })]),
    expect: "E_WEAK",
    rpm: IGNORES.weak,
  },
  {
    id: "C29c",
    title: "self-signature by MD5",
    build: async () => build({ key: await keyOf({ hash: "md5" }) }),
    expect: "E_WEAK",
    rpm: IGNORES.weak,
  },
  {
    id: "C29e",
    title: "subkey on the curve secp256k1",
    build: async () => {
      const { primary } = await keyOf();
      const subkey = onSecp256k1((await keyOf({ algorithm: "ecdsa" })).primary);
      const statements = [subkeyBinding({ primary, subkey })];
      return build({
        key: certificate(primary, { subkeys: [{ key: subkey, statements }] }),
        signatures: bothEcc({ version: 4 }),
      });
    },
    expect: "E_WEAK",
    says: /is too weak, found curve secp256k1/,
  },
];
