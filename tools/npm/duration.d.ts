// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/** The types of `@std/fmt/duration`. */

export interface FormatOptions {
  style?: "narrow" | "full" | "digital";
  /** Leave out the units that are zero. */
  ignoreZero?: boolean;
}

export function format(ms: number, options?: FormatOptions): string;
