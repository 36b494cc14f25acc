// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Verifies the metadata of a yum repository and makes
 * {@linkcode VerifiedMetadata}; nothing else makes one.
 *
 * A yum repository has a directory `repodata` with XML files. **repomd.xml** is
 * the root: it names the other files, each with its size and checksum, and the
 * size and checksum after decompression ("open"). **primary.xml** lists the
 * packages: name, epoch, version, release, architecture, size, checksum, path
 * (`href`), and which bytes of the file are the main header. **filelists.xml**
 * and **other.xml** list files and change logs; they are archived and not read.
 * Nothing signs repomd.xml here, so the chain proves only that the files belong
 * together: what makes a package trusted is its signature, see lib/rpm.
 *
 * The format has no standard; it is what createrepo_c writes:
 * {@link https://github.com/rpm-software-management/createrepo_c}. A description:
 * {@link https://en.opensuse.org/openSUSE:Standards_Rpm_Metadata}.
 *
 * No file is decompressed before its size and checksum are verified, and
 * nothing read from it is returned before the open size and checksum are.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import {
  type Compression,
  COMPRESSIONS,
  decompress,
  detectCompression,
} from "../rpm/compression.ts";
import { type Checksum, startChecksum, verifyBytes } from "./checksum.ts";
import {
  type PackageElsewhere,
  type PrimaryPackage,
  readPrimary,
} from "./primary.ts";
import {
  METADATA_TYPES,
  type MetadataType,
  parseRepomd,
  type Repomd,
  type RepomdData,
} from "./repomd.ts";
import { metadataError } from "./xml.ts";

/** Bytes of a metadata file as stored; it is held in memory. */
export const MAX_FILE_BYTES: number = 128 * 2 ** 20;
/** Bytes of a metadata file once decompressed; it is streamed. */
const MAX_OPEN_BYTES = 2 ** 30;

/** Suffixes of files by their compression. */
const SUFFIXES: Readonly<Record<Compression, string>> = {
  none: ".xml",
  gzip: ".gz",
  bzip2: ".bz2",
  xz: ".xz",
  lzma: ".lzma",
  zstd: ".zst",
};

/** A metadata file that is what repomd.xml says. */
export interface MetadataFile {
  /** What it is. */
  readonly type: MetadataType;
  /** Its name in an archive, without checksum prefix: `primary.xml.gz`. */
  readonly name: string;
  /** The file as stored upstream. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Its checksum, as repomd.xml states it. */
  readonly checksum: Checksum;
}

/** What {@linkcode verifyMetadata} verifies: bytes that nothing proves yet. */
export interface MetadataEvidence {
  /** repomd.xml. */
  readonly repomd: Uint8Array<ArrayBuffer>;
  /** The metadata files, by their type in repomd.xml. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** What the caller wants to know. */
export interface MetadataOptions {
  /** Names of the packages to read. */
  readonly names: readonly string[];
  /** Where files come from; see `parseLocation()`. */
  readonly repoUrl?: string | undefined;
  /** Shared by several calls, so that one bound covers all of them. */
  readonly budget?: OpenBudget | undefined;
}

/** Bytes that may still be decompressed. */
export interface OpenBudget {
  /**
   * Takes some.
   *
   * @throws {VerificationError} `E_LIMIT` where nothing is left
   */
  take(bytes: number): void;
}

/** A budget of so many bytes. */
export function openBudget(bytes: number): OpenBudget {
  let left = bytes;
  return {
    take: (count) => {
      left -= count;
      if (left >= 0) return;
      throw new VerificationError("E_LIMIT", {
        subject: "metadata",
        problem: "all metadata together is over the bound once decompressed",
        expected: `at most ${bytes} bytes`,
      });
    },
  };
}

type Parts = Pick<
  VerifiedMetadata,
  "repomd" | "files" | "packages" | "elsewhere"
>;

let seal: (parts: Parts) => VerifiedMetadata;

/**
 * A repository's metadata, all of it compared with repomd.xml.
 * {@linkcode verifyMetadata} alone makes one.
 */
export class VerifiedMetadata {
  /** Makes the class a type of its own, which no other object has. */
  readonly #verified = true;
  /** The document with the checksums of the others. */
  readonly repomd: {
    readonly bytes: Uint8Array<ArrayBuffer>;
    readonly parsed: Repomd;
  };
  /** The verified files, in the order of {@linkcode METADATA_TYPES}. */
  readonly files: readonly MetadataFile[];
  /** The packages of the given names, in primary.xml's order. */
  readonly packages: readonly PrimaryPackage[];

  /**
   * Packages of the given names for other architectures than `noarch`, source
   * packages left out.
   */
  readonly elsewhere: readonly PackageElsewhere[];

  private constructor(parts: Parts) {
    this.repomd = Object.freeze(parts.repomd);
    this.files = Object.freeze(parts.files);
    this.packages = Object.freeze(parts.packages);
    this.elsewhere = Object.freeze(parts.elsewhere);
    Object.freeze(this);
  }

  static {
    seal = (parts) => new VerifiedMetadata(parts);
  }
}

/**
 * Refuses sizes that are over the bounds, before anything is downloaded.
 *
 * @param data a record of repomd.xml
 * @throws {VerificationError} `E_LIMIT`
 */
export function requireBounds(data: RepomdData): void {
  const check = (name: string, size: number | undefined, limit: number) => {
    if (size === undefined || size <= limit) return;
    throw new VerificationError("E_LIMIT", {
      subject: "repomd.xml",
      problem: `${name} of ${data.type} is over the bound`,
      expected: `at most ${limit} bytes`,
      found: `${size} bytes`,
    });
  };
  check("size", data.size, MAX_FILE_BYTES);
  check("open-size", data.openSize, MAX_OPEN_BYTES);
}

function compressionOf(href: string, bytes: Uint8Array): Compression {
  return COMPRESSIONS.find((name) => href.endsWith(SUFFIXES[name])) ??
    detectCompression(bytes);
}

function archiveName(type: MetadataType, compression: Compression): string {
  return `${type}.xml${compression === "none" ? "" : SUFFIXES[compression]}`;
}

/** All names that a metadata file may have in an archive. */
export function archiveNames(type: MetadataType): string[] {
  return COMPRESSIONS.map((compression) => archiveName(type, compression));
}

/** A file whose size and checksum are right, and how to open it. */
interface Stored {
  readonly file: MetadataFile;
  readonly compression: Compression;
  readonly data: RepomdData;
}

/** Decompresses, to no more than repomd.xml promises. */
async function* open(
  { file, compression, data }: Stored,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const maxBytes = data.openSize ?? MAX_OPEN_BYTES;
  const subject = file.name;
  try {
    yield* decompress(file.bytes, compression, {
      maxBytes,
      subject,
      concatenated: true,
    });
  } catch (cause) {
    const isLonger = data.openSize !== undefined &&
      cause instanceof VerificationError && cause.code === "E_BOMB";
    if (!isLonger) throw cause;
    throw openSizeError(subject, maxBytes, { found: "more", cause });
  }
}

function openSizeError(
  subject: string,
  size: number,
  { found, cause }: { found: string; cause?: unknown },
): VerificationError {
  return new VerificationError("E_SIZE", {
    subject,
    problem: "the open-size differs from repomd.xml",
    expected: `${size} bytes`,
    found,
    cause,
  });
}

/**
 * Opens a file and reads it, in one pass. Where it is not what repomd.xml says,
 * that is the error, whatever the reader finds wrong in it.
 *
 * @param read reads as much of the content as it needs
 * @throws {VerificationError} `E_SIZE` or `E_DIGEST`; and what is wrong with
 * the compressed stream
 */
async function readOpened<T>(
  stored: Stored,
  budget: OpenBudget | undefined,
  read: (content: AsyncIterable<Uint8Array<ArrayBuffer>>) => Promise<T>,
): Promise<T> {
  const { openSize, openChecksum } = stored.data;
  const running = startChecksum(openChecksum?.type ?? "sha256");
  let length = 0;
  let isWhole = false;
  const measure = async function* () {
    for await (const chunk of open(stored)) {
      budget?.take(chunk.length);
      length += chunk.length;
      running.update(chunk);
      yield chunk;
    }
    isWhole = true;
  };
  const chunks = measure();
  // Without `return()`: a reader that stops does not close the file.
  const content = {
    [Symbol.asyncIterator]: () => ({ next: () => chunks.next() }),
  };
  const verify = async () => {
    for await (const _ of content);
    if (!isWhole) return; // the reader has failed with the reason
    const subject = stored.file.name;
    if (openSize !== undefined && length !== openSize) {
      throw openSizeError(subject, openSize, { found: `${length} bytes` });
    }
    const found = running.digest("hex");
    if (openChecksum !== undefined && found !== openChecksum.value) {
      throw new VerificationError("E_DIGEST", {
        subject,
        problem:
          `the open-checksum (${openChecksum.type}) differs from repomd.xml`,
        expected: openChecksum.value,
        found,
      });
    }
  };
  try {
    return await read(content);
  } finally {
    await verify();
  }
}

async function verifyFile(
  type: MetadataType,
  data: RepomdData,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Stored> {
  requireBounds(data);
  const compression = compressionOf(data.href, bytes);
  const name = archiveName(type, compression);
  await verifyBytes(bytes, data, { subject: name, source: "repomd.xml" });
  const file = Object.freeze({ type, name, bytes, checksum: data.checksum });
  return { file, compression, data };
}

/**
 * Verifies a repository's metadata from its bytes alone, from upstream or an
 * archive. filelists and other may be absent from
 * repomd.xml; what it lists must be there, and what is there must be listed.
 *
 * @param evidence repomd.xml and the files, not trusted
 * @param options names of the packages to read
 * @returns the metadata, now trusted as far as repomd.xml is
 * @throws {VerificationError} `E_SIZE` or `E_DIGEST` where a file is not what
 *   repomd.xml says, `E_META` where a document is wrong, `E_WEAK`, `E_LIMIT`,
 *   `E_BOMB` and `E_FORMAT`
 */
export async function verifyMetadata(
  evidence: MetadataEvidence,
  options: MetadataOptions,
): Promise<VerifiedMetadata> {
  const { repoUrl } = options;
  const repomd = await parseRepomd(evidence.repomd, { repoUrl });
  requirePrimary(repomd);
  const files: MetadataFile[] = [];
  let packages: PrimaryPackage[] = [];
  const elsewhere: PackageElsewhere[] = [];
  for (const type of METADATA_TYPES) {
    const data = repomd.data.get(type);
    const bytes = evidence.files.get(type);
    if (data === undefined && bytes === undefined) continue;
    if (data === undefined) {
      throw metadataError("repomd.xml", `${type} is there but not listed`);
    }
    if (bytes === undefined) {
      throw metadataError("repomd.xml", `${type} is listed but not there`);
    }
    const stored = await verifyFile(type, data, bytes);
    files.push(stored.file);
    await readOpened(stored, options.budget, async (content) => {
      if (type !== "primary") return;
      packages = await Array.fromAsync(readPrimary(content, {
        ...options,
        onElsewhere: (found) => elsewhere.push(found),
      }));
    });
  }
  return seal({
    repomd: { bytes: evidence.repomd, parsed: repomd },
    files,
    packages,
    elsewhere,
  });
}

/**
 * Refuses metadata without a list of packages.
 *
 * @param repomd the parsed repomd.xml
 * @throws {VerificationError} `E_META`
 */
export function requirePrimary(repomd: Repomd): void {
  if (repomd.data.has("primary")) return;
  throw metadataError("repomd.xml", "there is no record for primary", {
    hint: "Check that the URL is that of a yum repository",
  });
}
