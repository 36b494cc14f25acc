// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Requires that a key file contains the pinned keys and nothing else. People
 * import a published key file with gpg or rpm and then trust everything in it:
 * another key, and with old versions of rpm also a subkey that its owner never
 * bound. So every packet must be accounted for.
 *
 * @module
 */

import type { Key, SignaturePacket } from "openpgp";
import { digestHex, type DigestName } from "../digest.ts";
import { VerificationError } from "../errors.ts";
import { ARMOR } from "./key_file.ts";
import { fingerprintOf, normalPins } from "./keyring.ts";
import { type Packet, readPackets } from "./packets.ts";

/** The packets of a public key (RFC 9580, section 10.1). */
const PACKET = {
  SIGNATURE: 2,
  PUBLIC_KEY: 6,
  USER_ID: 13,
  PUBLIC_SUBKEY: 14,
  USER_ATTRIBUTE: 17,
} as const;

const PUBLIC: ReadonlySet<number> = new Set(Object.values(PACKET));

/** Packets with private key material (sections 5.5.1.2 and 5.5.1.4). */
const SECRET: ReadonlySet<number> = new Set([5, 7]);

/** Keys that an error names. */
const MAX_NAMED = 8;

/** What {@linkcode requireOnlyPinned} accepts. */
export interface OnlyPinnedOptions {
  /** Full fingerprints of primary keys, hexadecimal, any case. */
  readonly fingerprints: readonly string[];
  /** Name of the key file. */
  readonly subject: string;
}

/**
 * Refuses a key file that contains anything but pinned keys: another key, a subkey
 * or a user id that a pinned key has not signed, private key material, other
 * packets, and text around the armor. Signatures by other keys on a pinned key are
 * accepted: they add nothing to what is trusted.
 *
 * @param file the key file, not trusted, no longer than a keyring may be
 * @param options the pins
 * @throws {VerificationError} `E_NOKEY` for another key, which it names;
 * `E_UNTRUSTED` for a part of a key that its owner has not signed; `E_FORMAT` for
 * anything else
 */
export async function requireOnlyPinned(
  file: Uint8Array,
  options: OnlyPinnedOptions,
): Promise<void> {
  const { subject } = options;
  const bytes = openArmor(file, subject);
  const keys = splitKeys(bytes, subject);
  const pins = normalPins(options.fingerprints);
  const others = keys.map(({ fingerprint }) => fingerprint)
    .filter((fingerprint) => !pins.includes(fingerprint));
  if (others.length > 0) {
    const unknown = [...new Set(others)].slice(0, MAX_NAMED);
    throw new VerificationError("E_NOKEY", {
      subject,
      problem: "contains a key besides the pinned ones",
      expected: pins.join(" or "),
      found: unknown.join(", "),
      hint: "anyone who imports the file trusts that key too: if the vendor " +
        "announced it, check its fingerprint elsewhere and accept it with " +
        `--fingerprint, beside ${
          pins.map((p) => `--fingerprint ${p}`).join(" ")
        }`,
    });
  }
  for (const key of keys) await requireOwn(key, bytes, subject);
}

function malformed(subject: string, found: string): VerificationError {
  return new VerificationError("E_FORMAT", {
    subject,
    problem: "contains something besides public keys",
    found,
    hint:
      "anyone who imports the file gets that too: copy the key out of it, " +
      "compare its fingerprint, and give it with --key",
  });
}

/**
 * The packets of all armored blocks (RFC 9580, section 6.2), or the file itself if
 * it is binary. Stricter than the programs that import keys: a file that two of
 * them could read differently is refused.
 */
function openArmor(file: Uint8Array, subject: string): Uint8Array {
  if (((file[0] ?? 0) & 0x80) !== 0) return file;
  const lines = new TextDecoder().decode(file).split(/\r?\n/)
    .map((line) => line.trimEnd());
  const blocks: Uint8Array[] = [];
  let base64 = "";
  let state: "outside" | "headers" | "body" | "checksum" = "outside";
  const refuse = (line: string) =>
    malformed(subject, `the line ${JSON.stringify(line.slice(0, 64))}`);
  for (const line of lines) {
    if (state === "outside") {
      if (line === ARMOR.begin) state = "headers";
      else if (line !== "") throw refuse(line);
    } else if (state === "headers") {
      if (line === "") state = "body";
      else if (!/^[A-Za-z]+: /.test(line)) throw refuse(line);
    } else if (line === ARMOR.end) {
      blocks.push(decode(base64, subject));
      base64 = "";
      state = "outside";
    } else if (state === "checksum" || base64.endsWith("=")) {
      if (!isChecksum(line) || state === "checksum") throw refuse(line);
      state = "checksum";
    } else if (isChecksum(line)) state = "checksum";
    else if (/^[A-Za-z0-9+/]+={0,2}$/.test(line)) base64 += line;
    else throw refuse(line);
  }
  if (state !== "outside") throw malformed(subject, "armor that does not end");
  return new Uint8Array(blocks.flatMap((block) => Array.from(block)));
}

function isChecksum(line: string): boolean {
  return /^=[A-Za-z0-9+/]{4}$/.test(line);
}

