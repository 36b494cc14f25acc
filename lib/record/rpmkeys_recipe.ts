// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The one recipe by which people check a package's signatures without this
 * program. A plain `rpmkeys --checksig` accepts an unsigned package, and one
 * that any key of the machine has signed. Pure.
 *
 * @module
 */

/**
 * The commands for a shell: a database that holds one key file and nothing
 * else, and a check that asks for signatures of header and payload.
 *
 * @param files the key file and the package, as the shell is to read them
 */
export function rpmkeysRecipe(
  files: { readonly key: string; readonly rpm: string },
): string[] {
  return [
    "KEYS=$(mktemp -d)",
    `rpmkeys --dbpath "$KEYS" --import ${files.key}`,
    `rpmkeys --dbpath "$KEYS" --define '_pkgverify_level all' --checksig --verbose ${files.rpm}`,
  ];
}
