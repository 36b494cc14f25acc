// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The pinned keys. A key file is only a carrier: trust comes from the full
 * fingerprints that the caller names.
 *
 * @module
 */

import type { Key, Subkey } from "openpgp";
import { VerificationError } from "../errors.ts";

/** A key that may have made a signature, judged at the time of signing. */
export interface SigningKey {
  /** The pinned key. */
  readonly key: PinnedKey;
  /** The key or the subkey of it that signed. */
  readonly signer: Key | Subkey;
  /** Things that do not matter for the verdict but that a reader should know. */
  readonly notes: readonly string[];
}

/** One pinned key of a key file. */
export interface PinnedKey {
  /** 40 (version 4) or 64 (version 6) upper-case hexadecimal digits. */
  readonly fingerprint: string;
  /** The primary user id, an empty string where there is none. */
  readonly userId: string;
  /** Creation time of the primary key. */
  readonly created: Date;
}

/** Pinned keys as OpenPGP.js has parsed them. */
const PARSED = new WeakMap<PinnedKey, Key>();

function parsedKey(key: PinnedKey): Key {
  const parsed = PARSED.get(key);
  if (parsed !== undefined) return parsed;
  throw new TypeError("Only readKeyring() makes a PinnedKey");
}

/** Pinned keys, ready to verify signatures. Made by {@linkcode readKeyring}. */
export interface Keyring {
  /** At least one. */
  readonly keys: readonly PinnedKey[];
}

/** What {@linkcode readKeyring} trusts, and what errors call the file. */
export interface KeyringOptions {
  /** Full fingerprints of primary keys, hexadecimal, any case. */
  readonly fingerprints: readonly string[];
  /** Name of the key file. */
  readonly subject: string;
}

/** Longest key file that is looked at, in bytes. */
export const MAX_KEY_FILE: number = 1024 * 1024;

const ARMOR =
  /-----BEGIN PGP PUBLIC KEY BLOCK-----.*?-----END PGP PUBLIC KEY BLOCK-----/gs;

/**
 * Reads a key file and keeps the pinned keys.
 *
 * @param file one or more public keys, armored or binary
 * @param options the pinned fingerprints
 * @throws {VerificationError} `E_NOKEY` where no pinned key is in the file,
 * `E_LIMIT` where the file is too large
 */
export async function readKeyring(
  file: Uint8Array,
  options: KeyringOptions,
): Promise<Keyring> {
  const { subject } = options;
  if (file.length > MAX_KEY_FILE) {
    throw new VerificationError("E_LIMIT", {
      subject,
      problem: "is too large for a key file",
      expected: `at most ${MAX_KEY_FILE} bytes`,
      found: `${file.length} bytes`,
    });
  }
  const pins = options.fingerprints.map((pin) =>
    pin.replace(/\s/g, "").toUpperCase()
  );
  const keys = await readKeys(file);
  const pinned = keys.filter((key) => pins.includes(fingerprintOf(key)));
  if (pinned.length === 0) {
    throw new VerificationError("E_NOKEY", {
      subject,
      problem: "does not hold the pinned key",
      expected: pins.join(" or "),
      found: keys.map(fingerprintOf).join(", ") || "no OpenPGP key",
      hint: "if the vendor announced a new key, check its fingerprint " +
        "elsewhere and pass it with --fingerprint",
    });
  }
  return {
    keys: await Promise.all(pinned.map(async (key) => {
      const pinnedKey: PinnedKey = Object.freeze({
        fingerprint: fingerprintOf(key),
        userId: await primaryUserId(key),
        created: key.getCreationTime(),
      });
      PARSED.set(pinnedKey, key);
      return pinnedKey;
    })),
  };
}

async function readKeys(file: Uint8Array): Promise<Key[]> {
  const { readKeys } = await import("openpgp");
  const blocks = new TextDecoder().decode(file).match(ARMOR) ?? [];
  const reads = blocks.length === 0
    ? [readKeys({ binaryKeys: file })]
    : blocks.map((block) => readKeys({ armoredKeys: block }));
  const results = await Promise.allSettled(reads);
  return results.flatMap((result) =>
    result.status === "fulfilled" ? result.value : []
  );
}

function fingerprintOf(key: Key | Subkey): string {
  return key.getFingerprint().toUpperCase();
}

async function primaryUserId(key: Key): Promise<string> {
  try {
    const { user } = await key.getPrimaryUser();
    return user.userID?.userID ?? "";
  } catch { // expired since: the user id is still what it was
    return key.getUserIDs()[0] ?? "";
  }
}

/** When a signature was made, by which key it says, and what to call it. */
export interface SignatureClaim {
  /** 16 upper-case hexadecimal digits. */
  readonly keyId: string;
  /** Creation time of the signature. */
  readonly created: Date;
  /** The time that counts as now. */
  readonly now: Date;
  /** What errors name. */
  readonly subject: string;
}

