// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/** The shells that there are completion scripts for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** A shell that there is a completion script for. */
export type Shell = typeof SHELLS[number];
