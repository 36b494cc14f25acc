// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The pinned keys. The key file only transports them; trust comes from the full
 * fingerprints that the caller passes.
 *
 * @module
 */

import { KINDS, requireArgument, requireOptions } from "../arguments.ts";
import type { Key, Subkey } from "openpgp";
import { VerificationError } from "../errors.ts";
import { AWS_NEURON } from "../profile.ts";
import { readKeys } from "./key_file.ts";

/** One pinned key of a key file. */
export interface PinnedKey {
  /** 40 (version 4) or 64 (version 6) upper-case hexadecimal digits. */
  readonly fingerprint: string;
  /** The primary user id, empty if there is none. */
  readonly userId: string;
  /** Creation time of the primary key. */
  readonly created: Date;
}

/** The parsed certificates of each pinned key. */
const CERTIFICATES = new WeakMap<PinnedKey, readonly Key[]>();

/**
 * The certificates of a pinned key, in the order of the key file. A file may
 * contain several of one key, each with parts that the others lack.
 *
 * @throws {TypeError} for a key that is not from {@linkcode readKeyring}
 */
export function certificatesOf(key: PinnedKey): readonly Key[] {
  const certificates = CERTIFICATES.get(key);
  if (certificates !== undefined) return certificates;
  throw new TypeError("Only readKeyring() makes a PinnedKey");
}

/** Pinned keys, ready to verify signatures. Made by {@linkcode readKeyring}. */
export interface Keyring {
  /** At least one from {@linkcode readKeyring}; each fingerprint once. */
  readonly keys: readonly PinnedKey[];
}

/** A keyring without keys: every signature fails with `E_NOKEY`. */
export const NO_KEYS: Keyring = { keys: [] };

/** Which keys {@linkcode readKeyring} trusts, and what errors name. */
export interface KeyringOptions {
  /**
   * Full fingerprints of primary keys, hexadecimal, any case; those of
   * `AWS_NEURON` by default. A key id or the fingerprint of a subkey matches
   * nothing.
   */
  readonly fingerprints?: readonly string[] | undefined;
  /** What errors call the key file; "key file" by default. */
  readonly subject?: string | undefined;
}

/**
 * Longest key file that is read, in bytes. The vendor's has 981. A file of this
 * size takes at most half a second to read, even with the smallest packets.
 */
export const MAX_KEY_FILE: number = 256 * 1024;

/**
 * Subkeys and signatures that one pinned key may have. Each costs at least one
 * verification.
 */
const MAX_PACKETS = 1000;

/**
 * Reads a key file and keeps the pinned keys.
 *
 * @param given one or more public keys: bytes, armored or binary, or armored text
 * @param options the pinned fingerprints
 * @throws {VerificationError} `E_NOKEY` if no pinned key is in the file,
 * `E_LIMIT` if the file or a pinned key in it is too large
 */
export async function readKeyring(
  given: Uint8Array | string,
  options: KeyringOptions = {},
): Promise<Keyring> {
  requireArgument("readKeyring(): file", given, KINDS.bytesOrText);
  requireOptions("readKeyring()", options, {
    fingerprints: "optional",
    subject: "optional",
  });
  const { subject = "key file", fingerprints = AWS_NEURON.fingerprints } =
    options;
  const file = typeof given === "string"
    ? new TextEncoder().encode(given)
    : given;
  if (file.length > MAX_KEY_FILE) {
    throw new VerificationError("E_LIMIT", {
      subject,
      problem: "is too large for a key file",
      expected: `at most ${MAX_KEY_FILE} bytes`,
      found: `${file.length} bytes`,
    });
  }
  const pins = normalPins(fingerprints);
  const keys = await readKeys(file);
  const pinned = Map.groupBy(
    keys.filter((key) => pins.includes(fingerprintOf(key))),
    fingerprintOf,
  );
  if (pinned.size === 0) {
    throw new VerificationError("E_NOKEY", {
      subject,
      problem: "does not contain the pinned key",
      expected: pins.join(" or ") || "at least one pinned fingerprint",
      found: keys.slice(0, 8).map(fingerprintOf).join(", ") || "no OpenPGP key",
      hint: keys.length === 0
        ? "check that this is the vendor's key file, whole and unchanged"
        : "if the vendor announced a new key, check its fingerprint " +
          "elsewhere and pass it with --fingerprint",
    });
  }
  return {
    keys: await Promise.all(
      Array.from(
        pinned.values(),
        (certificates) => pinnedKey(certificates, subject),
      ),
    ),
  };
}

/** Fingerprints that people typed, as {@linkcode fingerprintOf} writes them. */
export function normalPins(fingerprints: readonly string[]): string[] {
  return fingerprints.map((pin) => pin.replace(/\s/g, "").toUpperCase());
}

async function pinnedKey(
  certificates: readonly Key[],
  subject: string,
): Promise<PinnedKey> {
  const [first] = certificates;
  if (first === undefined) throw new TypeError("a key without certificates");
  const packets = certificates.reduce(
    (sum, certificate) => sum + certificate.toPacketList().length,
    0,
  );
  if (packets > MAX_PACKETS) {
    throw new VerificationError("E_LIMIT", {
      subject,
      problem: `key ${fingerprintOf(first)} is too large`,
      expected: `at most ${MAX_PACKETS} packets`,
      found: `${packets} packets`,
    });
  }
  const key: PinnedKey = Object.freeze({
    fingerprint: fingerprintOf(first),
    userId: await primaryUserId(first),
    created: first.getCreationTime(),
  });
  CERTIFICATES.set(key, certificates);
  return key;
}

/**
 * The full fingerprint of a key or subkey.
 *
 * @returns upper-case hexadecimal
 */
export function fingerprintOf(key: Key | Subkey): string {
  return key.getFingerprint().toUpperCase();
}

async function primaryUserId(key: Key): Promise<string> {
  try {
    const { user } = await key.getPrimaryUser();
    return user.userID?.userID ?? "";
  } catch { // the key has expired since; its user id is still known
    return key.getUserIDs()[0] ?? "";
  }
}
