// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What a tree holds, from its bytes. Pure.
 *
 * @module
 */

import type { ObjectFormat } from "../source/object_id.ts";

/** One entry of one tree, its folders not opened. */
export interface NamedObject {
  /** The name; bytes that are no UTF-8 as `\xff`. */
  readonly name: string;
  /** Octal digits as git stores them: 100644, 100755, 120000, 160000, 40000. */
  readonly mode: string;
  /** Id of the blob, the tree or the submodule's commit. */
  readonly id: string;
}

/** The mode of a folder. */
export const FOLDER_MODE = "40000";

/** Bytes of an id. */
const ID_BYTES: Readonly<Record<ObjectFormat, number>> = {
  sha1: 20,
  sha256: 32,
};

const SPACE = 0x20;

/** Made once: a tree of thousands of files is read in no time, not these. */
const TEXT = new TextDecoder();
const STRICT_TEXT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads a tree.
 *
 * @param bytes the object's content
 * @param format how the repository names objects
 * @returns its entries by name
 * @throws {SyntaxError} where the bytes are not a tree
 */
export function parseTree(
  bytes: Uint8Array<ArrayBuffer>,
  format: ObjectFormat,
): Map<string, NamedObject> {
  const entries = new Map<string, NamedObject>();
  const length = ID_BYTES[format];
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(SPACE, at);
    const nul = bytes.indexOf(0, space);
    const end = nul + 1 + length;
    if (space < 0 || nul < 0 || end > bytes.length) {
      throw new SyntaxError("A tree that ends in the middle of an entry");
    }
    const mode = TEXT.decode(bytes.subarray(at, space));
    const name = decodeName(bytes.subarray(space + 1, nul));
    const id = bytes.subarray(nul + 1, end).toHex();
    entries.set(name, { name, mode, id });
    at = end;
  }
  return entries;
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
