// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A file before and after, as hunks of a unified diff. Pure.
 *
 * @module
 */

import { commonRuns } from "./lines.ts";

/** One line of a hunk. */
export interface DiffLine {
  /** In both, in the old one alone, in the new one alone. */
  readonly kind: "same" | "removed" | "added";
  /** Without its line feed. */
  readonly text: string;
  /** Whether the file ends here, without a line feed. */
  readonly isCut: boolean;
}

/** Lines that changed, with some around them. */
export interface Hunk {
  /** First line in the old file, from 1; the one before, where it has none. */
  readonly beforeStart: number;
  readonly beforeLength: number;
  /** First line in the new file, from 1; the one before, where it has none. */
  readonly afterStart: number;
  readonly afterLength: number;
  readonly lines: readonly DiffLine[];
}

/** What changed in a file. */
export interface FileDiff {
  /** Lines that only the new file has. */
  readonly added: number;
  /** Lines that only the old file has. */
  readonly removed: number;
  /** Undefined where one of them is not text. */
  readonly hunks: readonly Hunk[] | undefined;
}

/** Lines that are shown around a change. */
const CONTEXT = 3;

/** Bytes in which a NUL makes a file binary, as git has it. */
const SNIFFED = 8_000;

/**
 * Compares two files.
 *
 * @param before the old content; empty where there was no file
 * @param after the new content; empty where there is none
 */
export function diffFile(before: Uint8Array, after: Uint8Array): FileDiff {
  if (isBinary(before) || isBinary(after)) {
    return { added: 0, removed: 0, hunks: undefined };
  }
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const changes = changesOf(old, fresh);
  const hunks = grouped(changes).map((group) => hunk(old, fresh, group));
  const count = (kind: DiffLine["kind"]) =>
    hunks.flatMap(({ lines }) => lines).filter((line) => line.kind === kind)
      .length;
  return { added: count("added"), removed: count("removed"), hunks };
}

function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, SNIFFED).includes(0);
}

/** Lines with their line feeds, so that its absence is a difference. */
function linesOf(bytes: Uint8Array): string[] {
  const lines = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)
    .split(/(?<=\n)/);
  return lines[0] === "" ? [] : lines;
}

/** Lines `from` to `to` of both that are not the same. */
interface Change {
  readonly beforeFrom: number;
  readonly beforeTo: number;
  readonly afterFrom: number;
  readonly afterTo: number;
}

function changesOf(old: readonly string[], fresh: readonly string[]): Change[] {
  const changes: Change[] = [];
  let [b, a] = [0, 0];
  const end = { before: old.length, after: fresh.length, length: 0 };
  for (const run of [...commonRuns(old, fresh), end]) {
    if (run.before > b || run.after > a) {
      changes.push({
        beforeFrom: b,
        beforeTo: run.before,
        afterFrom: a,
        afterTo: run.after,
      });
    }
    [b, a] = [run.before + run.length, run.after + run.length];
  }
  return changes;
}

/** Changes so near to each other that what is around them would overlap. */
function grouped(changes: readonly Change[]): Change[][] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const last = groups.at(-1)?.at(-1);
    if (
      last !== undefined && change.beforeFrom - last.beforeTo <= 2 * CONTEXT
    ) {
      groups.at(-1)?.push(change);
    } else groups.push([change]);
  }
  return groups;
}

function hunk(
  old: readonly string[],
  fresh: readonly string[],
  group: readonly Change[],
): Hunk {
  const [first, last] = [group[0], group.at(-1)];
  if (first === undefined || last === undefined) {
    throw new TypeError("no change");
  }
  const lead = Math.min(CONTEXT, first.beforeFrom);
  const trail = Math.min(CONTEXT, old.length - last.beforeTo);
  const lines: DiffLine[] = [];
  const add = (kind: DiffLine["kind"], texts: readonly string[]) => {
    for (const text of texts) {
      const isCut = !text.endsWith("\n");
      lines.push({ kind, text: isCut ? text : text.slice(0, -1), isCut });
    }
  };
  let at = first.beforeFrom - lead;
  for (const change of group) {
    add("same", old.slice(at, change.beforeFrom));
    add("removed", old.slice(change.beforeFrom, change.beforeTo));
    add("added", fresh.slice(change.afterFrom, change.afterTo));
    at = change.beforeTo;
  }
  add("same", old.slice(at, at + trail));
  const beforeLength = lines.filter(({ kind }) => kind !== "added").length;
  const afterLength = lines.filter(({ kind }) => kind !== "removed").length;
  return {
    beforeStart: first.beforeFrom - lead + (beforeLength > 0 ? 1 : 0),
    beforeLength,
    afterStart: first.afterFrom - lead + (afterLength > 0 ? 1 : 0),
    afterLength,
    lines,
  };
}

/** "@@ -1,3 +1,4 @@" */
export function formatRange(hunk: Hunk): string {
  const range = (start: number, length: number) =>
    length === 1 ? String(start) : `${start},${length}`;
  return `@@ -${range(hunk.beforeStart, hunk.beforeLength)} ` +
    `+${range(hunk.afterStart, hunk.afterLength)} @@`;
}

const SIGN = { same: " ", removed: "-", added: "+" } as const;

/**
 * Lines of a unified diff, without the two that name the files.
 *
 * @param hunks as {@linkcode diffFile} gives them
 */
export function formatHunks(hunks: readonly Hunk[]): string[] {
  return hunks.flatMap((hunk) => [
    formatRange(hunk),
    ...hunk.lines.flatMap(({ kind, text, isCut }) => [
      SIGN[kind] + text,
      ...(isCut ? ["\\ No newline at end of file"] : []),
    ]),
  ]);
}