function decode(base64: string, subject: string): Uint8Array {
  try {
    return Uint8Array.fromBase64(base64, { lastChunkHandling: "strict" });
  } catch {
    throw malformed(subject, "armor that is not base64");
  }
}

/** A primary key and the packets that follow it, not verified. */
interface KeyPackets {
  readonly fingerprint: string;
  readonly packets: Packet[];
}

function splitKeys(bytes: Uint8Array, subject: string): KeyPackets[] {
  let packets: Packet[];
  try {
    packets = readPackets(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw malformed(subject, "bytes that are not an OpenPGP packet");
  }
  const keys: KeyPackets[] = [];
  for (const packet of packets) {
    const { type } = packet;
    const last = keys.at(-1);
    if (SECRET.has(type)) throw malformed(subject, "a private key");
    if (!PUBLIC.has(type)) throw malformed(subject, `a packet of type ${type}`);
    if (type === PACKET.PUBLIC_KEY) {
      keys.push({ fingerprint: keyFingerprint(packet), packets: [packet] });
    } else if (last === undefined) {
      throw malformed(subject, `a packet of type ${type} before any key`);
    } else last.packets.push(packet);
  }
  return keys;
}

/** What precedes a key that is hashed (RFC 9580, section 5.5.4). */
const FINGERPRINTS: ReadonlyMap<
  number,
  readonly [digest: DigestName, mark: number]
> = new Map([
  [4, ["SHA-1", 0x99]],
  [5, ["SHA-256", 0x9a]], // of LibrePGP, which gpg knows
  [6, ["SHA-256", 0x9b]],
]);

/** Upper-case hexadecimal; for versions without one, a name that fits no pin. */
function keyFingerprint({ body }: Packet): string {
  const version = body[0] ?? 0;
  const kind = FINGERPRINTS.get(version);
  if (kind === undefined) return `a key of version ${version}`;
  const [digest, mark] = kind;
  const length = version === 4
    ? [body.length >> 8 & 0xff, body.length & 0xff]
    : [24, 16, 8, 0].map((shift) => body.length >> shift & 0xff);
  const hashed = new Uint8Array([mark, ...length, ...body]);
  return digestHex(digest, hashed).toUpperCase();
}

/** Requires that the primary key has signed each subkey and user id. */
async function requireOwn(
  { fingerprint, packets }: KeyPackets,
  bytes: Uint8Array,
  subject: string,
): Promise<void> {
  const key = await readKey(
    bytes.slice(packets[0]?.start, packets.at(-1)?.end),
  );
  const count = (...types: readonly number[]) =>
    packets.filter(({ type }) => types.includes(type)).length;
  const isWhole = key !== undefined &&
    key.subkeys.length === count(PACKET.PUBLIC_SUBKEY) &&
    key.users.length === count(PACKET.USER_ID, PACKET.USER_ATTRIBUTE);
  if (!isWhole) {
    throw malformed(subject, `parts of key ${fingerprint} that cannot be read`);
  }
  const refuse = (found: string) =>
    new VerificationError("E_UNTRUSTED", {
      subject,
      problem: `contains a part that key ${fingerprint} has not signed`,
      found,
      hint: "somebody has added that to the key: compare the file with what " +
        "the vendor publishes elsewhere, and give a good one with --key",
    });
  const { enums } = await import("openpgp");
  const { keyPacket: primaryKey } = key;
  for (const subkey of key.subkeys) {
    const data = { key: primaryKey, bind: subkey.keyPacket };
    const type = enums.signature.subkeyBinding;
    if (await hasSigned(key, subkey.bindingSignatures, { type, data })) {
      continue;
    }
    throw refuse(`subkey ${fingerprintOf(subkey)}`);
  }
  for (const { userID, userAttribute, selfCertifications } of key.users) {
    const data = { userID, userAttribute, key: primaryKey };
    if (await hasSigned(key, selfCertifications, { data })) continue;
    const name = userID?.userID.slice(0, 128);
    throw refuse(
      name === undefined
        ? "a user attribute"
        : `user id ${JSON.stringify(name)}`,
    );
  }
}

/** Whether the key made one of the signatures, however old or short-lived. */
async function hasSigned(
  key: Key,
  signatures: readonly SignaturePacket[],
  { type, data }: {
    /** The signature's own by default. */
    readonly type?: SignaturePacket["signatureType"];
    readonly data: object;
  },
): Promise<boolean> {
  for (const signature of signatures) {
    const { signatureType, created } = signature;
    const wanted = type ?? signatureType;
    if (wanted === null || created === null) continue;
    try {
      await signature.verify(key.keyPacket, wanted, data, created);
      return true;
    } catch {
      continue; // not by this key, or not of this
    }
  }
  return false;
}

/** @returns the one key in the bytes, undefined if it cannot be read */
async function readKey(bytes: Uint8Array): Promise<Key | undefined> {
  const { readKeys } = await import("openpgp");
  try {
    return (await readKeys({ binaryKeys: bytes }))[0];
  } catch {
    return undefined;
  }
}
