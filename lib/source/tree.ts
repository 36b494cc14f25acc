// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The source tree of a package: its one directory below /usr/src, which becomes
 * `src/` in a commit.
 *
 * A tree is checked before anything is written: path_rules.ts refuses names
 * that git, a file system or a terminal could take for another, and links that
 * leave the tree. object_id.ts computes the id that git gives to the tree, so
 * that a commit can be compared with the package; tarball.ts and staging.ts
 * write it.
 *
 * git's tree format:
 * {@link https://git-scm.com/book/en/v2/Git-Internals-Git-Objects}.
 *
 * @module
 */

import { type Kind, KINDS, requireArgument } from "../arguments.ts";
import { VerificationError } from "../errors.ts";
import type { FileEntry } from "../rpm/file_list.ts";
import type { RpmFile } from "../rpm/payload.ts";
import { VERIFIED_RPM, type VerifiedRpm } from "../rpm/rpm.ts";
import { MODE } from "../rpm/tags.ts";
import {
  blobId,
  type FileMode,
  type ObjectFormat,
  treeId,
} from "./object_id.ts";
import { checkLinkTarget, checkTreePaths } from "./path_rules.ts";

/** A file of the source tree. */
export interface SourceFile {
  /** Relative to the source directory, parts separated by `/`. */
  readonly path: string;
  /** git's mode. */
  readonly mode: FileMode;
  /** The content, or a link's target as UTF-8. */
  readonly content: Uint8Array<ArrayBuffer>;
}

/** The driver's source as a release publishes it. */
export interface SourceTree {
  /** The directory in the package, `/usr/src/aws-neuronx-2.22.2.0`. */
  readonly root: string;
  /** Sorted by path. */
  readonly files: readonly SourceFile[];
  /** The commit that the source says it was built from, 40 hex digits. */
  readonly upstreamCommit: string | undefined;
}

const SOURCE_ROOT = "/usr/src/";

const SOURCE_TREE: Kind = {
  root: KINDS.text,
  files: ["an array", Array.isArray],
};
const OBJECT_FORMAT: Kind = [
  '"sha1" or "sha256"',
  (value) => value === "sha1" || value === "sha256",
];

/** A file or link of a package, and where it goes. */
export interface PlacedFile<File extends FileEntry> {
  /** As the package has it. */
  readonly file: File;
  /** Relative to the directory that it goes into, parts separated by `/`. */
  readonly path: string;
  /** git's mode. */
  readonly mode: FileMode;
}

/**
 * Finds the source among a package's files, from the signed list alone.
 *
 * @param all the files of a package
 * @param subject what errors name
 * @returns the one directory below /usr/src, and its files, sorted by path
 * @throws {VerificationError} as {@linkcode sourceTree}
 */
export function sourceFiles<File extends FileEntry>(
  all: readonly File[],
  subject: string,
): { readonly root: string; readonly files: readonly PlacedFile<File>[] } {
  const below = all.filter((file) => file.path.startsWith(SOURCE_ROOT));
  const root = findRoot(below, subject);
  const inside = below.filter((file) => file.path !== root);
  for (const file of inside) checkType(file, subject);
  const relative = (file: File) => file.path.slice(root.length + 1);
  const entries = inside.filter((file) => !isDirectory(file));
  const directories = inside.filter(isDirectory).map(relative);
  // git's trees hold no empty directory, but it may be a file's double.
  checkTreePaths(entries.map(relative), subject, { directories });
  const files = entries
    .map((file) => placedFile(file, relative(file), subject))
    .sort((a, b) => a.path < b.path ? -1 : 1);
  if (files.length === 0) {
    throw new VerificationError("E_LAYOUT", {
      subject,
      problem: "contains no source file",
      expected: `files below ${root}`,
    });
  }
  return { root, files };
}

/**
 * Takes the source tree out of a package.
 *
 * @param rpm a verified package
 * @param subject what errors name
 * @throws {VerificationError} `E_LAYOUT` where there is not exactly one
 * directory below /usr/src, `E_TYPE` for anything but files, directories and
 * links or for a special bit, `E_PATH` for a path that is not safe everywhere
 */
export function sourceTree(
  rpm: VerifiedRpm,
  subject: string = "package",
): SourceTree {
  requireArgument("sourceTree(): rpm", rpm, VERIFIED_RPM);
  const { root, files: placed } = sourceFiles(rpm.files, subject);
  const files = placed.map(withContent);
  const module = files.find(({ path }) => path === MODULE_FILE);
  const upstreamCommit = module && readUpstreamCommit(module.content);
  return { root, files, upstreamCommit };
}

/** The one directory below /usr/src. */
function findRoot(below: readonly FileEntry[], subject: string): string {
  const directories = new Set<string>();
  for (const file of below) {
    const [directory = "", ...rest] = file.path.slice(SOURCE_ROOT.length).split(
      "/",
    );
    if (rest.length === 0 && !isDirectory(file)) {
      throw new VerificationError("E_LAYOUT", {
        subject,
        problem: "has something beside the source directory",
        expected: `one directory below ${SOURCE_ROOT}`,
        found: JSON.stringify(file.path),
      });
    }
    directories.add(directory);
  }
  const [only] = directories;
  if (only === undefined || directories.size > 1) {
    throw new VerificationError("E_LAYOUT", {
      subject,
      problem: "is not a driver source package",
      expected: `one directory below ${SOURCE_ROOT}`,
      found: [...directories].map((name) => JSON.stringify(name)).join(", ") ||
        "none",
    });
  }
  checkTreePaths([only], subject);
  return SOURCE_ROOT + only;
}

/** Whether a file of a package is a directory. */
export function isDirectory({ mode }: FileEntry): boolean {
  return (mode & MODE.TYPE) === MODE.DIRECTORY;
}

/** Files, directories and links only, without special bits. */
export function checkType(file: FileEntry, subject: string): void {
  const type = file.mode & MODE.TYPE;
  const allowed = type === MODE.REGULAR || type === MODE.DIRECTORY ||
    type === MODE.SYMLINK;
  if (!allowed || (file.mode & MODE.SPECIAL) !== 0) {
    throw new VerificationError("E_TYPE", {
      subject,
      problem: `${JSON.stringify(file.path)} has a type that is not allowed`,
      expected: "a file, a directory or a link, without special bits",
      found: `mode ${file.mode.toString(8)}`,
    });
  }
}

/** A file or link as git knows it, below a root of the caller's choice. */
export function placedFile<File extends FileEntry>(
  file: File,
  path: string,
  subject: string,
): PlacedFile<File> {
  if ((file.mode & MODE.TYPE) === MODE.SYMLINK) {
    checkLinkTarget(path, file.linkTo, subject);
    return { file, path, mode: "120000" };
  }
  // git knows two kinds of files; it goes by the owner's bit.
  return { file, path, mode: (file.mode & 0o100) !== 0 ? "100755" : "100644" };
}

/** The same with its content: a link's is its target. */
function withContent(
  { file, path, mode }: PlacedFile<RpmFile>,
): SourceFile {
  const content = mode === "120000"
    ? new TextEncoder().encode(file.linkTo)
    : file.content;
  if (content !== undefined) return { path, mode, content };
  throw new TypeError(`a verified file without content: ${path}`);
}

/** What the vendor's build writes into the module: "built from SHA: <id>". */
const BUILT_FROM = /built from SHA: ([0-9a-f]{40})\b/;

/** The file that names the upstream commit. */
export const MODULE_FILE = "neuron_module.c";

/** Reads the upstream commit from that file, 40 hex digits. */
export function readUpstreamCommit(module: Uint8Array): string | undefined {
  return BUILT_FROM.exec(new TextDecoder().decode(module))?.[1];
}

/**
 * The id that git gives the source as a tree.
 *
 * @param tree the source
 * @param format the repository's object format
 * @returns lower-case hexadecimal
 */
export function sourceTreeId(
  tree: SourceTree,
  format: ObjectFormat = "sha1",
): string {
  requireArgument("sourceTreeId(): tree", tree, SOURCE_TREE);
  requireArgument("sourceTreeId(): format", format, OBJECT_FORMAT);
  return treeId(
    tree.files.map(({ path, mode, content }) => ({
      path,
      mode,
      id: blobId(content, format),
    })),
    format,
  );
}
