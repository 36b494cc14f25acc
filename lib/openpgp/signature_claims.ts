// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What a signature packet says about itself: version, algorithms, time, key.
 * Nothing here is verified; see verify.ts for that. It also decides whether
 * this program knows the algorithms at all, because an unknown algorithm is
 * not the same as a wrong signature.
 *
 * @module
 */

import { DIGEST_NAMES } from "../digest.ts";
import { VerificationError } from "../errors.ts";
import { malformedPacket, type PacketLabel } from "./signature_packet.ts";

/** The claims of a signature packet. Attacker-controlled. */
export interface SignatureClaims {
  /** Version of the packet: 3, 4 or 6. */
  readonly version: number;
  /** `RSA`, or `algorithm 99` for a number without a name. */
  readonly publicKeyAlgorithm: string;
  /** `SHA-256`, or `algorithm 99` for a number without a name. */
  readonly hashAlgorithm: string;
  /** When it was made; undefined if the packet does not say. */
  readonly created: Date | undefined;
  /** 16 upper-case hexadecimal digits; undefined if the packet names no key. */
  readonly keyId: string | undefined;
  /** Whether this program knows both algorithms, accepted or not. */
  readonly isKnown: boolean;
}

/**
 * Public key algorithms by number (RFC 9580, section 9.1). Those marked as new
 * come from draft-ietf-openpgp-pqc; nothing here can verify them yet.
 */
const PUBLIC_KEY_ALGORITHMS: ReadonlyMap<
  number,
  { readonly name: string; readonly isNew?: true }
> = new Map([
  [1, { name: "RSA" }],
  [2, { name: "RSA for encryption" }],
  [3, { name: "RSA" }],
  [16, { name: "Elgamal" }],
  [17, { name: "DSA" }],
  [18, { name: "ECDH" }],
  [19, { name: "ECDSA" }],
  [20, { name: "Elgamal" }],
  [22, { name: "EdDSA" }],
  [25, { name: "X25519" }],
  [26, { name: "X448" }],
  [27, { name: "Ed25519" }],
  [28, { name: "Ed448" }],
  [30, { name: "ML-DSA-65+Ed25519", isNew: true }],
  [31, { name: "ML-DSA-87+Ed448", isNew: true }],
  [32, { name: "SLH-DSA-SHAKE-128s", isNew: true }],
  [33, { name: "SLH-DSA-SHAKE-128f", isNew: true }],
  [34, { name: "SLH-DSA-SHAKE-256s", isNew: true }],
]);

/** Hash algorithms by number (RFC 9580, section 9.5). */
const HASH_ALGORITHMS: ReadonlyMap<number, string> = new Map([
  ...DIGEST_NAMES,
  [3, "RIPEMD-160"], // known, and never computed
]);

/** Subpacket types (RFC 9580, section 5.2.3.7). */
const SUBPACKET = {
  CREATED: 2, // 4 bytes, seconds since 1970
  ISSUER: 16, // 8 bytes, key id
  ISSUER_FINGERPRINT: 33, // version of the key, then its fingerprint
} as const;

/**
 * Reads the claims of a signature packet.
 *
 * @param body the packet's body, from its version on
 * @param label what errors name
 * @throws {VerificationError} `E_SIG` if the version is not 3, 4 or 6 or the
 * packet is cut short
 */
export function readSignatureClaims(
  body: Uint8Array,
  label: PacketLabel,
): SignatureClaims {
  switch (body[0]) {
    case 3:
      return claimsV3(body, label);
    case 4:
      return claimsV4(body, 2, label);
    case 6:
      return claimsV4(body, 4, label);
    default:
      throw malformedPacket(label, `a packet of version ${body[0] ?? 0}`);
  }
}

/** Version 3 has fields at fixed places (RFC 4880, section 5.2.2). */
function claimsV3(body: Uint8Array, label: PacketLabel): SignatureClaims {
  if (body.length < 19) throw malformedPacket(label, "a packet cut short");
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  return {
    version: 3,
    ...algorithms(view.getUint8(15), view.getUint8(16)),
    created: new Date(view.getUint32(3) * 1000),
    keyId: body.subarray(7, 15).toHex().toUpperCase(),
  };
}

