// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * How to run deno here: with Node alone it is not on the PATH.
 *
 * @module
 */

/** `deno`, or what runs it by npx. */
export const DENO: string = Deno.execPath().includes("node_modules")
  ? `npx -y deno@${Deno.version.deno}`
  : "deno";
