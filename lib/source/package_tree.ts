// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A package as folders to write: its source alone, or every file it has.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import type { VerifiedRpm } from "../rpm/rpm.ts";
import { MODE } from "../rpm/tags.ts";
import { checkType, sourceFile, type SourceTree } from "./tree.ts";
import { checkNewFolder, type NewFolder } from "./write_tree.ts";

/**
 * The source tree, in a folder that is named as in the package:
 * `aws-neuronx-2.22.2.0`.
 *
 * @param tree a package's source
 * @param subject what errors name
 * @throws {VerificationError} `E_PATH` where that name is not safe everywhere
 */
export function sourceFolder(tree: SourceTree, subject: string): NewFolder {
  const name = tree.root.slice(tree.root.lastIndexOf("/") + 1);
  const folder = { name, files: tree.files, subject };
  checkNewFolder(folder);
  return folder;
}

/**
 * Every file of a package with the folders it lists, in a folder named
 * `<name>-<version>-<release>.<arch>`. The rules are those of a source tree.
 *
 * @param rpm a verified package
 * @param subject what errors name
 * @throws {VerificationError} `E_TYPE` for anything but files, folders and
 * links or for a special bit, `E_PATH` for a path or link that is not safe
 * everywhere, `E_LAYOUT` for a package without files
 */
export function packageFolder(rpm: VerifiedRpm, subject: string): NewFolder {
  const { name, version, release, arch } = rpm.info;
  for (const file of rpm.files) checkType(file, subject);
  const isFolder = (mode: number) => (mode & MODE.TYPE) === MODE.DIRECTORY;
  const folders = rpm.files.filter(({ mode }) => isFolder(mode))
    .map(({ path }) => path.slice(1));
  const files = rpm.files.filter(({ mode }) => !isFolder(mode))
    .map((file) => sourceFile(file, file.path.slice(1), subject));
  if (files.length === 0) {
    throw new VerificationError("E_LAYOUT", {
      subject,
      problem: "holds no file",
    });
  }
  const all = {
    name: `${name}-${version}-${release}.${arch}`,
    files,
    folders,
    subject,
  };
  checkNewFolder(all);
  return all;
}
