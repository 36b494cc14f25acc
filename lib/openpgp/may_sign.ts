// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Whether a key may sign, by its algorithm and by what its owner says of it.
 *
 * @module
 */

import type { Config, Key, SignaturePacket, Subkey } from "openpgp";

/** Type of the signature by which a subkey agrees (RFC 9580, 5.2.1.9). */
const PRIMARY_KEY_BINDING = 0x19;

/** Key flag: may sign data (RFC 9580, section 5.2.3.29). */
const MAY_SIGN = 0x02;

/** Smallest RSA modulus that is accepted, in bits. */
const MIN_RSA_BITS = 2048;

/** When a signature was made, and the time that counts as now. */
interface SignedAt {
  readonly created: Date;
  readonly now: Date;
}

/** Whether a signer is a subkey of its certificate. */
export function isSubkey(signer: Key | Subkey): signer is Subkey {
  return "bindingSignatures" in signer;
}

/**
 * Checks that a key is bound, meant for signing, and that it had not expired.
 *
 * @param certificate the key, or that of the subkey
 * @param signer the key or subkey that signed
 * @param at when it signed
 * @throws {Error} of OpenPGP.js, or one that says what is missing
 */
export async function requireMaySign(
  certificate: Key,
  signer: Key | Subkey,
  at: SignedAt,
): Promise<void> {
  const config = await strictConfig();
  const time = newest(primaryStatements(certificate), at.created, at.now);
  if (isSubkey(signer)) {
    await certificate.verifyPrimaryKey(time, undefined, config);
    await checkSubkey(signer, at, config);
  } else {
    await certificate.getSigningKey(signer.getKeyID(), time, {}, config);
  }
}

/** OpenPGP.js's own rules, and no SHA-1 in bindings or self-signatures. */
async function strictConfig(): Promise<Config> {
  const { config, enums } = await import("openpgp");
  return {
    ...config,
    rejectHashAlgorithms: new Set([
      ...config.rejectHashAlgorithms,
      enums.hash.sha1,
    ]),
  };
}

/** @throws {Error} if the subkey is not bound, expired or not for signing */
async function checkSubkey(
  signer: Subkey,
  { created, now }: SignedAt,
  config: Config,
): Promise<void> {
  const time = newest(signer.bindingSignatures, created, now);
  const binding = await signer.verify(time, config);
  if (((binding.keyFlags?.[0] ?? 0) & MAY_SIGN) === 0) {
    throw new Error("Subkey is not meant for signing");
  }
  const consent = binding.embeddedSignature;
  if (consent?.signatureType !== PRIMARY_KEY_BINDING) {
    throw new Error("Subkey has not signed its binding");
  }
  await consent.verify(
    signer.keyPacket,
    PRIMARY_KEY_BINDING,
    { key: signer.mainKey.keyPacket, bind: signer.keyPacket },
    time,
    undefined,
    config,
  );
}

/** Self-signatures on the primary key: user ids, flags, expiry. */
function primaryStatements(
  key: Key & { readonly directSignatures?: readonly SignaturePacket[] },
): SignaturePacket[] {
  return [
    ...key.users.flatMap((user) => [
      ...user.selfCertifications,
      ...user.revocationSignatures,
    ]),
    ...key.directSignatures ?? [], // OpenPGP.js has them, its types do not
  ];
}

/**
 * The time at which the key is checked: that of the newest self-signature, or
 * of the signature if it is newer. A key that is valid then was valid before.
 */
function newest(
  statements: readonly SignaturePacket[],
  created: Date,
  now: Date,
): Date {
  const times = statements.map((s) => s.created?.getTime() ?? 0)
    .filter((time) => time <= now.getTime());
  return new Date(
    times.reduce((a, b) => Math.max(a, b), created.getTime()),
  );
}

/** Why an algorithm is not accepted; undefined if it is. */
export function findWeakness(signer: Key | Subkey): string | undefined {
  const { algorithm, bits, curve } = signer.getAlgorithmInfo();
  switch (algorithm) {
    case "rsaEncryptSign":
    case "rsaSign":
    case "rsaEncrypt":
      return (bits ?? 0) < MIN_RSA_BITS ? `RSA of ${bits} bits` : undefined;
    case "ecdsa":
    case "eddsaLegacy":
      return curve === "secp256k1" ? `curve ${curve}` : undefined;
    case "dsa":
    case "elgamal":
      return `algorithm ${algorithm}`;
    default:
      return undefined;
  }
}
