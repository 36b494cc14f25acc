// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What a new directory is going to hold, before any content is known.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import type { FileMode } from "./object_id.ts";
import { checkLinkTarget, checkTreePaths } from "./path_rules.ts";

/** A directory that does not exist yet. */
export interface DirectoryPlan {
  /** Its name below the parent, one part of a path. */
  readonly name: string;
  /** Its files and links. */
  readonly files: readonly PlannedFile[];
  /** Directories to make even if no file is in them, relative to it. */
  readonly directories?: readonly string[] | undefined;
  /** What errors name: the package most often. */
  readonly subject: string;
}

/** A file or a link of a {@linkcode DirectoryPlan}. */
export interface PlannedFile {
  /** Relative to the directory, parts separated by `/`. */
  readonly path: string;
  /** git's mode. */
  readonly mode: FileMode;
  /** Where a link leads to; undefined for files. */
  readonly target: string | undefined;
}

/**
 * Checks that a directory can be written: every name, and every link's target.
 *
 * @param plan what is to be written
 * @throws {VerificationError} `E_PATH`
 */
export function checkDirectoryPlan(plan: DirectoryPlan): void {
  const { name, files, directories = [], subject } = plan;
  if (name.includes("/")) {
    throw new VerificationError("E_PATH", {
      subject,
      problem: "has a name that no directory can have",
      found: JSON.stringify(name),
    });
  }
  checkTreePaths([name], subject);
  checkTreePaths(files.map(({ path }) => path), subject, { directories });
  for (const { path, target } of files) {
    if (target !== undefined) checkLinkTarget(path, target, subject);
  }
}
