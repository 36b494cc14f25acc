// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Headers of tar archives: POSIX.1-1988 ustar, with an extended header of
 * POSIX.1-2001 (pax) before the entries whose name or link target is too long
 * for ustar. Pure. The formats:
 * {@link https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html}.
 *
 * `@std/tar` writes ustar alone, in which a path has 256 bytes at most, and a
 * link target 100; the driver's paths are the vendor's to choose.
 *
 * @module
 */

/** Bytes of a block, the unit of the format. */
export const BLOCK = 512;

/** One entry of an archive. */
export interface TarEntry {
  /** Parts separated by `/`; a directory's ends with one. */
  readonly path: string;
  /** What it is. */
  readonly type: "file" | "link" | "directory";
  /** Permission bits. */
  readonly mode: number;
  /** Of a file; of others it is empty. */
  readonly content: Uint8Array<ArrayBuffer>;
  /** Where a link points to; "" for others. */
  readonly target: string;
}

const TYPEFLAG = { file: "0", link: "2", directory: "5" } as const;

/** Offset and size of the fields, in bytes; POSIX pax, "ustar Interchange". */
const FIELD = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  typeflag: [156, 1],
  linkname: [157, 100],
  magic: [257, 8], // "ustar", NUL, version "00"
  prefix: [345, 155],
} as const satisfies Record<string, readonly [number, number]>;

const encoder = new TextEncoder();

/**
 * The header of an entry, with its extended header where it needs one. Owner
 * and group are 0, without names.
 *
 * @param entry the entry
 * @param mtime its time, in seconds since 1970, 32 bits as in an RPM
 * @returns whole blocks
 */
export function tarHeader(
  entry: TarEntry,
  mtime: number,
): Uint8Array<ArrayBuffer>[] {
  const { path, mode, content, target } = entry;
  const place = splitPath(path);
  const records = [
    ...(place === undefined ? [record("path", path)] : []),
    ...(isShort(target, FIELD.linkname) ? [] : [record("linkpath", target)]),
  ];
  const own = block({
    ...(place ?? { name: plain(path), prefix: "" }),
    mode,
    size: content.length,
    mtime,
    typeflag: TYPEFLAG[entry.type],
    linkname: isShort(target, FIELD.linkname) ? target : plain(target),
  });
  if (records.length === 0) return [own];
  const body = encoder.encode(records.join(""));
  const extended = block({
    name: plain(`PaxHeaders/${path}`),
    prefix: "",
    mode: 0o644,
    size: body.length,
    mtime,
    typeflag: "x",
    linkname: "",
  });
  return [extended, body, padding(body.length), own];
}

/** What fills the last block of some content. */
export function padding(size: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array((BLOCK - size % BLOCK) % BLOCK);
}

/** What varies from one header to the next. */
type Fields =
  & Readonly<Record<"mode" | "size" | "mtime", number>>
  & Readonly<Record<"name" | "prefix" | "typeflag" | "linkname", string>>;

function block(fields: Fields): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(BLOCK);
  const put = (name: keyof typeof FIELD, value: string | number) => {
    const [offset, size] = FIELD[name];
    const text = typeof value === "number"
      ? value.toString(8).padStart(size - 1, "0")
      : value;
    bytes.set(encoder.encode(text), offset);
  };
  put("name", fields.name);
  put("mode", fields.mode);
  put("uid", 0);
  put("gid", 0);
  put("size", fields.size);
  put("mtime", fields.mtime);
  put("typeflag", fields.typeflag);
  put("linkname", fields.linkname);
  put("magic", "ustar\x0000");
  put("prefix", fields.prefix);
  put("checksum", " ".repeat(8)); // the sum counts its own field as spaces
  const sum = bytes.reduce((total, byte) => total + byte);
  put("checksum", `${sum.toString(8).padStart(6, "0")}\0 `);
  return bytes;
}

/** Readers disagree about anything but ASCII in ustar's fields. */
function isShort(
  text: string,
  [, size]: readonly [number, number],
): boolean {
  return /^[ -~]*$/.test(text) && text.length <= size;
}

/** A path as prefix and name; undefined where that is not possible. */
function splitPath(
  path: string,
): { readonly name: string; readonly prefix: string } | undefined {
  if (isShort(path, FIELD.name)) return { name: path, prefix: "" };
  // The rightmost slash that can be: the longest prefix, the shortest name.
  const at = path.lastIndexOf("/", Math.min(FIELD.prefix[1], path.length - 2));
  const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
  const fits = isShort(prefix, FIELD.prefix) && isShort(name, FIELD.name);
  return fits ? { name, prefix } : undefined;
}

/** What a reader that knows no extended headers sees. */
function plain(text: string): string {
  return text.replaceAll(/[^ -~]/g, "_").slice(0, FIELD.name[1] - 1);
}

/** "<length> <key>=<value>" LF, where the length counts itself. */
function record(key: string, value: string): string {
  const rest = encoder.encode(` ${key}=${value}\n`).length;
  let length = rest + 1;
  while (String(length).length + rest !== length) {
    length = String(length).length + rest;
  }
  return `${length} ${key}=${value}\n`;
}
