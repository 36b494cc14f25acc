// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Stands in for `@std/encoding/base64`.
 *
 * @module
 */

// deno-lint-ignore no-import-prefix
// @ts-types="./base64.d.ts"
export * from "npm:deno-std@1.4.0/encoding/base64.js";
