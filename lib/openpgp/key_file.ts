// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Reads the keys of a key file: armored blocks with any text around them, or
 * binary packets. Attacker-controlled: nothing in a key file is trusted yet.
 *
 * @module
 */

import type { Key } from "openpgp";

/** The lines around an armored public key (RFC 9580, section 6.2). */
export const ARMOR = {
  begin: "-----BEGIN PGP PUBLIC KEY BLOCK-----",
  end: "-----END PGP PUBLIC KEY BLOCK-----",
} as const;

/** Armored blocks that are read at most; a vendor's file has one or a few. */
const MAX_BLOCKS = 64;

/**
 * Reads every key that can be read and leaves out the rest. The pinned
 * fingerprints decide whether that is enough.
 *
 * @param file armored or binary
 */
export async function readKeys(file: Uint8Array): Promise<Key[]> {
  const { readKeys } = await import("openpgp");
  const blocks = armoredBlocks(new TextDecoder().decode(file));
  const reads = blocks.length === 0
    ? [readKeys({ binaryKeys: file })]
    : blocks.map((block) => readKeys({ armoredKeys: block }));
  const results = await Promise.allSettled(reads);
  return results.flatMap((result) =>
    result.status === "fulfilled" ? result.value : []
  );
}

/** Reads the text once, however many lines look like the start of a block. */
function armoredBlocks(text: string): string[] {
  const blocks: string[] = [];
  let end = 0;
  while (blocks.length < MAX_BLOCKS) {
    const start = text.indexOf(ARMOR.begin, end);
    if (start < 0) break;
    const last = text.indexOf(ARMOR.end, start);
    if (last < 0) break;
    end = last + ARMOR.end.length;
    blocks.push(text.slice(start, end));
  }
  return blocks;
}
