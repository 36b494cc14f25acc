// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Changes to text that know what a tag, a number and a line are.
 *
 * @module
 */

import { utf8 } from "../fixtures/bytes.ts";
import { mutateBytes, ODD_NUMBERS } from "./mutate_bytes.ts";
import type { Random } from "./random.ts";

/** Pieces that have broken parsers before. */
const ODD_PIECES: readonly string[] = [
  "<!DOCTYPE a [<!ENTITY b 'c'>]>",
  "<!DOCTYPE a SYSTEM 'file:///etc/passwd'>",
  "&b;",
  "&#0;",
  "&#x110000;",
  "<![CDATA[",
  "]]>",
  "<!--",
  "-->",
  "<?xml version='1.1'?>",
  "<package>",
  "</package>",
  '<data type="primary">',
  "</data>",
  ' href="../../x"',
  ' href="https://elsewhere.example/x"',
  ' xml:base="https://elsewhere.example/"',
  ' type="sha1"',
  ' type="md5"',
  "\0",
  "\ufeff",
  "\u202e",
  "<a>".repeat(300),
  "9".repeat(400),
  "1e309",
  "-1",
  "0x10",
  "NaN",
  ".5",
];

type Change = (text: string, random: Random, donor: string) => string;

/** Replaces one match of a pattern. */
function replaceOne(
  text: string,
  random: Random,
  options: { pattern: RegExp; by: (found: string) => string },
): string {
  const found = [...text.matchAll(options.pattern)];
  if (found.length === 0) return text;
  const { 0: match, index } = random.pick(found);
  return text.slice(0, index) + options.by(match) +
    text.slice(index + match.length);
}

const PIECE = /<[^<>]*>|[^<>]+/g;

const CHANGES: readonly Change[] = [
  (text, random) =>
    replaceOne(text, random, {
      pattern: /\d+/g,
      by: (found) =>
        random.oneIn(3)
          ? String(random.pick(ODD_NUMBERS))
          : String(BigInt(found) + BigInt(random.pick([-1, 1, 2 ** 32]))),
    }),
  (text, random) => replaceOne(text, random, { pattern: PIECE, by: () => "" }),
  (text, random) =>
    replaceOne(text, random, { pattern: PIECE, by: (found) => found + found }),
  (text, random) =>
    replaceOne(text, random, {
      pattern: PIECE,
      by: (found) => found + random.pick(ODD_PIECES),
    }),
  (text, random) =>
    replaceOne(text, random, {
      pattern: /[^\s<>"=]+/g,
      by: () => random.pick(ODD_PIECES),
    }),
  (text, random, donor) =>
    replaceOne(text, random, {
      pattern: PIECE,
      by: () => random.pick(donor.match(PIECE) ?? [""]),
    }),
  (text, random) => {
    const lines = text.split("\n");
    const [line = ""] = lines.splice(random.below(lines.length), 1);
    return lines.toSpliced(random.below(lines.length), 0, line).join("\n");
  },
  (text, random) => {
    const lines = text.split("\n");
    const at = random.below(lines.length);
    return lines.toSpliced(at, 0, ...lines.slice(at, at + 5)).join("\n");
  },
];

/**
 * Changes a text.
 *
 * @param random decides what and where
 * @param text stays as it is
 * @param donor another text of the kind
 * @returns bytes, which may no longer be text
 */
export function mutateText(
  random: Random,
  text: string,
  donor: string = text,
): Uint8Array<ArrayBuffer> {
  if (random.oneIn(4)) return mutateBytes(random, utf8(text), utf8(donor));
  let changed = text;
  for (let i = random.times(); i > 0; i--) {
    changed = random.pick(CHANGES)(changed, random, donor);
  }
  return utf8(changed);
}
