// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Digests of the payload in the main header. If the header is signed, a strong
 * digest of the compressed payload extends that signature to the payload.
 *
 * @module
 */

import {
  DIGEST_NAMES,
  digestHex,
  type DigestName,
  startDigest,
} from "../digest.ts";
import { VerificationError } from "../errors.ts";
import {
  checkDigest,
  type CheckedDigest,
  type DigestClaim,
  MAX_STATED,
  type RpmDigest,
} from "./digests.ts";
import type { Header } from "./header.ts";
import type { RpmSignature } from "./signature.ts";
import { TAG } from "./tags.ts";

/** Tags with digests; PAYLOADDIGESTALGO names an algorithm that is absent. */
type DigestTags = readonly (readonly [
  tag: keyof typeof TAG,
  algorithm?: DigestName,
])[];

/** Digests of the payload as it is in the file: compressed. */
const COMPRESSED: DigestTags = [
  ["PAYLOADDIGEST"],
  ["PAYLOADSHA512", "SHA-512"],
  ["PAYLOADSHA3_256", "SHA3-256"],
];

/** Digests of the payload before it was compressed. */
const UNPACKED: DigestTags = [
  ["PAYLOADDIGESTALT"],
  ["PAYLOADSHA512ALT", "SHA-512"],
  ["PAYLOADSHA3_256ALT", "SHA3-256"],
];

/** As strong as the hash of a signature; a weaker one does not extend it. */
const STRONG: readonly string[] = [
  "SHA-256",
  "SHA-384",
  "SHA-512",
  "SHA3-256",
  "SHA3-512",
];

/**
 * Whether a matching digest of the payload extends the header's signature to
 * the payload. A digest of the unpacked payload does not: anyone could change
 * the compressed bytes, and a decoder would have to read them.
 */
export function coversPayload(
  { tag, algorithm }: Pick<CheckedDigest, "tag" | "algorithm">,
): boolean {
  return STRONG.includes(algorithm) &&
    COMPRESSED.some(([compressed]) => compressed === tag);
}

/** Reads the digests of one table; one that cannot be used has a problem. */
function readDigests(
  header: Header,
  table: DigestTags,
): (DigestClaim | CheckedDigest)[] {
  return table.flatMap(([tag, implied]): (DigestClaim | CheckedDigest)[] => {
    const values = header.strings(TAG[tag]);
    if (values === undefined) return [];
    const claim = {
      tag,
      covers: ["payload"] as const,
      value: values.join(", ").slice(0, MAX_STATED).toLowerCase(),
    };
    const id = header.integer(TAG.PAYLOADDIGESTALGO) ?? 8; // absent: SHA-256
    const algorithm = implied ?? DIGEST_NAMES.get(id);
    if (algorithm !== undefined) return [{ ...claim, algorithm }];
    const problem = new VerificationError("E_UNKNOWN", {
      subject: header.subject,
      problem: `${tag} has an unknown algorithm`,
      found: `algorithm ${id}`,
    });
    return [{
      ...claim,
      algorithm: `algorithm ${id}`,
      matches: null,
      problem,
    }];
  });
}

/**
 * Checks the digests of the compressed payload. {@linkcode coversPayload} says
 * which of them count as cover.
 *
 * @param header the main header
 * @param payload the payload as it is in the file
 * @returns every digest that is there, matching or not
 * @throws {VerificationError} `E_FORMAT` for a tag of another type
 */
export function checkPayloadDigests(
  header: Header,
  payload: Uint8Array,
): CheckedDigest[] {
  return readDigests(header, COMPRESSED).map((claim) =>
    checkDigest(
      claim,
      header.subject,
      ({ algorithm }) => digestHex(algorithm, payload),
    )
  );
}

/**
 * What covers the payload: a signature over header and payload, or a digest of
 * the payload in the signed header.
 *
 * @returns the name of the tag
 * @throws {VerificationError} `E_COVERAGE`; `E_WEAK` if only a weak digest does
 */
export function findCoverage(
  signatures: readonly RpmSignature[],
  payloadDigests: readonly RpmDigest[],
  subject: string,
): string {
  const covering = signatures.find((signature) => signature.coversPayload) ??
    payloadDigests.find(coversPayload);
  if (covering !== undefined) return covering.tag;
  const [weak] = payloadDigests;
  throw new VerificationError(weak === undefined ? "E_COVERAGE" : "E_WEAK", {
    subject,
    problem: "the payload is not covered by any signature",
    expected: "SIGPGP, SIGGPG or a strong PAYLOADDIGEST",
    found: [
      ...signatures.map(({ tag }) => tag),
      ...payloadDigests.map(({ tag, algorithm }) => `${tag} by ${algorithm}`),
    ].join(", "),
  });
}

/**
 * Starts the digests of the unpacked payload: one for each that the header has.
 *
 * @param header the main header
 * @returns `update` takes the next bytes that are unpacked; `finish` checks the
 * digests, once, after the last byte
 * @throws {VerificationError} `E_FORMAT` for a tag of another type
 */
export function startUnpackedDigests(header: Header): {
  readonly update: (chunk: Uint8Array) => void;
  readonly finish: () => CheckedDigest[];
} {
  const running = readDigests(header, UNPACKED).map((claim) => ({
    claim,
    hash: "matches" in claim ? undefined : startDigest(claim.algorithm),
  }));
  return {
    update: (chunk) => running.forEach(({ hash }) => hash?.update(chunk)),
    finish: () =>
      running.map(({ claim, hash }) =>
        checkDigest(claim, header.subject, () => hash?.digest("hex") ?? "")
      ),
  };
}

/**
 * The digests of the unpacked payload as the header states them, for a payload
 * that is not unpacked.
 *
 * @throws {VerificationError} `E_FORMAT` for a tag of another type
 */
export function readUnpackedDigests(
  header: Header,
): (DigestClaim | CheckedDigest)[] {
  return readDigests(header, UNPACKED);
}
