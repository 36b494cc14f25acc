// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Compares somebody's tarball with the one that the release gives.
 *
 * The other is not unpacked, nor even parsed: the same source gives the same
 * bytes, and where a byte differs, our own says what it belongs to.
 *
 * @module
 */

import { concat } from "../concat.ts";
import { VerificationError } from "../errors.ts";
import { decompress, detectCompression } from "../rpm/compression.ts";
import { BLOCK } from "./tar_header.ts";
import { type Tar, tarballName } from "./tarball.ts";

/** Largest tarball, compressed and unpacked, in bytes. */
export const MAX_TARBALL: number = 256 * 1024 * 1024;

/** The hint where the tarball is not ours: the vendor did not sign it. */
export const TARBALL_HINT =
  "do not use this file; neuron-publish archive VERSION makes the right one";

/**
 * Decompresses a tarball of unknown origin, in bounds.
 *
 * @param file the bytes of the file
 * @param subject what errors name
 * @throws {VerificationError} `E_FORMAT` where it is broken, `E_BOMB` where it
 * is too large
 */
export async function unpackTarball(
  file: Uint8Array<ArrayBuffer>,
  subject: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks = await Array.fromAsync(
    decompress(file, detectCompression(file), {
      maxBytes: MAX_TARBALL,
      subject,
    }),
  );
  return concat(chunks);
}

/**
 * The version that a tarball claims to be, by the name of its first entry.
 *
 * @param tar the archive, attacker-controlled
 * @param subject what errors name
 * @throws {VerificationError} `E_FORMAT` where there is none
 */
export function claimedVersion(tar: Uint8Array, subject: string): string {
  const name = new TextDecoder().decode(tar.subarray(0, 100))
    .replace(/\0.*/s, "");
  const version = /-(\d[\w.]*)\/$/.exec(name)?.[1];
  if (version !== undefined && name === `${tarballName(version)}/`) {
    return version;
  }
  throw new VerificationError("E_FORMAT", {
    subject,
    problem: "is not a source tarball of this program",
    expected: `${tarballName("<version>")}/ as the first entry`,
    found: tar.length < BLOCK ? `${tar.length} bytes` : JSON.stringify(name),
    hint: TARBALL_HINT,
  });
}

/**
 * Compares byte for byte.
 *
 * @param found the tarball in question, not compressed
 * @param tar what the release gives
 * @param subject what errors name
 * @throws {VerificationError} `E_CONTENT` that names the first entry that is
 * not the same, `E_SIZE` where one is only longer or shorter
 */
export function checkTarball(
  found: Uint8Array,
  tar: Tar,
  subject: string,
): void {
  const shorter = Math.min(found.length, tar.bytes.length);
  for (let at = 0; at < shorter; at++) {
    if (found[at] === tar.bytes[at]) continue;
    const entry = tar.entries.findLast(({ start }) => start <= at);
    const isContent = entry !== undefined && at >= entry.content;
    throw new VerificationError("E_CONTENT", {
      subject,
      problem: isContent
        ? "differs in content from the release"
        : "has an entry that differs from the release in name, mode, size or time",
      expected: entry?.path ?? "nothing",
      found: `the first different byte at ${at}`,
      hint: TARBALL_HINT,
    });
  }
  if (found.length === tar.bytes.length) return;
  throw new VerificationError("E_SIZE", {
    subject,
    problem: found.length > tar.bytes.length
      ? "goes on after the end of the release's tarball"
      : "ends before the release's tarball does",
    expected: `${tar.bytes.length} bytes, not compressed`,
    found: String(found.length),
    hint: TARBALL_HINT,
  });
}
