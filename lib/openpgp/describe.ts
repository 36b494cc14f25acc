// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What a signature packet says of itself, for people who look at it. Nothing
 * here is verified, and nothing here verifies: see verify.ts for that.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import { openSignaturePacket, parseSignatureV3 } from "./signature_packet.ts";

/** The claims of a signature packet. Attacker-controlled. */
export interface SignatureClaims {
  /** Version of the packet. */
  readonly version: number;
  /** `RSA`, or `algorithm 99`. */
  readonly publicKeyAlgorithm: string;
  /** `SHA-256`, or `algorithm 99`. */
  readonly hashAlgorithm: string;
  /** When it was made, undefined where it does not say. */
  readonly created: Date | undefined;
  /** 16 upper-case hexadecimal digits, undefined where it does not say. */
  readonly keyId: string | undefined;
}

/** Public key algorithms by number (RFC 9580, section 9.1). */
const PUBLIC_KEY_ALGORITHMS: Readonly<Record<number, string | undefined>> = {
  1: "RSA",
  3: "RSA",
  17: "DSA",
  19: "ECDSA",
  22: "EdDSA",
  27: "Ed25519",
  28: "Ed448",
};

/** Hash algorithms by number (RFC 9580, section 9.5). */
const HASH_ALGORITHMS: Readonly<Record<number, string | undefined>> = {
  1: "MD5",
  2: "SHA-1",
  3: "RIPEMD-160",
  8: "SHA-256",
  9: "SHA-384",
  10: "SHA-512",
  11: "SHA-224",
  12: "SHA3-256",
  14: "SHA3-512",
};

/** Longest packet that is looked at, in bytes. Real ones have about 300. */
const MAX_PACKET = 64 * 1024;

/**
 * Reads the claims of a signature packet.
 *
 * @param packet one packet, binary
 * @param subject what errors name
 * @throws {VerificationError} `E_SIG` where it cannot be read
 */
export async function describeSignature(
  packet: Uint8Array,
  subject: string,
): Promise<SignatureClaims> {
  const unreadable = (found: string) =>
    new VerificationError("E_SIG", {
      subject,
      problem: "the signature cannot be read",
      found,
    });
  if (packet.length > MAX_PACKET) {
    throw unreadable(`a packet of ${packet.length} bytes`);
  }
  const body = openSignaturePacket(packet, { subject });
  if (body[0] === 3) {
    const signature = parseSignatureV3(body, { subject });
    return {
      version: 3,
      ...algorithms(signature.publicKeyAlgorithm, signature.hashAlgorithm),
      created: new Date(signature.created * 1000),
      keyId: signature.keyId,
    };
  }
  const { readSignature, SignaturePacket } = await import("openpgp");
  let found: unknown;
  try {
    [found] = (await readSignature({ binarySignature: packet })).packets;
  } catch (cause) {
    throw unreadable(cause instanceof Error ? cause.message : String(cause));
  }
  if (!(found instanceof SignaturePacket)) {
    throw unreadable(`a packet of version ${body[0] ?? 0}`);
  }
  const keyId = found.issuerKeyID.toHex().toUpperCase();
  return {
    version: body[0] ?? 0,
    ...algorithms(found.publicKeyAlgorithm ?? 0, found.hashAlgorithm ?? 0),
    created: found.created ?? undefined,
    keyId: /[^0]/.test(keyId) ? keyId : undefined,
  };
}

function algorithms(
  publicKey: number,
  hash: number,
): Pick<SignatureClaims, "publicKeyAlgorithm" | "hashAlgorithm"> {
  return {
    publicKeyAlgorithm: PUBLIC_KEY_ALGORITHMS[publicKey] ??
      `algorithm ${publicKey}`,
    hashAlgorithm: HASH_ALGORITHMS[hash] ?? `algorithm ${hash}`,
  };
}
