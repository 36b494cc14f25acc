// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/** The types of `@std/fmt/bytes`. */

export interface FormatOptions {
  /** Units of bits instead of bytes. */
  bits?: boolean;
  /** Powers of 1,024 instead of 1,000. */
  binary?: boolean;
  /** A plus sign before positive numbers. */
  signed?: boolean;
  locale?: boolean | string | string[];
  minimumFractionDigits?: number;
  maximumFractionDigits?: number;
}

export function format(num: number, options?: FormatOptions): string;
