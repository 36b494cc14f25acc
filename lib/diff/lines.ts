// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Which lines two texts have in common. Pure, and the same on every machine:
 * what git's diff shows depends on its version and its configuration.
 *
 * Lines that both texts have exactly once are anchors (patience diff, after
 * Bram Cohen), which keeps functions together; between anchors the shortest
 * edit is looked for (Myers, "An O(ND) Difference Algorithm", 1986), in bounds.
 *
 * @module
 */

/** A run of lines that both texts have. */
export interface CommonRun {
  /** First line in the old text, from 0. */
  readonly before: number;
  /** First line in the new text, from 0. */
  readonly after: number;
  /** Lines, at least 1. */
  readonly length: number;
}

/** Edits between two anchors beyond which all lines there count as replaced. */
const MAX_EDITS = 1_000;

/** A part of both texts: lines `from` to `to`, without the last. */
interface Span {
  readonly beforeFrom: number;
  readonly beforeTo: number;
  readonly afterFrom: number;
  readonly afterTo: number;
}

/**
 * Finds what two texts have in common.
 *
 * @param before lines of the old text
 * @param after lines of the new text
 * @returns runs in order, none touching the next in both texts
 */
export function commonRuns(
  before: readonly string[],
  after: readonly string[],
): CommonRun[] {
  const pairs: CommonRun[] = [];
  const stack: Span[] = [{
    beforeFrom: 0,
    beforeTo: before.length,
    afterFrom: 0,
    afterTo: after.length,
  }];
  for (let span; (span = stack.pop()) !== undefined;) {
    const { beforeFrom, afterFrom } = span;
    let { beforeTo, afterTo } = span;
    let head = 0;
    while (
      beforeFrom + head < beforeTo && afterFrom + head < afterTo &&
      before[beforeFrom + head] === after[afterFrom + head]
    ) head++;
    let tail = 0;
    while (
      beforeTo - 1 > beforeFrom + head - 1 &&
      afterTo - 1 > afterFrom + head - 1 &&
      before[beforeTo - 1] === after[afterTo - 1]
    ) {
      beforeTo--;
      afterTo--;
      tail++;
    }
    if (head > 0) {
      pairs.push({ before: beforeFrom, after: afterFrom, length: head });
    }
    if (tail > 0) {
      pairs.push({ before: beforeTo, after: afterTo, length: tail });
    }
    const inner = {
      beforeFrom: beforeFrom + head,
      beforeTo,
      afterFrom: afterFrom + head,
      afterTo,
    };
    if (inner.beforeFrom === beforeTo || inner.afterFrom === afterTo) continue;
    const anchors = uniqueAnchors(before, after, inner);
    if (anchors.length === 0) {
      pairs.push(...shortestEdit(before, after, inner));
      continue;
    }
    let [b, a] = [inner.beforeFrom, inner.afterFrom];
    for (const anchor of anchors) {
      pairs.push({ ...anchor, length: 1 });
      stack.push({
        beforeFrom: b,
        beforeTo: anchor.before,
        afterFrom: a,
        afterTo: anchor.after,
      });
      [b, a] = [anchor.before + 1, anchor.after + 1];
    }
    stack.push({ ...inner, beforeFrom: b, afterFrom: a });
  }
  return joined(pairs);
}

interface Anchor {
  readonly before: number;
  readonly after: number;
}

/** Lines that are there once on each side, as many as keep their order. */
function uniqueAnchors(
  before: readonly string[],
  after: readonly string[],
  span: Span,
): Anchor[] {
  const places = new Map<string, { before: number; after: number }>();
  const note = (line: string, side: "before" | "after", at: number) => {
    const place = places.get(line) ?? { before: -1, after: -1 };
    place[side] = place[side] === -1 ? at : -2; // -2: more than once
    places.set(line, place);
  };
  for (let i = span.beforeFrom; i < span.beforeTo; i++) {
    note(before[i] ?? "", "before", i);
  }
  for (let i = span.afterFrom; i < span.afterTo; i++) {
    note(after[i] ?? "", "after", i);
  }
  const candidates = [...places.values()]
    .filter((place) => place.before >= 0 && place.after >= 0)
    .sort((x, y) => x.before - y.before);
  return longestIncreasing(candidates);
}

