// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Puts certificates together statement by statement: renewed and lapsed ones,
 * revocations of every kind, subkeys bound by the wrong key. For ordinary keys
 * see tests/fixtures/keys.ts.
 *
 * ```ts ignore
 * const key = certificate(primary, {
 *   users: [selfCertification(primary, { expires: 1_700_000_000 })],
 * });
 * ```
 *
 * @module
 */

import { bigEndian, type Bytes, concat, utf8 } from "../fixtures/bytes.ts";
import {
  KEY_CREATED,
  KEY_FLAG,
  type TestKey,
  USER_ID,
} from "../fixtures/keys.ts";
import { armor, PACKET, packet } from "../fixtures/openpgp_packet.ts";
import {
  buildSignature,
  SUBPACKET,
  subpacket,
} from "../fixtures/signature_builder.ts";
import {
  type HashName,
  keyHashBytes,
  type SigningKey,
} from "../fixtures/signing_key.ts";

/** Types of statements (RFC 9580, section 5.2.1). */
const TYPE = {
  CERTIFICATION: 0x13,
  SUBKEY_BINDING: 0x18,
  PRIMARY_KEY_BINDING: 0x19,
  KEY_REVOCATION: 0x20,
  SUBKEY_REVOCATION: 0x28,
  CERTIFICATION_REVOCATION: 0x30,
} as const;

/** Reasons of revocations (RFC 9580, section 5.2.3.31). */
export const REASON = {
  NONE: 0, // counts as compromised
  SUPERSEDED: 1,
  COMPROMISED: 2,
  RETIRED: 3,
  USER_ID_INVALID: 32,
} as const;

/** What a statement says. */
export interface StatementOptions {
  /** When it was made, seconds of Unix time. Default: with the key. */
  readonly created?: number;
  /** When the key expires, seconds of Unix time. Default: never. */
  readonly expires?: number;
  /** Default: certify and sign; for subkeys: sign. */
  readonly flags?: number;
  /** Default: "sha256". */
  readonly hash?: HashName;
  /** Reason of a revocation. */
  readonly reason?: number;
  /** More subpackets, which are signed. */
  readonly hashed?: readonly Uint8Array[];
  /** More subpackets, which anyone may add. */
  readonly unhashed?: readonly Uint8Array[];
  /** The signer. Default: the key that may make it. */
  readonly by?: SigningKey;
  /** Type of the subkey's own signature; none where null. */
  readonly consent?: number | null;
}

function statement(
  data: Uint8Array,
  type: number,
  options: StatementOptions & { readonly by: SigningKey },
  hashed: readonly Uint8Array[],
  unhashed: readonly Uint8Array[] = [],
): Bytes {
  return buildSignature(data, {
    key: options.by,
    version: 4,
    type,
    created: options.created ?? KEY_CREATED,
    hash: options.hash ?? "sha256",
    hashed: [...hashed, ...options.hashed ?? []],
    unhashed: [...unhashed, ...options.unhashed ?? []],
  });
}

function lifetime(key: SigningKey, expires: number | undefined): Bytes {
  return expires === undefined
    ? new Uint8Array()
    : subpacket(SUBPACKET.KEY_EXPIRES, bigEndian(expires - key.created, 4));
}

function userIdBytes(primary: SigningKey, userId: string): Bytes {
  const name = utf8(userId);
  return concat(
    keyHashBytes(primary),
    Uint8Array.of(0xb4),
    bigEndian(name.length, 4),
    name,
  );
}

/** The owner's statement about a user id and the primary key. */
export function selfCertification(
  primary: SigningKey,
  options: StatementOptions & { readonly userId?: string } = {},
): Bytes {
  const { flags = KEY_FLAG.CERTIFY | KEY_FLAG.SIGN, userId = USER_ID } =
    options;
  return statement(
    userIdBytes(primary, userId),
    TYPE.CERTIFICATION,
    { by: primary, ...options },
    [
      subpacket(SUBPACKET.KEY_FLAGS, Uint8Array.of(flags)),
      lifetime(primary, options.expires),
    ],
  );
}

