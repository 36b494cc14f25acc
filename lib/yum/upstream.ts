// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Upstream's yum repository: its metadata, its packages, its key. Metadata and
 * packages leave here verified as far as repomd.xml reaches; the key leaves as
 * it came, since only a pinned fingerprint makes it one.
 *
 * @module
 */

import { OperationError, VerificationError } from "../errors.ts";
import { type Download, isMissing } from "../http.ts";
import { verifyBytes } from "./checksum.ts";
import { resolveHref } from "./href.ts";
import {
  MAX_FILE_BYTES,
  requireBounds,
  requirePrimary,
  type VerifiedMetadata,
  verifyMetadata,
} from "./metadata.ts";
import type { PrimaryPackage } from "./primary.ts";
import { MAX_REPOMD_BYTES, METADATA_TYPES, parseRepomd } from "./repomd.ts";

/** Path of repomd.xml below a repository's root. */
const REPOMD = "repodata/repomd.xml";
/** Bytes of a package. The vendor's have up to 200,000. */
export const MAX_PACKAGE_BYTES: number = 256 * 2 ** 20;
/** Bytes of a key file. The vendor's has 981. */
const MAX_KEY_BYTES = 2 ** 16;

/** Where a file is from, and how to stop waiting for it. */
export interface FetchOptions {
  /** The repository's root, with or without final slash. */
  readonly repoUrl: string;
  /** Stops the download. Its reason is thrown as it is. */
  readonly signal?: AbortSignal | undefined;
}

/** Which packages to look for. */
export interface FetchMetadataOptions extends FetchOptions {
  /** Names of packages. */
  readonly names: readonly string[];
}

/** {@linkcode FetchOptions}, and who wants to hear about progress. */
export interface FetchPackageOptions extends FetchOptions {
  /** Hears the bytes received so far; starts again at 0 on a retry. */
  readonly onProgress?: (bytes: number) => void;
}

function signalOf(options: FetchOptions): { signal?: AbortSignal } {
  return options.signal === undefined ? {} : { signal: options.signal };
}

async function fetchRepomd(
  download: Download,
  options: FetchOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  // repomd.xml.asc, where upstream has one, will be verified here.
  return await download(resolveHref(options.repoUrl, REPOMD), {
    maxBytes: MAX_REPOMD_BYTES,
    ...signalOf(options),
  });
}

/** Downloads what repomd.xml lists, side by side; one failure ends them all. */
async function fetchSet(
  download: Download,
  repomd: Uint8Array<ArrayBuffer>,
  options: FetchMetadataOptions,
): Promise<VerifiedMetadata> {
  const parsed = await parseRepomd(repomd, { repoUrl: options.repoUrl });
  requirePrimary(parsed);
  const wanted = METADATA_TYPES.flatMap((type) => parsed.data.get(type) ?? []);
  wanted.forEach(requireBounds);

  const stop = new AbortController();
  const signal = AbortSignal.any([
    stop.signal,
    ...(options.signal === undefined ? [] : [options.signal]),
  ]);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  // The first reason to abort is kept: it is the first failure.
  await Promise.allSettled(wanted.map(async ({ type, href, size }) => {
    try {
      const bytes = await download(resolveHref(options.repoUrl, href), {
        maxBytes: MAX_FILE_BYTES,
        ...(size === undefined ? {} : { size }),
        signal,
      });
      files.set(type, bytes);
    } catch (error) {
      stop.abort(error);
    }
  }));
  signal.throwIfAborted();
  return await verifyMetadata({ repomd, files }, options);
}

/** Whether what went wrong may come from upstream being replaced meanwhile. */
function maybeReplaced(error: unknown): boolean {
  return isMissing(error) || (error instanceof VerificationError &&
    (error.code === "E_SIZE" || error.code === "E_DIGEST"));
}

/**
 * Downloads and verifies a repository's metadata. Where a file is missing or
 * is not what repomd.xml says, and repomd.xml itself is another by now, the
 * whole set is tried once more.
 *
 * @param download the door to the network
 * @param options the repository, and names of packages
 * @returns metadata and packages, trusted as far as repomd.xml is
 * @throws {OperationError} of kind `network`
 * @throws {VerificationError} see `verifyMetadata`
 */
export async function fetchMetadata(
  download: Download,
  options: FetchMetadataOptions,
): Promise<VerifiedMetadata> {
  const first = await fetchRepomd(download, options);
  try {
    return await fetchSet(download, first, options);
  } catch (error) {
    if (!maybeReplaced(error)) throw error;
    const again = await refetchRepomd(download, options);
    if (again === undefined || equal(first, again)) throw error;
    return await fetchSet(download, again, options);
  }
}

/** repomd.xml once more; undefined where that fails, as another error counts. */
async function refetchRepomd(
  download: Download,
  options: FetchOptions,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await fetchRepomd(download, options);
  } catch (error) {
    if (error instanceof OperationError) return undefined;
    throw error;
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/**
 * Downloads a package. Its size and checksum are those of primary.xml; its
 * signatures and content were not looked at.
 *
 * @param download the door to the network
 * @param listed the package, from verified metadata
 * @param options the repository, and who wants to hear about progress
 * @returns the package file's bytes
 * @throws {OperationError} of kind `network`
 * @throws {VerificationError} `E_SIZE`, `E_DIGEST` or `E_LIMIT`
 */
export async function fetchPackage(
  download: Download,
  listed: PrimaryPackage,
  options: FetchPackageOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { href, checksum } = listed;
  const size = listed.size.package;
  if (size > MAX_PACKAGE_BYTES) {
    throw new VerificationError("E_LIMIT", {
      subject: href,
      problem: "the package is larger than allowed",
      expected: `at most ${MAX_PACKAGE_BYTES} bytes`,
      found: `${size} bytes, by primary.xml`,
    });
  }
  const bytes = await download(resolveHref(options.repoUrl, href), {
    maxBytes: MAX_PACKAGE_BYTES,
    size,
    ...signalOf(options),
    ...(options.onProgress === undefined
      ? {}
      : { onProgress: options.onProgress }),
  });
  await verifyBytes(bytes, { size, checksum }, {
    subject: href,
    source: "primary.xml",
  });
  return bytes;
}

/**
 * Downloads upstream's public key. Not trusted: anybody could have put it
 * there.
 *
 * @param download the door to the network
 * @param options the repository, and the key's file name in its root
 * @returns the key file's bytes, at most 64 KiB
 * @throws {OperationError} of kind `network`
 */
export async function fetchKey(
  download: Download,
  options: FetchOptions & { readonly keyFile: string },
): Promise<Uint8Array<ArrayBuffer>> {
  return await download(resolveHref(options.repoUrl, options.keyFile), {
    maxBytes: MAX_KEY_BYTES,
    ...signalOf(options),
  });
}
