// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A word for a POSIX shell, whatever characters it has.
 *
 * @param text the word's value
 * @returns the word in single quotes
 */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