/** The longest run of anchors that rises on both sides (patience sorting). */
function longestIncreasing(candidates: readonly Anchor[]): Anchor[] {
  const piles: number[] = []; // index of the top card
  const previous: number[] = [];
  for (const [i, { after }] of candidates.entries()) {
    let [low, high] = [0, piles.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const top = candidates[piles[middle] ?? 0];
      if (top !== undefined && top.after < after) low = middle + 1;
      else high = middle;
    }
    previous[i] = low === 0 ? -1 : piles[low - 1] ?? -1;
    piles[low] = i;
  }
  const chosen: Anchor[] = [];
  for (let i = piles.at(-1) ?? -1; i >= 0; i = previous[i] ?? -1) {
    const candidate = candidates[i];
    if (candidate !== undefined) chosen.push(candidate);
  }
  return chosen.reverse();
}

/** Myers' greedy algorithm; nothing in common where it takes too many edits. */
function shortestEdit(
  before: readonly string[],
  after: readonly string[],
  span: Span,
): CommonRun[] {
  const rows = span.beforeTo - span.beforeFrom;
  const columns = span.afterTo - span.afterFrom;
  const bound = Math.min(rows + columns, MAX_EDITS);
  const size = 2 * bound + 3;
  const reach = new Int32Array(size); // by diagonal: the furthest old line
  const trace: Int32Array[] = [];
  const at = (k: number) => k + bound + 1;
  for (let edits = 0; edits <= bound; edits++) {
    trace.push(reach.slice(at(-edits) - 1, at(edits) + 2));
    for (let k = -edits; k <= edits; k += 2) {
      const isDown = k === -edits ||
        k !== edits && (reach[at(k - 1)] ?? 0) < (reach[at(k + 1)] ?? 0);
      let x = isDown ? reach[at(k + 1)] ?? 0 : (reach[at(k - 1)] ?? 0) + 1;
      let y = x - k;
      while (
        x < rows && y < columns &&
        before[span.beforeFrom + x] === after[span.afterFrom + y]
      ) {
        x++;
        y++;
      }
      reach[at(k)] = x;
      if (x >= rows && y >= columns) {
        return walkBack(trace, { rows, columns }).map((run) => ({
          before: run.before + span.beforeFrom,
          after: run.after + span.afterFrom,
          length: run.length,
        }));
      }
    }
  }
  return [];
}

function walkBack(
  trace: readonly Int32Array[],
  end: { readonly rows: number; readonly columns: number },
): CommonRun[] {
  const runs: CommonRun[] = [];
  let [x, y] = [end.rows, end.columns];
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    // Holds diagonals -edits - 1 to edits + 1, as they were before this round.
    const reach = trace[edits] ?? new Int32Array();
    const value = (k: number) => reach[k + edits + 1] ?? 0;
    const k = x - y;
    const isDown = k === -edits || k !== edits && value(k - 1) < value(k + 1);
    const from = edits === 0 ? 0 : isDown ? value(k + 1) : value(k - 1);
    const fromY = edits === 0 ? 0 : from - (isDown ? k + 1 : k - 1);
    const start = edits === 0 ? 0 : isDown ? from : from + 1;
    const length = x - start;
    if (length > 0) {
      runs.push({ before: start, after: y - length, length });
    }
    [x, y] = [from, fromY];
  }
  return runs;
}

function joined(pairs: CommonRun[]): CommonRun[] {
  const runs: CommonRun[] = [];
  for (const run of pairs.sort((p, q) => p.before - q.before)) {
    const last = runs.at(-1);
    if (
      last !== undefined && last.before + last.length === run.before &&
      last.after + last.length === run.after
    ) {
      runs[runs.length - 1] = { ...last, length: last.length + run.length };
    } else runs.push(run);
  }
  return runs;
}
