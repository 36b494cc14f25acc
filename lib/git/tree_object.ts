// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What a tree holds, from its bytes. Pure.
 *
 * @module
 */

import { HEX_LENGTH, type ObjectFormat } from "../source/object_id.ts";
import { isGitDirectory } from "../source/path_rules.ts";

/** One entry of one tree, its directories not opened. */
export interface NamedObject {
  /** The name; bytes that are not UTF-8 as `\xff`. */
  readonly name: string;
  /** Octal digits as git stores them: 100644, 100755, 120000, 160000, 40000. */
  readonly mode: string;
  /** Id of the blob, the tree or the submodule's commit. */
  readonly id: string;
}

/** The mode of a directory. */
export const TREE_MODE = "40000";

const SPACE = 0x20;

/** Longest name of an entry, in bytes: as long as a path may be on Linux. */
const MAX_NAME = 4096;

/** Made once, because making a decoder takes longer than reading a tree. */
const TEXT = new TextDecoder();
const STRICT_TEXT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The modes that git writes. */
const MODES: ReadonlySet<string> = new Set([
  "100644", // plain file
  "100755", // executable
  "120000", // symbolic link
  "160000", // submodule
  TREE_MODE,
]);

/**
 * Reads a tree in git's one canonical form. Of two entries with one name, git
 * checks one out and shows another; of `src/x` it makes a file in a directory
 * that another entry is responsible for.
 *
 * @param bytes the object's content
 * @param format how the repository names objects
 * @returns its entries by name
 * @throws {SyntaxError} where the bytes are not a tree that git would write:
 * sorted, each name once, no name that is empty, `.`, `..`, `.git` in any
 * spelling or that holds a slash, and no mode that git does not write
 */
export function parseTree(
  bytes: Uint8Array<ArrayBuffer>,
  format: ObjectFormat,
): Map<string, NamedObject> {
  const entries = new Map<string, NamedObject>();
  const length = HEX_LENGTH[format] / 2;
  let last = "";
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(SPACE, at);
    const nul = space < 0 ? -1 : bytes.indexOf(0, space);
    const end = nul + 1 + length;
    if (space < 0 || nul < 0 || end > bytes.length) {
      throw new SyntaxError("the tree ends in the middle of an entry");
    }
    const mode = TEXT.decode(bytes.subarray(at, space));
    const rawName = bytes.subarray(space + 1, nul);
    if (rawName.length > MAX_NAME) {
      throw new SyntaxError(`an entry's name has ${rawName.length} bytes`);
    }
    const name = decodeName(rawName);
    const problem = entryProblem(mode, name);
    if (problem !== undefined) throw new SyntaxError(problem);
    if (entries.has(name)) {
      throw new SyntaxError(`the name ${JSON.stringify(name)} is there twice`);
    }
    // Bytes as code units, so that text sorts as git sorts bytes.
    const key = String.fromCharCode(...rawName) +
      (mode === TREE_MODE ? "/" : "");
    if (key < last) {
      throw new SyntaxError(
        `the entry ${JSON.stringify(name)} is out of order`,
      );
    }
    last = key;
    entries.set(name, {
      name,
      mode,
      id: bytes.subarray(nul + 1, end).toHex(),
    });
    at = end;
  }
  return entries;
}

function entryProblem(mode: string, name: string): string | undefined {
  if (!MODES.has(mode)) {
    return `the entry ${JSON.stringify(name)} has the mode ${
      JSON.stringify(mode)
    }`;
  }
  const isRefused = name === "" || name === "." || name === ".." ||
    name.includes("/") || isGitDirectory(name);
  return isRefused
    ? `an entry has the name ${JSON.stringify(name)}`
    : undefined;
}

function decodeName(bytes: Uint8Array): string {
  try {
    return STRICT_TEXT.decode(bytes);
  } catch {
    return Array.from(
      bytes,
      (byte) =>
        byte < 0x80
          ? String.fromCharCode(byte)
          : `\\x${byte.toString(16).padStart(2, "0")}`,
    ).join("");
  }
}
