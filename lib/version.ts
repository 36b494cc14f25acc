// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/** Version of this program; the same as in deno.json, which a test checks. */
export const VERSION = "0.2.0";

/**
 * Where this comes from. `git archive` (see .gitattributes) and
 * `deno task compile` put the commit's id here.
 */
const ARCHIVED = "$Format:%H$";

/**
 * The commit that this was made from, 40 or 64 hexadecimal digits. Undefined in
 * a working tree, which can contain anything, and in the package on JSR.
 */
export const COMMIT: string | undefined = /^[0-9a-f]{40,64}$/.test(ARCHIVED)
  ? ARCHIVED
  : undefined;