/**
 * Versions 4 and 6 have two areas of subpackets (RFC 9580, section 5.2.3): the
 * first is signed, the second is not.
 */
function claimsV4(
  body: Uint8Array,
  lengthBytes: 2 | 4,
  label: PacketLabel,
): SignatureClaims {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const area = (at: number): Uint8Array => {
    const start = at + lengthBytes;
    if (start > body.length) throw malformedPacket(label, "a packet cut short");
    const length = lengthBytes === 2 ? view.getUint16(at) : view.getUint32(at);
    if (start + length > body.length) {
      throw malformedPacket(label, "a packet cut short");
    }
    return body.subarray(start, start + length);
  };
  const hashed = area(4);
  const unhashed = area(4 + lengthBytes + hashed.length);
  const signed = readSubpackets(hashed);
  const all = new Map([...readSubpackets(unhashed), ...signed]);
  const created = signed.get(SUBPACKET.CREATED);
  return {
    version: view.getUint8(0),
    ...algorithms(view.getUint8(2), view.getUint8(3)),
    created: created?.length === 4
      ? new Date(parseInt(created.toHex(), 16) * 1000)
      : undefined,
    keyId: keyIdOf(all)?.toHex().toUpperCase(),
  };
}

/** The issuer's key id, or the part of its fingerprint that is the key id. */
function keyIdOf(
  subpackets: ReadonlyMap<number, Uint8Array>,
): Uint8Array | undefined {
  const issuer = subpackets.get(SUBPACKET.ISSUER);
  if (issuer?.length === 8 && issuer.some((byte) => byte !== 0)) return issuer;
  const fingerprint = subpackets.get(SUBPACKET.ISSUER_FINGERPRINT);
  if (fingerprint === undefined) return undefined;
  return fingerprint[0] === 6 // RFC 9580, section 5.5.4
    ? fingerprint.subarray(1, 9)
    : fingerprint.subarray(-8);
}

/** The bodies of subpackets by type; reading stops at one that is cut short. */
function readSubpackets(area: Uint8Array): Map<number, Uint8Array> {
  const view = new DataView(area.buffer, area.byteOffset, area.byteLength);
  const found = new Map<number, Uint8Array>();
  for (let at = 0; at < area.length;) {
    const first = view.getUint8(at);
    const lengthBytes = first < 192 ? 1 : first < 255 ? 2 : 5;
    const start = at + lengthBytes;
    if (start > area.length) break;
    const length = lengthBytes === 1
      ? first
      : lengthBytes === 2
      ? (first - 192 << 8) + view.getUint8(at + 1) + 192
      : view.getUint32(at + 1);
    if (length === 0 || start + length > area.length) break;
    const body = area.subarray(start + 1, start + length);
    found.set(view.getUint8(start) & 0x7f, body); // the top bit means critical
    at = start + length;
  }
  return found;
}

function algorithms(
  publicKey: number,
  hash: number,
): Pick<SignatureClaims, "publicKeyAlgorithm" | "hashAlgorithm" | "isKnown"> {
  const known = PUBLIC_KEY_ALGORITHMS.get(publicKey);
  const hashName = HASH_ALGORITHMS.get(hash);
  return {
    publicKeyAlgorithm: known?.name ?? `algorithm ${publicKey}`,
    hashAlgorithm: hashName ?? `algorithm ${hash}`,
    isKnown: known !== undefined && known.isNew !== true &&
      hashName !== undefined,
  };
}

/**
 * Refuses a signature whose algorithms this program does not know: it can be
 * neither good nor wrong.
 *
 * @param claims of the signature
 * @param label what errors name
 * @throws {VerificationError} `E_UNKNOWN`
 */
export function requireKnown(
  claims: SignatureClaims,
  { subject, name }: PacketLabel,
): void {
  if (claims.isKnown) return;
  throw new VerificationError("E_UNKNOWN", {
    subject,
    problem: `the ${name} has an unknown algorithm`,
    found: `${claims.publicKeyAlgorithm} with ${claims.hashAlgorithm}`,
    hint: "a newer version of this program may know it",
  });
}
