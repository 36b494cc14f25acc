// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Compares the payload with the signed file list, file by file.
 *
 * @module
 */

import { digestHex } from "../digest.ts";
import { VerificationError } from "../errors.ts";
import {
  type Compression,
  COMPRESSIONS,
  decompress,
  detectCompression,
} from "./compression.ts";
import { type CpioEntry, readCpio } from "./cpio.ts";
import { type FileEntry, type FileList, maxArchiveSize } from "./file_list.ts";
import { MODE } from "./tags.ts";

/** A file whose content is what the signed header says. */
export interface RpmFile extends FileEntry {
  /** Content of a regular file, unless a sink took it; else undefined. */
  readonly content: Uint8Array<ArrayBuffer> | undefined;
}

/**
 * Takes the content of a regular file as soon as its digest matches, so that
 * memory holds one content at a time. Files come in the payload's order.
 */
export type TakeContent = (
  file: FileEntry,
  content: Uint8Array<ArrayBuffer>,
) => void | Promise<void>;

/** What {@linkcode readPayload} compares the payload with. */
export interface PayloadOptions {
  /** The signed file list. */
  readonly list: FileList;
  /** PAYLOADCOMPRESSOR of the signed header. */
  readonly compressor: string | undefined;
  /** Called with each unpacked chunk, to count or digest it. */
  readonly onChunk?: (chunk: Uint8Array<ArrayBuffer>) => void;
  /** Takes the contents, which are then left out of the result. */
  readonly take?: TakeContent;
  /** Whether the payload may be released, see `decompress()`. */
  readonly consume?: boolean;
  /** What errors name. */
  readonly subject: string;
}

/**
 * Decompresses the payload and checks each entry: the signed list has it, once,
 * with this type, mode, size, link target and digest. At the end, nothing in the
 * list may be missing.
 *
 * @param payload the compressed payload, covered by a good signature
 * @param options the signed file list
 * @returns the files in the order of the list, ghosts left out
 * @throws {VerificationError} `E_FILE`, `E_FORMAT`, `E_BOMB`, `E_LIMIT`
 */
export async function readPayload(
  payload: Uint8Array<ArrayBuffer>,
  options: PayloadOptions,
): Promise<RpmFile[]> {
  const { list, subject } = options;
  const wanted = new Map(
    list.files.filter((file) => !file.ghost).map((file) => [file.path, file]),
  );
  const linkCount = new Map<string, number>();
  for (const { identity } of wanted.values().filter(isRegular)) {
    linkCount.set(identity, (linkCount.get(identity) ?? 0) + 1);
  }
  const contents = new Map<string, Uint8Array<ArrayBuffer> | undefined>();
  const accept = async (file: FileEntry, content: Uint8Array<ArrayBuffer>) => {
    checkContent(file, content, options);
    await options.take?.(file, content);
    contents.set(file.path, options.take === undefined ? content : undefined);
  };
  const waiting = new Map<string, string[]>(); // identity → links without data
  for await (const entry of readCpio(chunksOf(payload, options), subject)) {
    const path = entry.name.replace(/^(\.?\/)?/, "/");
    const file = wanted.get(path);
    if (file === undefined) {
      throw disagree(subject, path, "is in the payload only");
    }
    if (contents.has(path)) {
      throw disagree(subject, path, "is in the payload twice");
    }
    checkEntry(file, entry, subject);
    contents.set(path, undefined);
    if (!isRegular(file)) continue;
    // In newc, only the last of several hard links has the content.
    const links = waiting.get(file.identity) ?? [];
    const isLast = links.length + 1 >= (linkCount.get(file.identity) ?? 1);
    if (!isLast && entry.content.length === 0) {
      waiting.set(file.identity, [...links, path]);
      continue;
    }
    await accept(file, entry.content);
    for (const link of links) {
      const other = wanted.get(link);
      if (other !== undefined) await accept(other, entry.content);
    }
    waiting.delete(file.identity);
  }
  for (const [path] of wanted) {
    if (!contents.has(path)) {
      throw disagree(subject, path, "is missing from the payload");
    }
  }
  for (const [path] of waiting.values()) {
    throw disagree(subject, path ?? "a link", "has no content in the payload");
  }
  return [...wanted.values()].map((file) => ({
    ...file,
    content: contents.get(file.path),
  }));
}

async function* chunksOf(
  payload: Uint8Array<ArrayBuffer>,
  options: PayloadOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { list, subject, consume = false } = options;
  const compression = compressionOf(payload, options);
  const maxBytes = maxArchiveSize(list.files);
  const bounds = { maxBytes, subject, consume };
  const chunks = decompress(payload, compression, bounds);
  for await (const chunk of chunks) {
    options.onChunk?.(chunk);
    yield chunk;
  }
}

/**
 * The header names the compression. If it does not, the payload is gzip or, in
 * real packages, not compressed, and the first bytes decide.
 */
function compressionOf(
  payload: Uint8Array,
  options: PayloadOptions,
): Compression {
  const { compressor, subject } = options;
  const found = detectCompression(payload);
  if (compressor === undefined) {
    if (found === "gzip" || found === "none") return found;
  } else {
    const named = COMPRESSIONS.find((name) => name === compressor);
    // lzma has no magic: it may begin with any properties byte.
    if (named === "lzma" && found === "none") return "lzma";
    if (named === found) return found;
  }
  throw new VerificationError("E_FORMAT", {
    subject,
    problem: "the payload is not compressed as the header says",
    expected: compressor ?? "gzip",
    found,
  });
}

function disagree(
  subject: string,
  path: string,
  problem: string,
  values: { expected?: string; found?: string } = {},
): VerificationError {
  return new VerificationError("E_FILE", {
    subject,
    problem: `${JSON.stringify(path)} ${problem}`,
    ...values,
  });
}

function isRegular({ mode }: FileEntry): boolean {
  return (mode & MODE.TYPE) === MODE.REGULAR;
}

/** Checks the mode, and the content of everything but regular files. */
function checkEntry(file: FileEntry, entry: CpioEntry, subject: string): void {
  if (entry.mode !== file.mode) {
    throw disagree(subject, file.path, "has a different mode", {
      expected: file.mode.toString(8),
      found: entry.mode.toString(8),
    });
  }
  if (isRegular(file)) return;
  if ((file.mode & MODE.TYPE) === MODE.SYMLINK) {
    const expected = new TextEncoder().encode(file.linkTo);
    const { content } = entry;
    if (
      content.length !== expected.length ||
      content.some((byte, i) => byte !== expected[i])
    ) {
      throw disagree(subject, file.path, "links to a different target", {
        expected: JSON.stringify(file.linkTo),
        found: JSON.stringify(new TextDecoder().decode(content)),
      });
    }
  } else if (entry.content.length > 0) {
    throw disagree(subject, file.path, "has content, but is not a file");
  }
}

function checkContent(
  file: FileEntry,
  content: Uint8Array<ArrayBuffer>,
  options: PayloadOptions,
): void {
  const { list, subject } = options;
  if (content.length !== file.size) {
    throw disagree(subject, file.path, "has a different size", {
      expected: `${file.size} bytes`,
      found: `${content.length} bytes`,
    });
  }
  const name = list.digestAlgorithm;
  const found = digestHex(name, content);
  if (file.digest.length !== found.length) {
    throw disagree(subject, file.path, `has no ${name} digest in the header`);
  }
  if (found !== file.digest) {
    throw disagree(subject, file.path, `has a different ${name} digest`, {
      expected: file.digest,
      found,
    });
  }
}
