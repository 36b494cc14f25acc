// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Which paths may stand in a published tree. Whoever clones it must get, on any
 * system, the files that were signed and nothing else: no name that git, a file
 * system or a terminal takes for another.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";

/** Code points that HFS+ ignores in names (git utf8.c, `next_hfs_char`). */
const HFS_IGNORED = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/** C0, DEL, C1: they break lines, or move a terminal's cursor. */
// deno-lint-ignore no-control-regex -- what is refused
const CONTROL = /[\x00-\x1f\x7f-\x9f]/;

/** Why a name may not stand in a tree, undefined where it may. */
function refusedName(name: string): string | undefined {
  if (name === "" || name === "." || name === "..") return "leaves its folder";
  if (CONTROL.test(name)) return "has a control character";
  if (name.includes("\\")) return "has a backslash, a separator on Windows";
  // NTFS drops dots and spaces at the end and reads ":" as a stream's name;
  // HFS+ ignores some code points and case (git path.c, utf8.c).
  const plain = name.replace(HFS_IGNORED, "").toLowerCase()
    .replace(/:.*$/, "").replace(/[. ]+$/, "");
  if (plain === ".git" || plain === "git~1") return "is taken for git's own";
  if (plain === ".gitmodules" || /^gi(tmod|7eba)~[1-9]$/.test(plain)) {
    return "would make git fetch from elsewhere";
  }
  return undefined;
}

/** Folds what some file systems take for the same name. */
function fold(path: string): string {
  return path.normalize("NFC").toLowerCase().normalize("NFC");
}

/**
 * Checks all paths of a tree, one by one and against each other.
 *
 * @param paths relative to the tree's root, parts separated by `/`
 * @param subject what errors name
 * @throws {VerificationError} `E_PATH`
 */
export function checkTreePaths(
  paths: readonly string[],
  subject: string,
): void {
  const refuse = (path: string, problem: string) =>
    new VerificationError("E_PATH", {
      subject,
      problem: `has a path that ${problem}`,
      found: JSON.stringify(path),
    });
  const files = new Set(paths);
  const spellings = new Map<string, string>();
  for (const path of paths) {
    const parts = path.split("/");
    for (const [i, part] of parts.entries()) {
      const problem = refusedName(part);
      if (problem !== undefined) throw refuse(path, problem);
      const prefix = parts.slice(0, i + 1).join("/");
      if (i < parts.length - 1 && files.has(prefix)) {
        throw refuse(path, `goes through ${JSON.stringify(prefix)}, a file`);
      }
      const spelling = spellings.get(fold(prefix));
      if (spelling !== undefined && spelling !== prefix) {
        throw refuse(
          path,
          `some systems take for ${JSON.stringify(spelling)}`,
        );
      }
      spellings.set(fold(prefix), prefix);
    }
  }
}

/**
 * Checks that a symbolic link stays inside of the tree.
 *
 * @param path the link's own path
 * @param target what it points at
 * @param subject what errors name
 * @throws {VerificationError} `E_PATH` for a target that is absolute, empty or
 * outside
 */
export function checkLinkTarget(
  path: string,
  target: string,
  subject: string,
): void {
  let depth = path.split("/").length - 1;
  const refused = target === "" || target.startsWith("/") ||
    target.includes("\\") || CONTROL.test(target) ||
    target.split("/").some((part) => {
      if (part === "..") depth -= 1;
      else if (part !== "." && part !== "") depth += 1;
      return depth < 0;
    });
  if (refused) {
    throw new VerificationError("E_PATH", {
      subject,
      problem: `has a link ${JSON.stringify(path)} that leaves the source`,
      found: JSON.stringify(target),
    });
  }
}
