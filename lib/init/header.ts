// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import type { Owner } from "./settings.ts";

// REUSE-IgnoreStart

/**
 * The head of a file of the repository's own, as REUSE wants it.
 *
 * @param owner who may say so
 * @param comment what a comment's line begins with, "" within a comment
 * @returns lines, the last of them empty
 */
export function ownerHeader(owner: Owner, comment: string): string[] {
  const prefix = comment === "" ? "" : `${comment} `;
  return [
    `${prefix}SPDX-FileCopyrightText: ${owner.name} <${owner.email}>`,
    comment,
    `${prefix}SPDX-License-Identifier: CC0-1.0`,
    "",
  ];
}

// REUSE-IgnoreEnd
