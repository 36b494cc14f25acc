// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * One file of a repository's metadata: from the bytes that are stored to the
 * content that repomd.xml promises.
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
import type { MetadataType, RepomdData } from "./repomd.ts";

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

/** What {@linkcode readMetadataFile} needs besides the file. */
export interface ReadOptions {
  /** Bytes that all files together may open to. */
  readonly budget: OpenBudget | undefined;
  /** Reads as much of the content as it needs. */
  readonly read: (
    content: AsyncIterable<Uint8Array<ArrayBuffer>>,
  ) => Promise<void>;
}

/**
 * Proves that a file is what repomd.xml says, stored and opened, and reads it in
 * the same pass. Nothing is opened before size and checksum are verified. Where
 * it is not what repomd.xml says, that is the error, whatever the reader finds
 * wrong in it.
 *
 * @throws {VerificationError} `E_LIMIT`, `E_SIZE` or `E_DIGEST`; what is wrong
 * with the compressed stream; and what the reader throws
 */
export async function readMetadataFile(
  data: RepomdData,
  bytes: Uint8Array<ArrayBuffer>,
  { budget, read }: ReadOptions,
): Promise<MetadataFile> {
  requireBounds(data);
  const { type, href, checksum, openSize, openChecksum } = data;
  const compression = compressionOf(href, bytes);
  const name = archiveName(type, compression);
  await verifyBytes(bytes, data, { subject: name, source: "repomd.xml" });
  const running = startChecksum(openChecksum?.type ?? "sha256");
  let length = 0;
  let isWhole = false;
  const open = async function* () {
    const maxBytes = openSize ?? MAX_OPEN_BYTES;
    const bounds = { maxBytes, subject: name, concatenated: true };
    try {
      for await (const chunk of decompress(bytes, compression, bounds)) {
        budget?.take(chunk.length);
        length += chunk.length;
        running.update(chunk);
        yield chunk;
      }
    } catch (cause) {
      const isLonger = openSize !== undefined &&
        cause instanceof VerificationError && cause.code === "E_BOMB";
      throw isLonger
        ? openSizeError(name, openSize, { found: "more", cause })
        : cause;
    }
    isWhole = true;
  };
  const chunks = open();
  // Without `return()`, so that a reader may stop early: the rest is read below.
  const content = {
    [Symbol.asyncIterator]: () => ({ next: () => chunks.next() }),
  };
  try {
    await read(content);
  } finally {
    for await (const _ of content);
    if (isWhole) { // else `read` has thrown the reason
      requireOpened(data, name, { length, value: running.digest("hex") });
    }
  }
  return Object.freeze({ type, name, bytes, checksum });
}

function requireOpened(
  { openSize, openChecksum }: RepomdData,
  subject: string,
  found: { readonly length: number; readonly value: string },
): void {
  if (openSize !== undefined && found.length !== openSize) {
    throw openSizeError(subject, openSize, { found: `${found.length} bytes` });
  }
  if (openChecksum !== undefined && found.value !== openChecksum.value) {
    throw new VerificationError("E_DIGEST", {
      subject,
      problem:
        `the open-checksum (${openChecksum.type}) differs from repomd.xml`,
      expected: openChecksum.value,
      found: found.value,
    });
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
