// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * C: the keys that signatures are judged by, and the files that carry them.
 * Signatures here are good; rpm 4.18 looks neither at expiry, revocation and
 * flags of keys nor at the consent of subkeys, which is most of this table.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { bigEndian, type Bytes, concat } from "../../fixtures/bytes.ts";
import { KEY_CREATED, KEY_FLAG, type TestKey } from "../../fixtures/keys.ts";
import { armor } from "../../fixtures/openpgp_packet.ts";
import { SUBPACKET, subpacket } from "../../fixtures/signature_builder.ts";
import {
  certificate,
  type CertificateParts,
  keyRevocation,
  type Pair,
  REASON,
  selfCertification,
  type StatementOptions,
  subkeyBinding,
  subkeyRevocation,
  userIdRevocation,
} from "../../openpgp/certificate.ts";
import { both, build, keyOf, NOW_SECONDS, type Row } from "./case.ts";

/** Days around the signature of the good package, in seconds of Unix time. */
const SIGNED = 1734405468 + 86400;
const BEFORE = SIGNED - 30 * 86400;
const AFTER = SIGNED + 30 * 86400;
const FUTURE = NOW_SECONDS + 30 * 86400;

const IGNORES = {
  expiry: ["good", "it does not look at the expiry of keys"],
  revocation: ["good", "it does not look at revocations"],
  flags: ["good", "it does not look at the flags of keys"],
  consent: ["good", "it does not look at a subkey's consent"],
  weak: ["good", "it accepts weak keys and self-signatures"],
  pins: ["good", "it knows no pins: whoever imports a key trusts it"],
} as const;

/** The good package, signed by a primary key with these statements. */
function byPrimary(make: (key: TestKey["primary"]) => CertificateParts) {
  return async () => {
    const { primary } = await keyOf();
    return build({ key: certificate(primary, make(primary)) });
  };
}

/** The good package, signed by a subkey with these statements. */
function bySubkey(
  statements: (pair: Pair) => readonly Uint8Array[],
  users?: (primary: TestKey["primary"]) => readonly Uint8Array[],
) {
  return async () => {
    const { primary } = await keyOf();
    const subkey = (await keyOf({}, "subkey")).primary;
    return build({
      key: certificate(primary, {
        subkeys: [{ key: subkey, statements: statements({ primary, subkey }) }],
        ...(users === undefined ? {} : { users: users(primary) }),
      }),
    });
  };
}

/** The good package, and a key file of several certificates of its key. */
function withCopies(
  ...make: ((key: TestKey["primary"]) => CertificateParts)[]
) {
  return async () => {
    const { primary } = await keyOf();
    const copies = make.map((parts) => certificate(primary, parts(primary)));
    return build({}, { keyFile: copies.map((c) => c.armored).join("\n") });
  };
}