/** How far a signature's time may be ahead of the clock, in milliseconds. */
const CLOCK_SKEW = 5 * 60 * 1000;

/**
 * Finds the pinned key that a signature names and judges whether it could have
 * made it: bound, meant for signing, neither revoked nor expired.
 *
 * @throws {VerificationError} `E_NOKEY`, `E_SIG_TIME`, `E_UNTRUSTED`, `E_WEAK`
 */
export async function findSigningKey(
  keyring: Keyring,
  claim: SignatureClaim,
): Promise<SigningKey> {
  const { created, now, subject } = claim;
  const candidates = keyring.keys.flatMap((key) => {
    const parsed = parsedKey(key);
    return [parsed, ...parsed.subkeys].map((signer) => ({
      key,
      parsed,
      signer,
    }));
  });
  const found = candidates.find(({ signer }) =>
    signer.getKeyID().toHex().toUpperCase() === claim.keyId
  );
  if (found === undefined) {
    throw new VerificationError("E_NOKEY", {
      subject,
      problem: "is signed by a key that is not pinned",
      expected: keyring.keys.map((key) => key.fingerprint).join(" or "),
      found: `key id ${claim.keyId}`,
    });
  }
  const { key, parsed, signer } = found;
  if (created.getTime() > now.getTime() + CLOCK_SKEW) {
    throw impossibleTime(subject, "is signed in the future", {
      expected: `at most ${formatTime(now)}`,
      found: formatTime(created),
    });
  }
  if (created < signer.getCreationTime()) {
    throw impossibleTime(subject, "is signed before its key existed", {
      expected: `at least ${formatTime(signer.getCreationTime())}`,
      found: formatTime(created),
    });
  }
  if (
    await parsed.isRevoked(undefined, undefined, now) ||
    await isRevokedSubkey(signer, now)
  ) {
    throw untrusted(subject, signer, new Error("the key is revoked"));
  }
  try {
    await checkSigningKey(parsed, signer, judgementTime(found, created));
  } catch (cause) {
    throw untrusted(subject, signer, cause);
  }
  try {
    await checkSigningKey(parsed, signer, now);
    return { key, signer, notes: [] };
  } catch {
    return {
      key,
      signer,
      notes: [`key ${fingerprintOf(signer)} has expired since it signed`],
    };
  }
}

async function isRevokedSubkey(
  signer: Key | Subkey,
  now: Date,
): Promise<boolean> {
  if (!("bindingSignatures" in signer)) return false;
  const [binding] = signer.bindingSignatures;
  return binding !== undefined &&
    await signer.isRevoked(binding, signer.mainKey.keyPacket, now);
}

function impossibleTime(
  subject: string,
  problem: string,
  values: { expected: string; found: string },
): VerificationError {
  return new VerificationError("E_SIG_TIME", { subject, problem, ...values });
}

function untrusted(
  subject: string,
  signer: Key | Subkey,
  cause: unknown,
): VerificationError {
  const found = cause instanceof Error ? cause.message : String(cause);
  return new VerificationError(
    found.includes("considered too weak") ? "E_WEAK" : "E_UNTRUSTED",
    {
      subject,
      problem: `key ${fingerprintOf(signer)} may not sign`,
      found,
      cause,
    },
  );
}

function formatTime(time: Date): string {
  return time.toISOString().replace(".000", "");
}

/**
 * The time at which the key is judged: that of the signature, but not before
 * the oldest binding that the file still holds. Key owners renew their
 * self-signatures and the old ones get lost; the vendor's is three years
 * younger than its key, and younger than half of what it has signed.
 */
function judgementTime(
  found: { readonly parsed: Key; readonly signer: Key | Subkey },
  created: Date,
): Date {
  const { parsed, signer } = found;
  const bindings = [
    oldest([
      ...parsed.users.flatMap((user) => user.selfCertifications),
      ...directSignatures(parsed),
    ]),
    "bindingSignatures" in signer ? oldest(signer.bindingSignatures) : 0,
  ].filter(Number.isFinite);
  return new Date(Math.max(created.getTime(), ...bindings));
}

interface Dated {
  readonly created: Date | null;
}

function oldest(signatures: readonly Dated[]): number {
  return Math.min(...signatures.flatMap((s) => s.created?.getTime() ?? []));
}

/** Those of version 6 keys; OpenPGP.js has them, its types do not. */
function directSignatures(key: Key & { directSignatures?: Dated[] }): Dated[] {
  return key.directSignatures ?? [];
}

/** @throws {Error} of OpenPGP.js, where the key may not sign at that time */
async function checkSigningKey(
  key: Key,
  signer: Key | Subkey,
  time: Date,
): Promise<void> {
  const usable = await key.getSigningKey(signer.getKeyID(), time);
  if (fingerprintOf(usable) !== fingerprintOf(signer)) {
    throw new Error("another key has the same key id");
  }
}
