// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `REUSE.toml`: who may do what with which file, for what cannot say so itself.
 * Of the tables that match a file the last one counts. Pure.
 *
 * @module
 */

import { ownerHeader } from "./header.ts";
import { CC0_1_0 } from "./licenses/cc0_1_0.ts";
import { CC_BY_SA_4_0 } from "./licenses/cc_by_sa_4_0.ts";
import { GPL_2_0_ONLY } from "./licenses/gpl_2_0_only.ts";
import type { Settings } from "./settings.ts";

/** Texts of the licences by name of the file. */
export const LICENSES: Readonly<Record<string, string>> = {
  "LICENSES/CC-BY-SA-4.0.txt": CC_BY_SA_4_0,
  "LICENSES/CC0-1.0.txt": CC0_1_0,
  "LICENSES/GPL-2.0-only.txt": GPL_2_0_ONLY,
};

/** Whose the driver, its packages and its notes are. */
const VENDOR = "Amazon.com, Inc. or its affiliates";

/**
 * Files that keep the folders of the archive, and let every licence have a file
 * before the first release: REUSE takes one that is not in use for a mistake,
 * and overlooks empty ones and `.gitkeep`.
 *
 * @param settings what varies
 * @returns texts by path
 */
export function placeholders(
  { folders }: Settings,
): readonly (readonly [path: string, text: string])[] {
  const { archive, rpm } = folders;
  return [
    [`${archive}/.placeholder`, "The evidence of the releases goes here.\n"],
    [`${archive}/${rpm}/.placeholder`, "The packages go here.\n"],
  ];
}

/**
 * Writes the file.
 *
 * @param settings what varies
 */
export function formatReuse(settings: Settings): string {
  const { source, archive, rpm } = settings.folders;
  return [
    ...ownerHeader(settings.owner, "#"),
    "version = 1",
    "",
    "# Repository metadata, checksums and the public key: facts, written by",
    "# programs.",
    ...annotation([`${archive}/**`], "NONE", "CC0-1.0"),
    "",
    "# The vendor's release notes, and the text that stands in for them at first.",
    ...annotation(
      [`${archive}/.placeholder`, `${archive}/release-notes-*`],
      VENDOR,
      "CC-BY-SA-4.0",
    ),
    "",
    "# The driver, and the packages that it comes in.",
    ...annotation(
      [`${source}/**`, `${archive}/${rpm}/**`],
      VENDOR,
      "GPL-2.0-only",
    ),
    "",
  ].join("\n");
}

function annotation(
  paths: readonly string[],
  copyright: string,
  license: string,
): string[] {
  return [
    "[[annotations]]",
    `path = [${paths.map((path) => JSON.stringify(path)).join(", ")}]`,
    // What a file says of itself may be older: "GPL-2.0", or nothing right.
    'precedence = "override"',
    `SPDX-FileCopyrightText = ${JSON.stringify(copyright)}`,
    `SPDX-License-Identifier = ${JSON.stringify(license)}`,
  ];
}
