// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Reads the file list of a main header: which files a package has, with the
 * sizes, modes and digests that its payload must match.
 *
 * @module
 */

import { DIGEST_NAMES, type DigestName } from "../digest.ts";
import { VerificationError } from "../errors.ts";
import { CPIO_HEADER, CPIO_TRAILER } from "./cpio.ts";
import type { Header } from "./header.ts";
import { FILE_FLAG, MODE, TAG } from "./tags.ts";

/** What the signed header says about one file. */
export interface FileEntry {
  /** Absolute, without `.`, `..` or empty parts. */
  readonly path: string;
  /** st_mode: type and permissions. */
  readonly mode: number;
  /** Bytes of content; meaningless for directories. */
  readonly size: number;
  /** Lower-case hexadecimal; empty for all but regular files. */
  readonly digest: string;
  /** Target of a symbolic link, valid UTF-8; else empty. */
  readonly linkTo: string;
  /** Owned by the package, but not in the payload. */
  readonly ghost: boolean;
  /** Equal for all hard links of one file, and for them only. */
  readonly identity: string;
}

/** The file list and how its digests were made. */
export interface FileList {
  readonly files: readonly FileEntry[];
  readonly digestAlgorithm: DigestName;
}

/**
 * Reads the file list and checks its paths.
 *
 * @param header the verified main header
 * @throws {VerificationError} `E_FORMAT` if the arrays do not fit together or a
 * path is listed twice, `E_PATH` if a path is not absolute, plain and UTF-8,
 * `E_FILE` if the digest algorithm is unknown
 */
export function readFileList(header: Header): FileList {
  const list = readColumns(header, (bytes) => decodeUtf8(bytes, header));
  checkPaths(list, header);
  return list;
}

/**
 * Reads the file list as the header states it, only to show it: paths may be
 * anything, and bytes that are not UTF-8 become U+FFFD.
 *
 * @param header the main header, verified or not
 * @throws {VerificationError} `E_FORMAT` if the arrays do not fit together,
 * `E_FILE` if the digest algorithm is unknown
 */
export function readClaimedFiles(header: Header): FileList {
  return readColumns(header, (bytes) => LOSSY.decode(bytes));
}

type Decode = (bytes: Uint8Array) => string;

function malformed({ subject }: Header, problem: string): VerificationError {
  return new VerificationError("E_FORMAT", { subject, problem });
}

function readColumns(header: Header, decode: Decode): FileList {
  if (header.has(TAG.OLDFILENAMES)) {
    throw malformed(header, "has a file list older than rpm 4");
  }
  const paths = readPaths(header, decode);
  const count = paths.length;
  const column = <T>(name: string, values: readonly T[] | undefined) => {
    if (values?.length === count) return values;
    const found = values?.length ?? 0;
    throw malformed(header, `has ${found} ${name} for ${count} files`);
  };
  if (count === 0) {
    return { files: [], digestAlgorithm: readAlgorithm(header) };
  }
  const modes = column("file modes", header.integers(TAG.FILEMODES));
  const sizes = column(
    "file sizes",
    header.integers(TAG.LONGFILESIZES) ?? header.integers(TAG.FILESIZES),
  );
  const digests = column("file digests", header.strings(TAG.FILEDIGESTS));
  const links = column(
    "link targets",
    header.decodedStrings(TAG.FILELINKTOS, decode),
  );
  const flags = column("file flags", header.integers(TAG.FILEFLAGS));
  const inodes = column("inodes", header.integers(TAG.FILEINODES));
  const stated = header.integers(TAG.FILEDEVICES);
  const devices = stated && column("devices", stated);
  const files = paths.map((path, i): FileEntry => ({
    path,
    mode: modes[i] ?? 0,
    size: sizes[i] ?? 0,
    digest: (digests[i] ?? "").toLowerCase(),
    linkTo: links[i] ?? "",
    ghost: ((flags[i] ?? 0) & FILE_FLAG.GHOST) !== 0,
    identity: `${devices?.[i] ?? 0}:${inodes[i] ?? 0}`,
  }));
  if (modes.some((mode) => mode > MAX_MODE)) {
    throw malformed(header, "has a file mode of more than 16 bits");
  }
  return { files, digestAlgorithm: readAlgorithm(header) };
}