function reasonPacket(reason: number | undefined): Bytes {
  return subpacket(
    SUBPACKET.REVOCATION_REASON,
    Uint8Array.of(reason ?? REASON.NONE),
  );
}

/** Revokes a user id. */
export function userIdRevocation(
  primary: SigningKey,
  options: StatementOptions = {},
): Bytes {
  return statement(
    userIdBytes(primary, USER_ID),
    TYPE.CERTIFICATION_REVOCATION,
    { by: primary, ...options },
    [reasonPacket(options.reason)],
  );
}

/** Revokes the primary key. */
export function keyRevocation(
  primary: SigningKey,
  options: StatementOptions = {},
): Bytes {
  return statement(
    keyHashBytes(primary),
    TYPE.KEY_REVOCATION,
    { by: primary, ...options },
    [reasonPacket(options.reason)],
  );
}

/** The two keys that statements about a subkey are about. */
export interface Pair {
  readonly primary: SigningKey;
  readonly subkey: SigningKey;
}

function pairBytes({ primary, subkey }: Pair): Bytes {
  return concat(keyHashBytes(primary), keyHashBytes(subkey));
}

/** Binds a subkey, with the subkey's own signature. */
export function subkeyBinding(
  pair: Pair,
  options: StatementOptions = {},
): Bytes {
  const { flags = KEY_FLAG.SIGN, consent = TYPE.PRIMARY_KEY_BINDING } = options;
  const consents: Uint8Array[] = [];
  if (consent !== null) {
    const { created, hash } = options;
    const made = statement(pairBytes(pair), consent, {
      by: pair.subkey,
      ...(created === undefined ? {} : { created }),
      ...(hash === undefined ? {} : { hash }),
    }, []);
    const headerSize = (made[0] ?? 0) & 1 ? 3 : 2;
    consents.push(
      subpacket(SUBPACKET.EMBEDDED_SIGNATURE, made.subarray(headerSize)),
    );
  }
  return statement(
    pairBytes(pair),
    TYPE.SUBKEY_BINDING,
    { by: pair.primary, ...options },
    [
      subpacket(SUBPACKET.KEY_FLAGS, Uint8Array.of(flags)),
      lifetime(pair.subkey, options.expires),
    ],
    consents,
  );
}

/** Revokes a subkey. */
export function subkeyRevocation(
  pair: Pair,
  options: StatementOptions = {},
): Bytes {
  return statement(
    pairBytes(pair),
    TYPE.SUBKEY_REVOCATION,
    { by: pair.primary, ...options },
    [reasonPacket(options.reason)],
  );
}

/** The parts of a certificate, in their order. */
export interface CertificateParts {
  /** Statements about the primary key: its revocations. */
  readonly direct?: readonly Uint8Array[];
  /** Statements about its one user id. Default: a self-certification. */
  readonly users?: readonly Uint8Array[];
  readonly subkeys?: readonly {
    readonly key: SigningKey;
    readonly statements: readonly Uint8Array[];
  }[];
  /** What signs packages. Default: the first subkey, or the primary key. */
  readonly signer?: SigningKey;
}

/** Puts a certificate together. It has no secret form. */
export function certificate(
  primary: SigningKey,
  parts: CertificateParts = {},
): TestKey {
  const { direct = [], users = [selfCertification(primary)], subkeys = [] } =
    parts;
  const bytes = concat(
    packet(PACKET.PUBLIC_KEY, primary.publicBody),
    ...direct,
    packet(PACKET.USER_ID, utf8(USER_ID)),
    ...users,
    ...subkeys.flatMap(({ key, statements }) => [
      packet(PACKET.PUBLIC_SUBKEY, key.publicBody),
      ...statements,
    ]),
  );
  const [first] = subkeys;
  return {
    fingerprint: primary.fingerprint,
    armored: armor("PUBLIC KEY BLOCK", bytes),
    certificate: bytes,
    armoredPrivate: "",
    primary,
    subkey: first?.key,
    signer: parts.signer ?? first?.key ?? primary,
  };
}
