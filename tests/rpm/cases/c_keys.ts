// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * C: the keys that signatures are judged by. Signatures here are good; rpm 4.18
 * looks neither at expiry, revocation and flags of keys nor at the consent of
 * subkeys, which is most of these tables. This is what they share.
 *
 * @module
 */

import type { TestKey } from "../../fixtures/keys.ts";
import {
  certificate,
  type CertificateParts,
  type Pair,
} from "../../openpgp/certificate.ts";
import { build, keyOf, NOW_SECONDS } from "./case.ts";

/** Days around the signature of the good package, in seconds of Unix time. */
export const SIGNED = 1734405468 + 86400;

export const BEFORE = SIGNED - 30 * 86400;

export const AFTER = SIGNED + 30 * 86400;

export const FUTURE = NOW_SECONDS + 30 * 86400;

export const IGNORES = {
  expiry: ["good", "it does not look at the expiry of keys"],
  revocation: ["good", "it does not look at revocations"],
  flags: ["good", "it does not look at the flags of keys"],
  consent: ["good", "it does not look at a subkey's consent"],
  weak: ["good", "it accepts weak keys and self-signatures"],
  pins: ["good", "it knows no pins: importing a key means trusting it"],
} as const;

/** The good package, signed by a primary key with these statements. */
export function byPrimary(make: (key: TestKey["primary"]) => CertificateParts) {
  return async () => {
    const { primary } = await keyOf();
    return build({ key: certificate(primary, make(primary)) });
  };
}

/** The good package, signed by a subkey with these statements. */
export function bySubkey(
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
