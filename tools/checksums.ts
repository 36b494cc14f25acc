// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Lists of checksums, as `sha256sum` writes and reads them.
 *
 * @module
 */

import { encodeHex } from "@std/encoding/hex";

/** The SHA-256 of a file, 64 hexadecimal digits. */
export async function sha256OfFile(path: string): Promise<string> {
  const bytes = await Deno.readFile(path);
  return encodeHex(await crypto.subtle.digest("SHA-256", bytes));
}

/**
 * The list that `sha256sum --check` takes. Pure.
 *
 * @param checksums hexadecimal digits by path
 */
export function formatChecksums(
  checksums: ReadonlyMap<string, string>,
): string {
  return [...checksums].map(([path, sha256]) => `${sha256}  ${path}\n`).join(
    "",
  );
}
