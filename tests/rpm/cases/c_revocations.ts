// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * C: revocations. They count whatever their date and reason.
 *
 * @module
 */

import { bigEndian } from "../../fixtures/bytes.ts";
import type { TestKey } from "../../fixtures/keys.ts";
import { SUBPACKET, subpacket } from "../../fixtures/signature_builder.ts";
import {
  certificate,
  type CertificateParts,
  keyRevocation,
  REASON,
  selfCertification,
  type StatementOptions,
  subkeyBinding,
  subkeyRevocation,
  userIdRevocation,
} from "../../openpgp/certificate.ts";
import {
  AFTER,
  BEFORE,
  byPrimary,
  bySubkey,
  FUTURE,
  IGNORES,
} from "./c_keys.ts";
import { build, keyOf, type Row } from "./case.ts";

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

/** C: revocations. */
export const REVOCATION_ROWS: readonly Row[] = [
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
    title: "subkey revoked, after a binding that another key made",
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
                created: AFTER + 9, // younger than any binding
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
