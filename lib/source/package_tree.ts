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
import type { RpmInfo, VerifiedRpm } from "../rpm/rpm.ts";
import { MODE } from "../rpm/tags.ts";
import { checkFolderPlan, type FolderPlan } from "./folder_plan.ts";
import {
  checkType,
  type PlacedFile,
  placedFile,
  sourceFiles,
  withContent,
} from "./tree.ts";
import { checkNewFolder, type NewFolder } from "./write_tree.ts";

/** A directory to write, and which file of the package goes where in it. */
export interface PackagePlan {
  readonly folder: FolderPlan;
  /** Paths in the directory by those in the package, without links. */
  readonly paths: ReadonlyMap<string, string>;
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
export function planSourceFolder(
  files: readonly FileEntry[],
  subject: string,
): PackagePlan {
  const source = sourceFiles(files, subject);
  return plan({ name: nameOf(source.root), subject }, source.files);
}

function nameOf(root: string): string {
  return root.slice(root.lastIndexOf("/") + 1);
}

/**
 * Every file of a package with the directories it lists, in a directory named
 * `<name>-<version>-<release>.<arch>`. The rules are those of a source tree.
 *
 * @param rpm a verified package
 * @param subject what errors name
 * @throws {VerificationError} `E_TYPE` for anything but files, directories and
 * links or for a special bit, `E_PATH` for a path or link that is not safe
 * everywhere, `E_LAYOUT` for a package without files
 */
export function packageFolder(rpm: VerifiedRpm, subject: string): NewFolder {
  const { files, ...rest } = packageFiles(rpm.info, rpm.files, subject);
  const folder = { ...rest, files: files.map(withContent) };
  checkNewFolder(folder);
  return folder;
}

/**
 * Plans {@linkcode packageFolder} from a package's file list.
 *
 * @param info the package's name and version
 * @param files all files of the package
 * @param subject what errors name
 * @throws {VerificationError} as {@linkcode packageFolder}
 */
export function planPackageFolder(
  info: RpmInfo,
  files: readonly FileEntry[],
  subject: string,
): PackagePlan {
  const { files: placed, ...rest } = packageFiles(info, files, subject);
  return plan(rest, placed);
}

function packageFiles<File extends FileEntry>(
  { name, version, release, arch }: RpmInfo,
  all: readonly File[],
  subject: string,
) {
  for (const file of all) checkType(file, subject);
  const isFolder = ({ mode }: File) => (mode & MODE.TYPE) === MODE.DIRECTORY;
  const files = all.filter((file) => !isFolder(file))
    .map((file) => placedFile(file, file.path.slice(1), subject));
  if (files.length === 0) {
    throw new VerificationError("E_LAYOUT", {
      subject,
      problem: "holds no file",
    });
  }
  return {
    name: `${name}-${version}-${release}.${arch}`,
    folders: all.filter(isFolder).map(({ path }) => path.slice(1)),
    subject,
    files,
  };
}

function plan(
  rest: Omit<FolderPlan, "files">,
  placed: readonly PlacedFile<FileEntry>[],
): PackagePlan {
  const files = placed.map(({ file, path, mode }) => ({
    path,
    mode,
    ...(mode === "120000" ? { target: file.linkTo } : {}),
  }));
  const folder = { ...rest, files };
  checkFolderPlan(folder);
  const regular = placed.filter(({ mode }) => mode !== "120000");
  return {
    folder,
    paths: new Map(regular.map(({ file, path }) => [file.path, path])),
  };
}
