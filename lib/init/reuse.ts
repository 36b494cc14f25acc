// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `REUSE.toml`: who may do what with each file that cannot say so itself. Of
 * the tables that match a file the last one counts. Pure.
 *
 * @module
 */

import { ownerHeader } from "./header.ts";
// JSON, as modules of a package cannot read its other files, and text imports
// need Deno 2.8.
import texts from "./licenses.json" with { type: "json" };
import type { Settings } from "./settings.ts";

/** Texts of the licences, from SPDX's list, by path. */
export const LICENSES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(texts).map(([id, text]) => [`LICENSES/${id}.txt`, text]),
);

/** Who has the copyright of the driver, its packages and its notes. */
const VENDOR = "Amazon.com, Inc. or its affiliates";

/**
 * Writes the file.
 *
 * @param settings what varies
 */
export function formatReuse(settings: Settings): string {
  const { "source-folder": source, "archive-folder": archive } = settings;
  // What a file says of itself may be outdated: "GPL-2.0", or wrong.
  return `${ownerHeader(settings, "#")}

version = 1

# Repository metadata, checksums and the public key: facts, written by
# programs.
[[annotations]]
path = ["${archive}/**"]
precedence = "override"
SPDX-FileCopyrightText = "NONE"
SPDX-License-Identifier = "CC0-1.0"

# The vendor's release notes.
[[annotations]]
path = ["${archive}/release-notes-*"]
precedence = "override"
SPDX-FileCopyrightText = "${VENDOR}"
SPDX-License-Identifier = "CC-BY-SA-4.0"

# The driver, and the packages that it comes in.
[[annotations]]
path = ["${source}/**", "${archive}/${settings["archive-rpm-folder"]}/**"]
precedence = "override"
SPDX-FileCopyrightText = "${VENDOR}"
SPDX-License-Identifier = "GPL-2.0-only"
`;
}
