// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Verifies RSA signatures of version 3, which OpenPGP.js does not read.
 *
 * @module
 */

import { messageOf } from "../errors.ts";
import { createPublicKey, createVerify } from "node:crypto";
import { digestsOf } from "../digest.ts";
import type { SignatureV3 } from "./signature_packet.ts";
import { findSigningKeys, type SigningKey } from "./signing_key.ts";
import {
  checkedHash,
  checkType,
  firstThatFits,
  type Named,
  verified,
  type VerifiedSignature,
  wrong,
} from "./verdict.ts";

/**
 * RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2) over data, type and time (RFC 4880,
 * section 5.2.4). Data and type and time are hashed separately: appending five
 * bytes would copy a large payload.
 */
export async function verifyV3(
  signature: SignatureV3,
  options: Named,
): Promise<VerifiedSignature> {
  const { data, digests = digestsOf(data) } = options;
  checkType(signature.type, options);
  const hashAlgorithm = checkedHash(signature.hashAlgorithm, options);
  const created = new Date(signature.created * 1000);
  const keys = await findSigningKeys(options.keyring, {
    ...options,
    keyId: signature.keyId,
    created,
  });
  const digest = digests(hashAlgorithm).update(signature.hashed).digest();
  if (signature.digestStart.some((byte, i) => byte !== digest[i])) {
    throw wrong(options, "a different digest of the signed bytes");
  }
  const found = await firstThatFits(keys, ({ signer }) => {
    const { modulus, exponent } = rsaParameters(signer, signature, options);
    if (signature.mpi.length > modulus.length) {
      throw wrong(options, "an integer larger than the key");
    }
    const padded = new Uint8Array(modulus.length);
    padded.set(signature.mpi, modulus.length - signature.mpi.length);
    let isGood: boolean;
    try {
      const key = createPublicKey({
        key: { kty: "RSA", n: base64url(modulus), e: base64url(exponent) },
        format: "jwk",
      });
      isGood = createVerify(hashAlgorithm.replace("-", "")).update(data)
        .update(signature.hashed).verify(key, padded);
    } catch (cause) { // a modulus of more than 4096 bits, for one
      const reason = messageOf(cause);
      throw wrong(options, `a key that cannot be used: ${reason}`, cause);
    }
    if (!isGood) {
      throw wrong(options, "a signature by another key, or of other bytes");
    }
  });
  return verified(found, { version: 3, hashAlgorithm, created });
}

function rsaParameters(
  { keyPacket }: SigningKey["signer"],
  { publicKeyAlgorithm }: SignatureV3,
  options: Named,
): { modulus: Uint8Array; exponent: Uint8Array } {
  const { algorithm, publicParams: parameters } = keyPacket;
  if (
    algorithm === publicKeyAlgorithm &&
    "n" in parameters && parameters.n instanceof Uint8Array &&
    "e" in parameters && parameters.e instanceof Uint8Array
  ) {
    return { modulus: parameters.n, exponent: parameters.e };
  }
  throw wrong(
    options,
    `algorithm ${publicKeyAlgorithm}, but a key of algorithm ${algorithm}`,
  );
}

function base64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}
