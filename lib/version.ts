// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/** Version of this program; the same as in deno.json, which a test checks. */
export const VERSION = "0.2.0";
