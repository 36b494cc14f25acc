// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Finds the word that was meant.
 *
 * @param word what was written
 * @param candidates the words there are
 * @returns the nearest one, undefined where none is near
 */
export function nearest(
  word: string,
  candidates: readonly string[],
): string | undefined {
  const rated = candidates
    .map((candidate) => ({ candidate, edits: distance(word, candidate) }))
    .sort((a, b) => a.edits - b.edits);
  const best = rated[0];
  const isNear = best !== undefined &&
    (best.edits <= Math.max(1, word.length / 3) ||
      word.length >= 3 && best.candidate.startsWith(word));
  return isNear ? best.candidate : undefined;
}

/** Levenshtein distance, in characters. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const removed = (row[j] ?? 0) + 1;
      const added = (next[j - 1] ?? 0) + 1;
      next.push(Math.min(replaced, removed, added));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
