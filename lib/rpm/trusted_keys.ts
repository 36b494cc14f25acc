// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Which keys a package may be signed with.
 *
 * @module
 */

import { type Keyring, readKeyring } from "../openpgp/keyring.ts";

/** The keys to trust: those pinned in a key file, or a keyring. Not both. */
export interface TrustedKeys {
  /** A key file: bytes, armored or binary, or armored text. */
  readonly key?: Uint8Array | string | undefined;
  /**
   * Full fingerprints of the keys in it that are trusted, hexadecimal; those of
   * `AWS_NEURON` by default.
   */
  readonly fingerprints?: readonly string[] | undefined;
  /** The pinned keys, from `readKeyring()`. */
  readonly keyring?: Keyring | undefined;
}

/**
 * The keys to trust.
 *
 * @returns undefined where none were given
 * @throws {VerificationError} `E_NOKEY` where the key file has no pinned key
 * @throws {TypeError} where it is not clear which keys are meant
 */
export async function keyringOf(
  { key, fingerprints, keyring }: TrustedKeys,
): Promise<Keyring | undefined> {
  if (key !== undefined && keyring === undefined) {
    return await readKeyring(key, { fingerprints });
  }
  if (key !== undefined || fingerprints !== undefined) {
    throw new TypeError("Give a key with its fingerprints, or a keyring");
  }
  return keyring;
}
