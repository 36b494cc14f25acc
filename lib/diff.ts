// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A file before and after, as hunks of a unified diff. Pure, and the same on
 * every machine: git's own output depends on its version and configuration, and
 * a time limit would depend on the machine.
 *
 * @module
 */

import { structuredPatch } from "diff";

/** Lines that changed, with up to three around them. */
export interface Hunk {
  /** The first of these lines in the old file, from 1. */
  readonly oldStart: number;
  /** How many lines of the old file these are. */
  readonly oldLines: number;
  /** The first of these lines in the new file, from 1. */
  readonly newStart: number;
  /** How many lines of the new file these are. */
  readonly newLines: number;
  /**
   * Each begins with " ", "-" or "+"; "\ No newline at end of file" follows one
   * that is cut off.
   */
  readonly lines: readonly string[];
}

/** What changed in a file. */
export interface FileDiff {
  /** Lines that only the new file has. */
  readonly added: number;
  /** Lines that only the old file has. */
  readonly removed: number;
  /** In the order of the file. */
  readonly hunks: readonly Hunk[];
  /**
   * Why there are no hunks. Files that are too large count as replaced, line by
   * line, and those that are not text as unchanged.
   */
  readonly omitted?: "not text" | "too large to show";
}

/** Lines that are shown around a change. */
const CONTEXT = 3;

/** Bytes in which a NUL makes a file binary, as git has it. */
const SNIFFED = 8_000;

/** Most bytes of both files. The vendor's largest has 60,000. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Most lines of both files. The vendor's longest has 1,600. */
const MAX_LINES = 50_000;

/**
 * Most lines removed and added, as time and memory grow with their square: a
 * second at most. The vendor's greatest change has 829.
 */
const MAX_EDITS = 2_000;

/**
 * Compares two files.
 *
 * @param before the old content; empty where there was no file
 * @param after the new content; empty where there is none
 */
export function diffFile(before: Uint8Array, after: Uint8Array): FileDiff {
  if (isBinary(before) || isBinary(after)) {
    return { added: 0, removed: 0, hunks: [], omitted: "not text" };
  }
  const [removed, added] = [lineCount(before), lineCount(after)];
  const isSmall = before.length + after.length <= MAX_BYTES &&
    removed + added <= MAX_LINES;
  const hunks = isSmall ? hunksOf(before, after) : undefined;
  if (hunks === undefined) {
    return { added, removed, hunks: [], omitted: "too large to show" };
  }
  const count = (sign: string) =>
    hunks.reduce(
      (sum, { lines }) => sum + lines.filter((l) => l.startsWith(sign)).length,
      0,
    );
  return { added: count("+"), removed: count("-"), hunks };
}

function hunksOf(before: Uint8Array, after: Uint8Array): Hunk[] | undefined {
  const [old, fresh] = [before, after].map((bytes) =>
    new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)
  );
  const isOneSided = old === "" || fresh === ""; // takes one step a line
  return structuredPatch("", "", old ?? "", fresh ?? "", undefined, undefined, {
    context: CONTEXT,
    maxEditLength: isOneSided ? MAX_LINES : MAX_EDITS,
  })?.hunks;
}

function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, SNIFFED).includes(0);
}

function lineCount(bytes: Uint8Array): number {
  const feeds = bytes.reduce((sum, byte) => byte === 0x0a ? sum + 1 : sum, 0);
  return feeds + (bytes.length > 0 && bytes.at(-1) !== 0x0a ? 1 : 0);
}

/** "@@ -1,3 +1,4 @@". A side without lines starts at the line before it. */
export function formatRange(hunk: Hunk): string {
  const range = (start: number, length: number) =>
    length === 1 ? `${start}` : `${length === 0 ? start - 1 : start},${length}`;
  return `@@ -${range(hunk.oldStart, hunk.oldLines)} ` +
    `+${range(hunk.newStart, hunk.newLines)} @@`;
}

/**
 * Lines of a unified diff, without the two that name the files.
 *
 * @param hunks as {@linkcode diffFile} gives them
 */
export function formatHunks(hunks: readonly Hunk[]): string[] {
  return hunks.flatMap((hunk) => [formatRange(hunk), ...hunk.lines]);
}
