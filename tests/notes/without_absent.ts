// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/** A value without members that are undefined, as JSON has it. */
export function withoutAbsent(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}
