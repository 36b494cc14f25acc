// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Which paths a published tree may contain. A clone must have, on any system,
 * the files that were signed and nothing else: no name that git, a file system
 * or a terminal takes for another.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";

/** Code points that HFS+ ignores in names (git utf8.c, `next_hfs_char`). */
const HFS_IGNORED = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/**
 * Control and format characters and line separators: they break lines, move a
 * terminal's cursor, turn the order of letters around or cannot be seen.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Separators of Windows and of NTFS streams. */
const WINDOWS_SEPARATOR = /[\\:]/;

/** Why a name may not stand in a tree, undefined where it may. */
function refusedName(name: string): string | undefined {
  if (name === "" || name === "." || name === "..") {
    return "leaves its directory";
  }
  if (isGitDirectory(name)) return "is taken for git's own";
  const plain = readByFileSystem(name);
  if (plain === ".gitmodules" || isShortName(plain, "gitmod", "gi7eba")) {
    return "would make git fetch from elsewhere";
  }
  if (UNSEEN.test(name)) return "has a character that cannot be seen";
  if (WINDOWS_SEPARATOR.test(name)) return "has a separator of Windows";
  return undefined;
}

/**
 * Whether some file system takes a name for `.git`.
 *
 * @param name one part of a path
 */
export function isGitDirectory(name: string): boolean {
  const plain = readByFileSystem(name);
  return plain === ".git" || isShortName(plain, "git", "git");
}

/**
 * A name as the most lenient of file systems reads it: NTFS drops dots and
 * spaces at the end and what follows a colon, HFS+ ignores some code points,
 * and both ignore case (git path.c, utf8.c).
 */
function readByFileSystem(name: string): string {
  return name.replace(HFS_IGNORED, "").replace(/:.*$/s, "")
    .replace(/[. ]+$/, "").toLowerCase();
}

/**
 * Whether a name can be the short one that NTFS makes for a dot file: its
 * letters and a number, or, where those are taken, some of `hash` and a number,
 * eight characters in all (git path.c, `is_ntfs_dot_generic`).
 */
function isShortName(name: string, letters: string, hash: string): boolean {
  const [head = "", number = ""] = name.split("~", 2);
  if (!/^[1-9][0-9]*$/.test(number)) return false;
  if (head === letters && number.length === 1) return true;
  return hash.length === 6 && hash.startsWith(head) && name.length === 8;
}

/** Paths of ASCII in which no file system leaves anything out. */
const PLAIN = /^[\w+-]*(?:(?:\.+|\/)[\w+-]+)*$/;

/**
 * Folds what some file systems take for the same name.
 *
 * @param path a name, or several with `/` between them
 */
export function fold(path: string): string {
  if (PLAIN.test(path)) return path.toLowerCase(); // what comes out below, too
  const plain = path.split("/").map(readByFileSystem).join("/");
  // Upper case first: it joins letters that have one capital, as APFS does.
  return plain.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
}

/**
 * Checks all paths of a tree, one by one and against each other.
 *
 * @param files paths of all but directories, relative to the tree's root, parts
 * separated by `/`
 * @param subject what errors name
 * @param options directories of the tree, the empty ones at least
 * @throws {VerificationError} `E_PATH`
 */
export function checkTreePaths(
  files: readonly string[],
  subject: string,
  { directories = [] }: { readonly directories?: readonly string[] } = {},
): void {
  const refuse = (path: string, problem: string) =>
    new VerificationError("E_PATH", {
      subject,
      problem: `has a path that ${problem}`,
      found: JSON.stringify(path),
    });
  const isFile = new Set(files);
  const spellings = new Map<string, string>();
  const good = new Set<string>(); // directories on the way, of which most are shared
  for (const path of [...files, ...directories]) {
    for (let start = 0; start <= path.length;) {
      const slash = path.indexOf("/", start);
      const end = slash < 0 ? path.length : slash;
      const prefix = path.slice(0, end);
      const part = path.slice(start, end);
      start = end + 1;
      if (end < path.length && good.has(prefix)) continue;
      const problem = refusedName(part);
      if (problem !== undefined) throw refuse(path, problem);
      if (prefix !== path && isFile.has(prefix)) {
        throw refuse(path, `goes through ${JSON.stringify(prefix)}, a file`);
      }
      const folded = fold(prefix);
      const spelling = spellings.get(folded);
      if (spelling !== undefined && spelling !== prefix) {
        throw refuse(
          path,
          `some systems take for ${JSON.stringify(spelling)}`,
        );
      }
      spellings.set(folded, prefix);
      if (end < path.length) good.add(prefix);
    }
  }
}

/**
 * Checks that a symbolic link stays inside of the tree. It may go up first and
 * then down, not up again: what it went down through may be a link itself, and
 * "up" from there is somewhere else.
 *
 * @param path the link's own path
 * @param target what it points at
 * @param subject what errors name
 * @throws {VerificationError} `E_PATH` for a target that is absolute, empty or
 * outside, or that goes down before it goes up
 */
export function checkLinkTarget(
  path: string,
  target: string,
  subject: string,
): void {
  const parts = target.split("/").filter((part) => part !== ".");
  const up = parts.findIndex((part) => part !== "..");
  const down = up < 0 ? [] : parts.slice(up);
  const ups = parts.length - down.length;
  const refused = target === "" || target.startsWith("/") ||
    ups > path.split("/").length - 1 || down.includes("..") ||
    UNSEEN.test(target) || WINDOWS_SEPARATOR.test(target);
  if (refused) {
    throw new VerificationError("E_PATH", {
      subject,
      problem: `has a link ${JSON.stringify(path)} that leaves the source`,
      found: JSON.stringify(target),
    });
  }
}
