// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Content for generated packages that compresses about as source does.
 *
 * @module
 */

import { programPath } from "../tests/fixtures/programs.ts";

const WORDS = [
  ..."static int void struct return if else for const u32 u64 char".split(" "),
  ..."neuron device ring queue dma mmap ioctl buffer index size".split(" "),
  ..."lock unlock alloc free read write reset init exit state".split(" "),
];

/** Numbers that look random and follow from a seed (mulberry32). */
function* numbers(seed: string): Generator<number> {
  let state = 0x9e3779b9;
  for (const letter of seed) {
    state = Math.imul(state ^ letter.charCodeAt(0), 0x01000193);
  }
  for (;;) {
    state = state + 0x6d2b79f5 | 0;
    let mixed = Math.imul(state ^ state >>> 15, 1 | state);
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
    yield (mixed ^ mixed >>> 14) >>> 0;
  }
}

/**
 * Lines of words.
 *
 * @param seed what the text follows from
 * @param length characters, one byte each
 */
export function sourceText(seed: string, length: number): string {
  let text = "";
  for (const number of numbers(seed)) {
    const word = WORDS[number % WORDS.length] ?? "";
    text += `${word}${number & 0x40000000 ? ";\n\t" : `_${number & 0xff} `}`;
    if (text.length >= length) break;
  }
  return text.slice(0, length);
}

/**
 * Compresses an .xz payload that the fixtures have written: they only wrap it.
 * Without the program it stays as it is, valid and large.
 */
export function packed(
  stored: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  if (programPath("xz") === undefined) return stored;
  const path = Deno.makeTempFileSync();
  try {
    Deno.writeFileSync(path, stored);
    const { success, stdout } = new Deno.Command("bash", {
      args: ["-c", 'xz -dc < "$0" | xz -c --check=sha256', path],
    }).outputSync();
    if (!success) throw new Error("xz failed");
    return stdout;
  } finally {
    Deno.removeSync(path);
  }
}
