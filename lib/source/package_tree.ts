// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A package as directories to write: its source alone, or every file it has.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import type { FileEntry } from "../rpm/file_list.ts";
import type { RpmInfo } from "../rpm/rpm.ts";
import {
  checkDirectoryPlan,
  type DirectoryPlan,
  type PlannedFile,
} from "./directory_plan.ts";
import {
  checkType,
  isDirectory,
  type PlacedFile,
  placedFile,
  sourceFiles,
} from "./tree.ts";

/** A directory to write, and which file of the package goes where in it. */
export interface PackagePlan {
  readonly directory: DirectoryPlan;
  /** The directory's files and links by their path in the package. */
  readonly files: ReadonlyMap<string, PlannedFile>;
}

/**
 * Plans the source tree, in a directory that is named as in the package:
 * `aws-neuronx-2.22.2.0`.
 *
 * @param files all files of the package
 * @param subject what errors name
 * @throws {VerificationError} as `sourceTree()`, and `E_PATH` where that name
 * is not safe everywhere
 */
export function planSourceDirectory(
  files: readonly FileEntry[],
  subject: string,
): PackagePlan {
  const source = sourceFiles(files, subject);
  const name = source.root.slice(source.root.lastIndexOf("/") + 1);
  return plan({ name, subject }, source.files);
}

/**
 * Plans every file of a package with the directories it lists, in a directory
 * named `<name>-<version>-<release>.<arch>`. The rules are those of a source
 * tree.
 *
 * @param info the package's name and version
 * @param all all files of the package
 * @param subject what errors name
 * @throws {VerificationError} `E_TYPE` for anything but files, directories and
 * links or for a special bit, `E_PATH` for a path or link that is not safe
 * everywhere, `E_LAYOUT` for a package without files
 */
export function planPackageDirectory(
  { name, version, release, arch }: RpmInfo,
  all: readonly FileEntry[],
  subject: string,
): PackagePlan {
  for (const file of all) checkType(file, subject);
  const files = all.filter((file) => !isDirectory(file))
    .map((file) => placedFile(file, file.path.slice(1), subject));
  if (files.length === 0) {
    throw new VerificationError("E_LAYOUT", {
      subject,
      problem: "contains no file",
    });
  }
  return plan({
    name: `${name}-${version}-${release}.${arch}`,
    directories: all.filter(isDirectory).map(({ path }) => path.slice(1)),
    subject,
  }, files);
}

function plan(
  rest: Omit<DirectoryPlan, "files">,
  placed: readonly PlacedFile<FileEntry>[],
): PackagePlan {
  const files = new Map(placed.map(({ file, path, mode }) => {
    const target = mode === "120000" ? file.linkTo : undefined;
    return [file.path, { path, mode, target }];
  }));
  const directory = { ...rest, files: [...files.values()] };
  checkDirectoryPlan(directory);
  return { directory, files };
}
