// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The header block of a tar archive, byte for byte as the real `@std/tar`
 * writes it, so that archives and their checksums do not depend on the package
 * source. POSIX.1-1988 ustar.
 *
 * @module
 */

/** What an entry is, besides its name and content. */
export interface TarStreamOptions {
  mode?: number;
  uid?: number;
  gid?: number;
  /** Seconds since 1970; now by default. */
  mtime?: number;
  uname?: string;
  gname?: string;
  devmajor?: string;
  devminor?: string;
}

/** The fields that depend on the entry's type. */
export interface TypedFields {
  readonly typeflag: "0" | "2" | "5";
  readonly mode: number;
  /** Bytes of the content. */
  readonly size: number;
  readonly linkname: string;
}

/** Bytes of a block. */
export const BLOCK = 512;

const encoder = new TextEncoder();

/** `path` as name (100 bytes) and prefix (155), split at a slash. */
function splitPath(path: string): { name: string; prefix: string } {
  const length = (text: string) => encoder.encode(text).length;
  if (length(path) <= 100) return { name: path, prefix: "" };
  if (length(path) > 256) {
    throw new RangeError(`The path exceeds 256 bytes: ${path}`);
  }
  // The leftmost slash whose right side fits leaves the shortest prefix.
  for (let slash = 0; (slash = path.indexOf("/", slash + 1)) > 0;) {
    const name = path.slice(slash + 1);
    if (length(name) > 99) continue;
    const prefix = path.slice(0, slash);
    if (length(prefix) <= 155) return { name, prefix };
    break;
  }
  throw new RangeError(`The path cannot be split into 155 and 100: ${path}`);
}

function octal(value: number, digits: number): string {
  const text = value.toString(8).padStart(digits, "0");
  if (!Number.isInteger(value) || value < 0 || text.length > digits) {
    throw new TypeError(`${value} does not fit into ${digits} octal digits`);
  }
  return text;
}

/** The header of one entry. */
export function ustarHeader(
  path: string,
  fields: TypedFields,
  options: TarStreamOptions,
): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK);
  const put = (offset: number, size: number, text: string) => {
    const bytes = encoder.encode(text);
    if (bytes.length > size) throw new TypeError(`Too long: ${text}`);
    block.set(bytes, offset);
  };
  const { name, prefix } = splitPath(path);
  const now = Math.floor(Date.now() / 1_000);
  put(0, 100, name);
  put(100, 8, octal(options.mode ?? fields.mode, 6) + " \0");
  put(108, 8, octal(options.uid ?? 0, 6) + " \0");
  put(116, 8, octal(options.gid ?? 0, 6) + " \0");
  put(124, 12, octal(fields.size, 11) + " ");
  put(136, 12, octal(options.mtime ?? now, 11) + " ");
  put(148, 8, " ".repeat(8));
  put(156, 1, fields.typeflag);
  put(157, 100, fields.linkname);
  put(257, 8, "ustar\x0000");
  put(265, 31, options.uname ?? "");
  put(297, 31, options.gname ?? "");
  put(329, 8, options.devmajor ?? "");
  put(337, 8, options.devminor ?? "");
  put(345, 155, prefix);
  put(148, 7, octal(block.reduce((sum, byte) => sum + byte), 6) + "\0");
  return block;
}