function readAlgorithm(header: Header): DigestName {
  const number = header.integer(TAG.FILEDIGESTALGO) ?? 1; // absent means MD5
  const algorithm = DIGEST_NAMES.get(number);
  if (algorithm === undefined) {
    throw new VerificationError("E_FILE", {
      subject: header.subject,
      problem: "has file digests of an unknown algorithm",
      found: `number ${number}`,
    });
  }
  return algorithm;
}

function readPaths(header: Header, decode: Decode): string[] {
  const baseNames = header.decodedStrings(TAG.BASENAMES, decode) ?? [];
  const dirNames = header.decodedStrings(TAG.DIRNAMES, (bytes) => bytes) ?? [];
  const dirIndexes = header.integers(TAG.DIRINDEXES) ?? [];
  if (baseNames.length !== dirIndexes.length) {
    throw malformed(
      header,
      `has ${dirIndexes.length} directory indexes for ${baseNames.length} files`,
    );
  }
  const dirNameOf = (index: number): string => {
    const bytes = dirNames[index];
    if (bytes === undefined) {
      throw malformed(header, "has a directory index out of range");
    }
    return decode(bytes);
  };
  return baseNames.map((baseName, i) => {
    const path = dirNameOf(dirIndexes[i] ?? -1) + baseName;
    if (baseName.includes("/")) {
      throw badPath(header, path, "has a slash in a name");
    }
    return path;
  });
}

const MAX_MODE = 0xffff; // the type of FILEMODES is INT16

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const LOSSY = new TextDecoder("utf-8", { ignoreBOM: true });

function decodeUtf8(bytes: Uint8Array, header: Header): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw badPath(header, LOSSY.decode(bytes), "is not UTF-8");
  }
}

function badPath(
  { subject }: Header,
  path: string,
  problem: string,
): VerificationError {
  return new VerificationError("E_PATH", {
    subject,
    problem: `has a path that ${problem}`,
    found: JSON.stringify(path),
  });
}

/** Requires every path to be absolute and plain, and listed once. */
function checkPaths({ files }: FileList, header: Header): void {
  const paths = new Set(files.map(({ path }) => path));
  for (const path of paths) checkPath(path, header);
  if (paths.size === files.length) return;
  throw malformed(header, "lists a file twice");
}

function checkPath(path: string, header: Header): void {
  const [root, ...parts] = path.split("/");
  if (root !== "") throw badPath(header, path, "is not absolute");
  if (path === "/") {
    throw new VerificationError("E_PATH", {
      subject: header.subject,
      problem: "owns the root directory of the system",
      expected: "only files and directories below it",
      found: JSON.stringify(path),
    });
  }
  if (parts.some((part) => part === "." || part === "..")) {
    throw badPath(header, path, "leaves its directory");
  }
  if (parts.length === 0 || parts.includes("")) {
    throw badPath(header, path, "has an empty part");
  }
}

/**
 * The most bytes that the unpacked archive can have. The bound is exact except
 * that names may or may not begin with `./`.
 *
 * @param files the signed file list
 */
export function maxArchiveSize(files: readonly FileEntry[]): number {
  const padded = (length: number) => Math.ceil(length / 4) * 4;
  const encoder = new TextEncoder();
  const counted = new Set<string>();
  let size = padded(CPIO_HEADER + CPIO_TRAILER.length + 1);
  for (const file of files) {
    if (file.ghost) continue;
    const name = encoder.encode(`.${file.path}`).length + 1;
    size += padded(CPIO_HEADER + name);
    const type = file.mode & MODE.TYPE;
    const isFirstLink = type !== MODE.REGULAR || !counted.has(file.identity);
    if (isFirstLink && type !== MODE.DIRECTORY) size += padded(file.size);
    counted.add(file.identity);
  }
  return size;
}
