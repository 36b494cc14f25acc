// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * C: keys and the times at which they are valid.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { bigEndian } from "../../fixtures/bytes.ts";
import { KEY_CREATED } from "../../fixtures/keys.ts";
import { SUBPACKET, subpacket } from "../../fixtures/signature_builder.ts";
import { selfCertification, subkeyBinding } from "../../openpgp/certificate.ts";
import {
  AFTER,
  BEFORE,
  byPrimary,
  bySubkey,
  FUTURE,
  IGNORES,
} from "./c_keys.ts";
import { both, build, keyOf, type Row } from "./case.ts";

/** C: keys, signers and times. */
export const KEY_TIME_ROWS: readonly Row[] = [
  {
    id: "C7",
    title: "signed by another key",
    build: async () => {
      const other = await keyOf({}, "other");
      return build({ signatures: both({ key: other.signer }) });
    },
    expect: "E_NOKEY",
  },
  {
    id: "C7a",
    title: "signed by another key, key id forged to the pinned one",
    build: async () => {
      const other = await keyOf({}, "other");
      const { keyId } = (await keyOf()).signer;
      return build({ signatures: both({ key: other.signer, pin: { keyId } }) });
    },
    expect: "E_SIG",
  },
  {
    id: "C7b",
    title: "signed by one pinned key, key id forged to another pinned one",
    build: async () => {
      const [one, two] = [await keyOf(), await keyOf({}, "other")];
      return build(
        { signatures: both({ pin: { keyId: two.signer.keyId } }) },
        {
          keyFile: one.armored + two.armored,
          pins: [one.fingerprint, two.fingerprint],
        },
      );
    },
    expect: "E_SIG",
  },
  {
    id: "C8",
    title: "key expired at signing",
    build: async () => build({ key: await keyOf({ expires: BEFORE }) }),
    expect: "E_UNTRUSTED",
    rpm: IGNORES.expiry,
  },
  {
    id: "C8a",
    title: "subkey expired at signing",
    build: bySubkey((pair) => [subkeyBinding(pair, { expires: BEFORE })]),
    expect: "E_UNTRUSTED",
    rpm: IGNORES.expiry,
  },
  {
    id: "C8b",
    title: "subkey good, primary key expired at signing",
    build: bySubkey(
      (pair) => [subkeyBinding(pair)],
      (primary) => [selfCertification(primary, { expires: BEFORE })],
    ),
    expect: "E_UNTRUSTED",
    rpm: IGNORES.expiry,
  },
  {
    id: "C8c",
    title: "one statement left, younger than the signature, as the vendor's",
    build: byPrimary((key) => ({
      users: [selfCertification(key, { created: AFTER })],
    })),
    expect: "accepted",
    check: ({ rpm }) => assertEquals(rpm.signatures[0]?.notes, []),
  },
  {
    id: "C8d",
    title: "expired before signing, extended afterwards",
    build: byPrimary((key) => ({
      users: [
        selfCertification(key, { expires: BEFORE }),
        selfCertification(key, { created: AFTER, expires: FUTURE }),
      ],
    })),
    expect: "accepted",
  },
  {
    id: "C8e",
    title: "extended, and the statement that lapsed comes last",
    build: byPrimary((key) => ({
      users: [
        selfCertification(key, { created: BEFORE - 9, expires: FUTURE }),
        selfCertification(key, { expires: BEFORE }),
      ],
    })),
    expect: "accepted",
  },
  {
    id: "C8f",
    title: "lifetime shortened to before signing",
    build: byPrimary((key) => ({
      users: [
        selfCertification(key),
        selfCertification(key, { created: AFTER, expires: BEFORE }),
      ],
    })),
    expect: "E_UNTRUSTED",
    rpm: IGNORES.expiry,
  },
  {
    id: "C8g",
    title: "subkey expired since, and primary key extended after that",
    build: bySubkey(
      (pair) => [subkeyBinding(pair, { expires: AFTER })],
      (key) => [selfCertification(key, { created: AFTER + 9 })],
    ),
    expect: "accepted",
    check: ({ rpm }) => assertEquals(rpm.signatures[0]?.notes.length, 1),
  },
  {
    id: "C8h",
    title: "subkey bound again after signing",
    build: bySubkey((pair) => [subkeyBinding(pair, { created: AFTER })]),
    expect: "accepted",
  },
  {
    id: "C8i",
    title: "statement of the future, which does not count yet",
    build: byPrimary((key) => ({
      users: [
        selfCertification(key, { expires: BEFORE }),
        selfCertification(key, { created: FUTURE }),
      ],
    })),
    expect: "E_UNTRUSTED",
    rpm: IGNORES.expiry,
  },
  {
    id: "C8j",
    title: "the only statement has lapsed by its own word",
    build: byPrimary((key) => ({
      users: [
        selfCertification(key, {
          hashed: [
            subpacket(SUBPACKET.EXPIRES, bigEndian(BEFORE - KEY_CREATED, 4)),
          ],
        }),
      ],
    })),
    expect: "E_UNTRUSTED",
    rpm: IGNORES.expiry,
  },
  {
    id: "C13",
    title: "signed before the key existed",
    build: () => build({ signedAt: KEY_CREATED - 1 }),
    expect: "E_SIG_TIME",
    rpm: ["good", "it does not look at the time of signatures"],
  },
  {
    id: "C13a",
    title: "signed in the second in which the key was made",
    build: () => build({ signedAt: KEY_CREATED }),
    expect: "accepted",
  },
  {
    id: "C13b",
    title: "version 4, signed before the key existed",
    build: () =>
      build({ signedAt: KEY_CREATED - 1, signatures: both({ version: 4 }) }),
    expect: "E_SIG_TIME",
    rpm: ["good", "it does not look at the time of signatures"],
  },
];
