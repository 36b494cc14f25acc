// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The files of a data repository that are its own, not the vendor's. Pure.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { formatBuildManifest } from "./build_manifest.ts";
import { formatCheckWorkflow, WORKFLOW_FILE } from "./check_workflow.ts";
import { ownerHeader } from "./header.ts";
import { formatReadme } from "./readme.ts";
import { formatReuse, LICENSES } from "./reuse.ts";
import { MANIFEST_PATH, type Settings } from "./settings.ts";

/** Texts by path from the repository's root. */
export type TextFiles = ReadonlyMap<string, string>;

/** The files that `init --update` writes. */
export const JOB_PATHS: readonly string[] = [
  MANIFEST_PATH,
  `.github/workflows/${WORKFLOW_FILE}`,
];

/**
 * The job files.
 *
 * @param settings what varies
 * @param old the files as they were
 */
export function jobFiles(
  settings: Settings,
  old: TextFiles = new Map(),
): TextFiles {
  const [manifest = "", workflow = ""] = JOB_PATHS;
  return new Map([
    [manifest, formatBuildManifest(settings, old.get(manifest))],
    [workflow, formatCheckWorkflow(settings, old.get(workflow))],
  ]);
}

/**
 * All files of a new repository.
 *
 * @throws {UsageError} where one is in the place of the source or the archive,
 * so that publishing would remove it
 */
export function repositoryFiles(settings: Settings): TextFiles {
  const files = new Map([
    ["README.md", formatReadme(settings)],
    ["REUSE.toml", formatReuse(settings)],
    [".gitattributes", formatAttributes(settings)],
    ...Object.entries(LICENSES),
    ...jobFiles(settings),
  ]);
  for (const option of ["source-folder", "archive-folder"] as const) {
    const folder = settings[option];
    const [top] = folder.toLowerCase().split("/");
    const taken = [...files.keys()]
      .find((path) => path.toLowerCase().split("/")[0] === top);
    if (taken === undefined) continue;
    throw new UsageError(
      `--${option} ${folder} is where init writes ${taken}`,
      "name a directory for that alone, such as src or archive",
    );
  }
  return files;
}

/** Keeps git from changing line ends: checksums are over these bytes. */
function formatAttributes(settings: Settings): string {
  return `${ownerHeader(settings, "#")}

# No conversion of line ends, on any system: checksums are over these bytes.
${settings["source-folder"]}/** -text
${settings["archive-folder"]}/** -text
`;
}