const TIMES: readonly Row[] = [
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
    title: "subkey bound anew after signing",
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

/** Whatever its date and its reason. */
const REVOKED: readonly Row[] = ([
  ["C9", "compromised, before signing", { created: BEFORE }],
  ["C9a", "superseded, before signing", {
    created: BEFORE,
    reason: REASON.SUPERSEDED,
  }],
  ["C9b", "superseded, after signing", {
    created: AFTER,
    reason: REASON.SUPERSEDED,
  }],
  ["C9c", "retired, after signing", {
    created: AFTER,
    reason: REASON.RETIRED,
  }],
  ["C9d", "superseded, with a date to come", {
    created: FUTURE,
    reason: REASON.SUPERSEDED,
  }],
  ["C9e", "compromised, with a date to come", {
    created: FUTURE,
    reason: REASON.COMPROMISED,
  }],
  ["C9f", "retired, by a revocation that is to lapse", {
    created: AFTER,
    reason: REASON.RETIRED,
    hashed: [
      subpacket(SUBPACKET.EXPIRES, bigEndian(FUTURE - AFTER, 4)),
    ],
  }],
] as const satisfies readonly (readonly [string, string, StatementOptions])[])
  .flatMap(([id, title, how]): Row[] => [
    {
      id,
      title: `key revoked: ${title}`,
      build: byPrimary((key) => ({ direct: [keyRevocation(key, how)] })),
      expect: "E_UNTRUSTED",
      rpm: IGNORES.revocation,
    },
    {
      id: `${id}s`,
      title: `subkey revoked: ${title}`,
      build: bySubkey((pair) => [
        subkeyRevocation(pair, how),
        subkeyBinding(pair),
      ]),
      expect: "E_UNTRUSTED",
      // rpm cannot read a key with a subkey's revocation before its binding.
    },
  ]);

const REVOCATIONS: readonly Row[] = [
  ...REVOKED,
  {
    id: "C9g",
    title: "primary key revoked, signed by a subkey",
    build: async () => {
      const { primary } = await keyOf();
      const subkey = (await keyOf({}, "subkey")).primary;
      return build({
        key: certificate(primary, {
          direct: [keyRevocation(primary, { reason: REASON.RETIRED })],
          subkeys: [{
            key: subkey,
            statements: [subkeyBinding({ primary, subkey })],
          }],
        }),
      });
    },
    expect: "E_UNTRUSTED",
    rpm: IGNORES.revocation,
  },
  {
    id: "C9h",
    title: "key there twice, the second one revoked",
    build: withCopies(
      () => ({}),
      (key) => ({ direct: [keyRevocation(key)] }),
    ),
    expect: "E_UNTRUSTED",
    rpm: IGNORES.revocation,
  },
  {
    id: "C9i",
    title: "subkey in one copy of the key, its revocation in another",
    build: async () => {
      const { primary } = await keyOf();
      const subkey = (await keyOf({}, "subkey")).primary;
      const pair = { primary, subkey };
      const [clean, revoked] = [[], [subkeyRevocation(pair)]].map((more) =>
        certificate(primary, {
          subkeys: [{
            key: subkey,
            statements: [subkeyBinding(pair), ...more],
          }],
        })
      );
      if (clean === undefined || revoked === undefined) throw new Error("two");
      return build({ key: clean }, {
        keyFile: clean.armored + revoked.armored,
      });
    },
    expect: "E_UNTRUSTED",
    rpm: IGNORES.revocation,
  },
  {
    id: "C9j",
    title: "subkey in one copy of the key, the other revoked and without it",
    build: async () => {
      const { primary } = await keyOf();
      const subkey = (await keyOf({}, "subkey")).primary;
      const key = certificate(primary, {
        subkeys: [{
          key: subkey,
          statements: [subkeyBinding({ primary, subkey })],
        }],
      });
      const revoked = certificate(primary, {
        direct: [keyRevocation(primary)],
      });
      return build({ key }, { keyFile: key.armored + revoked.armored });
    },
    expect: "E_UNTRUSTED",
    rpm: IGNORES.revocation,
  },
  {
    id: "C9k",
    title: "subkey revoked, behind a binding that another key made",
    build: async () => {
      const { primary } = await keyOf();
      const subkey = (await keyOf({}, "subkey")).primary;
      const other = (await keyOf({}, "other")).primary;
      const pair = { primary, subkey };
      return build({
        key: certificate(primary, {
          subkeys: [{
            key: subkey,
            statements: [
              subkeyBinding(pair, { by: other, created: AFTER }),
              subkeyBinding(pair),
              subkeyRevocation(pair, {
                created: AFTER,
                reason: REASON.SUPERSEDED,
              }),
            ],
          }],
        }),
      });
    },
    expect: "E_UNTRUSTED",
    rpm: ["bad", "it looks at the first binding only, which is wrong"],
  },
  {
    id: "C9l",
    title: "only user id taken back",
    build: byPrimary((key) => ({
      users: [
        selfCertification(key),
        userIdRevocation(key, {
          created: AFTER,
          reason: REASON.USER_ID_INVALID,
        }),
      ],
    })),
    expect: "E_UNTRUSTED",
    rpm: IGNORES.revocation,
  },
  {
    id: "C9m",
    title: "revocation that another key made, which is nothing",
    build: async () => {
      const other = (await keyOf({}, "other")).primary;
      return await byPrimary((key) => ({
        direct: [keyRevocation(key, { by: other })],
      }))();
    },
    expect: "accepted",
  },
];

const SUBKEYS: readonly Row[] = [
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
    rpm: ["bad", "it cannot read the first of the two keys"],
  },
  {
    id: "C29",
    title: "RSA of 1024 bits",
    build: async () => build({ key: await keyOf({ bits: 1024 }) }),
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
];

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

const FILES: readonly Row[] = [
  {
    id: "C28",
    title: "key file replaced by another key, same user id",
    build: async () => {
      const pinned = await keyOf();
      const key = await keyOf({}, "other");
      return build({ key }, { pins: [pinned.fingerprint] });
    },
    expect: "E_NOKEY",
    says: /does not hold the pinned key/,
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
    rpm: ["bad", "it imports nothing from a file with a broken block"],
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

/** C: keys and key files. */
export const KEY_ROWS: readonly Row[] = [
  ...TIMES,
  ...REVOCATIONS,
  ...SUBKEYS,
  ...FILES,
];
