// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { singleLine } from "../printable.ts";
import type { Owner } from "./settings.ts";

// REUSE-IgnoreStart

/**
 * The head of a file of the repository's own, as REUSE wants it.
 *
 * @param owner who has the copyright
 * @param comment what a comment's line begins with, "" within a comment
 * @param old the file as it was: its copyright holders and licence stay
 * @returns lines, without a final line feed
 */
export function ownerHeader(
  { name, email }: Owner,
  comment: string,
  old: string = "",
): string {
  const prefix = comment === "" ? "" : `${comment} `;
  const kept = (tag: string) =>
    [...old.matchAll(new RegExp(`^# (SPDX-${tag}: .*)$`, "gm"))]
      .map(([, line = ""]) => singleLine(line));
  const holders = kept("FileCopyrightText");
  const owner = `${name} <${email}>`;
  const [license = "SPDX-License-Identifier: CC0-1.0"] = kept(
    "License-Identifier",
  );
  return [
    ...holders.map((line) => prefix + line),
    ...(holders.some((line) => line.endsWith(` ${owner}`))
      ? []
      : [`${prefix}SPDX-FileCopyrightText: ${owner}`]),
    comment,
    prefix + license,
  ].join("\n");
}

// REUSE-IgnoreEnd
