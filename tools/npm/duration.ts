// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Stands in for `@std/fmt/duration`.
 *
 * @module
 */

// deno-lint-ignore no-import-prefix
// @ts-types="./duration.d.ts"
export * from "npm:deno-std@1.4.0/fmt/duration.js";
