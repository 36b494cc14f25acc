// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The file list of a main header: which files a package has, with the sizes,
 * modes and digests that its payload must match.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import { CPIO_HEADER, CPIO_TRAILER } from "./cpio.ts";
import type { Header } from "./header.ts";
import {
  DIGEST_ALGORITHM,
  type DigestAlgorithm,
  FILE_FLAG,
  MODE,
  TAG,
} from "./tags.ts";

/** What the signed header says about one file. */
export interface FileEntry {
  /** Absolute, without `.`, `..` or empty parts. */
  readonly path: string;
  /** st_mode: type and permissions. */
  readonly mode: number;
  /** Bytes of content; of no meaning for folders. */
  readonly size: number;
  /** Lower-case hexadecimal; empty for all but regular files. */
  readonly digest: string;
  /** Target of a symbolic link, valid UTF-8; else empty. */
  readonly linkTo: string;
  /** Owned by the package, but not in the payload. */
  readonly ghost: boolean;
  /** The same for all hard links of one file, different for other files. */
  readonly identity: string;
}

/** The file list and how its digests were made. */
export interface FileList {
  readonly files: readonly FileEntry[];
  readonly digestAlgorithm: DigestAlgorithm;
}

/**
 * Reads the file list. Call it only on a header whose signature is good.
 *
 * @param header the verified main header
 * @param subject what errors name
 * @throws {VerificationError} `E_FORMAT` where the arrays do not fit together,
 * `E_PATH` where a path is not absolute and plain, or a name not UTF-8,
 * `E_FILE` where the digest algorithm is unknown
 */
export function readFileList(header: Header, subject: string): FileList {
  const malformed = (problem: string) =>
    new VerificationError("E_FORMAT", { subject, problem });
  if (header.has(TAG.OLDFILENAMES)) {
    throw malformed("has a file list older than rpm 4");
  }
  const paths = readPaths(header, subject);
  const count = paths.length;
  const column = <T>(name: string, values: readonly T[] | undefined) => {
    if (values?.length === count) return values;
    throw malformed(
      `has ${values?.length ?? 0} ${name} for ${count} files`,
    );
  };
  const optional = <T>(name: string, values: readonly T[] | undefined) =>
    values === undefined ? undefined : column(name, values);
  if (count === 0) {
    return { files: [], digestAlgorithm: readAlgorithm(header, subject) };
  }
  const modes = column("file modes", header.integers(TAG.FILEMODES));
  const sizes = column(
    "file sizes",
    header.integers(TAG.LONGFILESIZES) ?? header.integers(TAG.FILESIZES),
  );
  const digests = column("file digests", header.strings(TAG.FILEDIGESTS));
  const links = column(
    "link targets",
    header.decodedStrings(
      TAG.FILELINKTOS,
      (bytes) => decodePath(bytes, subject),
    ),
  );
  const flags = column("file flags", header.integers(TAG.FILEFLAGS));
  const inodes = column("inodes", header.integers(TAG.FILEINODES));
  const devices = optional("devices", header.integers(TAG.FILEDEVICES));
  const files = paths.map((path, i): FileEntry => ({
    path,
    mode: modes[i] ?? 0,
    size: sizes[i] ?? 0,
    digest: (digests[i] ?? "").toLowerCase(),
    linkTo: links[i] ?? "",
    ghost: ((flags[i] ?? 0) & FILE_FLAG.GHOST) !== 0,
    identity: `${devices?.[i] ?? 0}:${inodes[i] ?? 0}`,
  }));
  if (new Set(paths).size !== count) throw malformed("lists a file twice");
  if (modes.some((mode) => mode > MAX_MODE)) {
    throw malformed("has a file mode of more than 16 bits");
  }
  return { files, digestAlgorithm: readAlgorithm(header, subject) };
}

function readAlgorithm(header: Header, subject: string): DigestAlgorithm {
  const number = header.integer(TAG.FILEDIGESTALGO) ?? 1; // absent means MD5
  const algorithm = DIGEST_ALGORITHM[number];
  if (algorithm === undefined) {
    throw new VerificationError("E_FILE", {
      subject,
      problem: "has file digests of an unknown algorithm",
      found: `number ${number}`,
    });
  }
  return algorithm;
}

function readPaths(header: Header, subject: string): string[] {
  const decode = (bytes: Uint8Array) => decodePath(bytes, subject);
  const baseNames = header.decodedStrings(TAG.BASENAMES, decode) ?? [];
  const dirNames = header.decodedStrings(TAG.DIRNAMES, (bytes) => bytes) ?? [];
  const dirIndexes = header.integers(TAG.DIRINDEXES) ?? [];
  if (baseNames.length !== dirIndexes.length) {
    throw new VerificationError("E_FORMAT", {
      subject,
      problem:
        `has ${dirIndexes.length} folder indexes for ${baseNames.length} files`,
    });
  }
  const decoded = new Map<number, string>(); // most files share a folder
  const dirNameOf = (index: number): string => {
    const bytes = dirNames[index];
    if (bytes === undefined) {
      throw new VerificationError("E_FORMAT", {
        subject,
        problem: "has a folder index out of range",
      });
    }
    const dirName = decoded.get(index) ?? decode(bytes);
    decoded.set(index, dirName);
    return dirName;
  };
  return baseNames.map((baseName, i) => {
    const dirName = dirNameOf(dirIndexes[i] ?? -1);
    const path = dirName + baseName;
    if (baseName.includes("/")) {
      throw badPath(subject, path, "has a slash in a name");
    }
    checkPath(path, subject);
    return path;
  });
}

const MAX_MODE = 0xffff; // the type of FILEMODES is INT16

function decodePath(bytes: Uint8Array, subject: string): string {
  if (bytes.length === 0) return ""; // of most files, the link's target
  try {
    return PATH_DECODER.decode(bytes);
  } catch {
    throw badPath(subject, new TextDecoder().decode(bytes), "is not UTF-8");
  }
}

const PATH_DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function badPath(
  subject: string,
  path: string,
  problem: string,
): VerificationError {
  return new VerificationError("E_PATH", {
    subject,
    problem: `has a path that ${problem}`,
    found: JSON.stringify(path),
  });
}

function checkPath(path: string, subject: string): void {
  const parts = path.split("/");
  if (parts[0] !== "") throw badPath(subject, path, "is not absolute");
  if (parts.slice(1).some((part) => part === "." || part === "..")) {
    throw badPath(subject, path, "leaves its folder");
  }
  if (parts.length < 2 || parts.slice(1).includes("")) {
    throw badPath(subject, path, "has an empty part");
  }
}

/**
 * The most bytes that the uncompressed archive can have: exact but for the
 * choice of `./` or nothing before the names.
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
