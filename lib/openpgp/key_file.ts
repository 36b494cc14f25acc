// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The keys of a key file: armored blocks with anything around them, or the
 * packets themselves. Attacker-controlled: a key file is only a carrier, and
 * nothing in it is trusted yet.
 *
 * @module
 */

import type { Key } from "openpgp";

const BEGIN = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
const END = "-----END PGP PUBLIC KEY BLOCK-----";

/** Most armored blocks that are read; a vendor's file has one or a few. */
export const MAX_BLOCKS = 64;

/**
 * Loads what reads keys, which takes a while, for whoever has to wait for
 * something else first. Whether that succeeds is seen when it is needed.
 */
export function prepareKeys(): void {
  import("openpgp").catch(() => {});
}

/**
 * Reads every key that can be read. Blocks that cannot are left out: whether
 * what remains is enough is decided by the pinned fingerprints.
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

/** Goes through the text once, however many lines pretend to begin a block. */
function armoredBlocks(text: string): string[] {
  const blocks: string[] = [];
  let end = 0;
  while (blocks.length < MAX_BLOCKS) {
    const start = text.indexOf(BEGIN, end);
    if (start < 0) break;
    const last = text.indexOf(END, start);
    if (last < 0) break;
    end = last + END.length;
    blocks.push(text.slice(start, end));
  }
  return blocks;
}
