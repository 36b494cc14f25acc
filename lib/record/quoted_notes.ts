// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Release notes in a form that is safe in a commit message. Nothing signs the
 * notes, so they must not look like any other part of the message. Pure.
 *
 * - Characters that print nothing are dropped.
 * - A line is quoted with `> ` if people could take it for one of ours (the
 *   titles, rules, fields, files and trailers of message.ts, look-alikes
 *   included), or if git ends or splits a message there: `---`, `diff -`,
 *   `Index: `, `From `; or if GitLab runs it: `/tag`.
 * - Words that a forge acts on get a space that breaks them: `[skip ci]`,
 *   `***NO_CI***`, `skip-checks:`, `Fixes #1`, `@name`. So does a scissors mark.
 *
 * Everything else stays as it is, byte for byte. Left alone on purpose: lines
 * that begin with `#`, which git drops only from a message in an editor, and
 * long lines, which git carries.
 *
 * @module
 */

import { plainLines } from "../printable.ts";

/**
 * Quotes the lines that need it. A second time changes nothing.
 *
 * @param text the notes, attacker-controlled
 * @returns lines for the section "Release Notes"
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { quotedNotes } from "./quoted_notes.ts";
 *
 * assertEquals(quotedNotes("* Fixed\n---\nRpm-Sha256: 12"), [
 *   "* Fixed",
 *   "> ---",
 *   "> Rpm-Sha256: 12",
 * ]);
 * ```
 */
export function quotedNotes(text: string): string[] {
  const lines = plainLines(text).split("\n");
  const folded = lines.map(fold);
  return lines.map((line, i) => {
    const shown = disarmed(line);
    if (isRule(folded, i)) return `> ${shown.trim()}`;
    const isQuoted = isTitleOfRule(folded, i) || OURS.test(folded[i] ?? "") ||
      COMMAND.test(line);
    return isQuoted ? `> ${shown}` : shown;
  });
}

/**
 * Where `interpret-trailers`, `am` and `mailsplit` find the message's end, and
 * what GitLab runs: `/tag` in a message makes a tag.
 */
const COMMAND = /^(?:---(?:\s|$)|diff -|Index: |From |\s*\/[A-Za-z_]+(?:\s|$))/;

/** Titles, fields, files and trailers of our own messages, folded. */
const OURS = new RegExp(
  `^(?:(?:${
    [
      "package",
      "version",
      "license",
      "summary",
      "description",
      "filename",
      "checksum",
      "buildhost",
      "buildtime",
      "gpg [a-z ]+",
      "[a-z0-9]+ check",
      "source code extracted from file",
      "rpm downloaded from repository",
      "rpm-[a-z0-9-]+",
      "upstream-commit",
      "release-notes-source",
      "published-by",
      "[a-z0-9-]+-by", // Signed-off-by, Co-authored-by
    ].join("|")
  }) ?:|(?:metadata|files|release notes)$|- [?md]: )`,
);

/** Lengths of the rules under "Files", "Metadata" and "Release Notes". */
const RULE_LENGTHS: readonly number[] = [5, 8, 13];

/**
 * A row of dashes as long as one of ours, or below a line that it would make
 * the title of a section. Other rows are the notes' own transitions.
 */
function isRule(folded: readonly string[], at: number): boolean {
  const line = folded[at] ?? "";
  if (!/^-{3,}$/.test(line)) return false;
  return RULE_LENGTHS.includes(line.length) || isTitle(folded[at - 1] ?? "");
}

function isTitleOfRule(folded: readonly string[], at: number): boolean {
  return isTitle(folded[at] ?? "") && /^-{3,}$/.test(folded[at + 1] ?? "");
}

/** Whether a row of dashes below a line would underline it. */
function isTitle(line: string): boolean {
  return /[^-]/.test(line) && !/^(?:[*+-]|#\.|\d{1,4}\.|>) /.test(line);
}

/** A line as it looks: look-alikes of our words and rules become those. */
function fold(line: string): string {
  return line.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(DASHES, "-").replace(/[\s\p{Z}\u2800]+/gu, " ").trim()
    .replace(/[^ -~]/gu, (character) => LOOKALIKES.get(character) ?? character);
}

/** Dashes, minus signs, and lines of box drawings and of other scripts. */
const DASHES =
  /[\p{Pd}\u02d7\u203e\u2043\u2212\u23af\u2500\u2501\u2504\u2505\u2508\u2509\u254c\u254d\u2574\u2576\u2578\u257a\u2796\u30fc\u3161\u4e00]/gu;

/** Letters of other scripts that look like those of our words. */
const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  [
    ["a", "аɑα"],
    ["c", "сςσ"], // the last two are what ϲ and Ϲ decompose into
    ["d", "ԁ"],
    ["e", "еεҽ"],
    ["h", "һ"],
    ["i", "іιıɩ"],
    ["l", "ӏ"],
    ["m", "мμ"],
    ["n", "пո"],
    ["o", "оοօ"],
    ["p", "рρ"],
    ["r", "г"],
    ["s", "ѕ"],
    ["t", "тτ"],
    ["u", "υս"],
    ["y", "у"],
    [":", "∶꞉ː"],
  ].flatMap(([ours = "", others = ""]) =>
    [...others].map((other) => [other, ours] as const)
  ),
);

/** What forges act on; a space breaks each of them. */
const OBEYED: readonly RegExp[] = [
  // GitHub, GitLab, Forgejo, Woodpecker, Azure, Bitbucket, CircleCI, Travis:
  // "skip" and a name in brackets, in either order; "no ci".
  /\[(?! )(?=[^[\]]{0,60}\])(?=[^\]]*skip|no[ _-]?ci\])/gi,
  /\*\*\*(?=NO_CI\*\*\*)/gi,
  /\bskip-checks(?=:)/gi,
  // GitHub, GitLab, Forgejo: a word that closes the issue whose number follows.
  /\b(?:clos(?:e[sd]?|ing)|fix(?:e[sd]|ing)?|re(?:solv|open)(?:e?[sd]?|ing)|implement(?:s|ed|ing)?):? *(?:issues? +)?[^\s#!]{0,200}?(?:[#!]|\bG[HL]-|\/(?:issues|pulls?|work_items|merge_requests)\/)(?=\d)/gi,
  // A mention. In addresses a word or a slash stands before the sign.
  /(?<![\w.@+/-])@(?=[a-z0-9])/gi,
];

function disarmed(line: string): string {
  const text = OBEYED.reduce((t, pattern) => t.replace(pattern, "$& "), line);
  return isPerforated(text) ? text.replace(SCISSORS, "$& ") : text;
}

const SCISSORS = />(?=[8%])|[8%](?=<)/g;

/** `git am` wants a third of a line to look cut; `git commit`, one exact line. */
function isPerforated(line: string): boolean {
  const cut = line.match(/[-\s8%<>]/g)?.length ?? 0;
  return line.length < 3 * cut;
}
