// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Downloads from upstream's yum repository: metadata, packages, the key.
 * Metadata and packages are verified against repomd.xml. The key is not
 * verified here: only a pinned fingerprint makes it trusted (lib/openpgp).
 *
 * @module
 */

import {
  type Kind,
  KINDS,
  requireArgument,
  requireOptions,
} from "../arguments.ts";
import { OperationError, VerificationError } from "../errors.ts";
import { createDownload, type Download, isMissing } from "../http.ts";
import { MAX_KEY_FILE } from "../openpgp/keyring.ts";
import { AWS_NEURON } from "../profile.ts";
import { anySignal } from "../together.ts";
import { verifyBytes } from "./checksum.ts";
import { resolveHref } from "./href.ts";
import { type VerifiedMetadata, verifyMetadata } from "./metadata.ts";
import { MAX_FILE_BYTES, requireBounds } from "./metadata_file.ts";
import type { PrimaryPackage } from "./primary.ts";
import { MAX_REPOMD_BYTES, METADATA_TYPES, parseRepomd } from "./repomd.ts";

/** Path of repomd.xml below a repository's root. */
const REPOMD = "repodata/repomd.xml";
/** Bytes of a package. The vendor's have up to 200,000. */
export const MAX_PACKAGE_BYTES: number = 256 * 2 ** 20;

/** Where a file is from, and how to get it. */
export interface FetchOptions {
  /**
   * The repository's root, with or without final slash; that of `AWS_NEURON` by
   * default.
   */
  readonly repoUrl?: string | undefined;
  /** Downloads files; `createDownload()` by default. */
  readonly download?: Download | undefined;
  /** Stops the download. Its reason is thrown as it is. */
  readonly signal?: AbortSignal | undefined;
}

/** Which packages to look for. */
export interface FetchMetadataOptions extends FetchOptions {
  /** Names of packages; those of `AWS_NEURON` by default. */
  readonly names?: readonly string[] | undefined;
}

/** {@linkcode FetchOptions}, and where progress is reported. */
export interface FetchPackageOptions extends FetchOptions {
  /** Called with the bytes received so far; starts again at 0 on a retry. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/** What {@linkcode fetchPackage} reads of a package in primary.xml. */
const LISTED: Kind = {
  href: KINDS.text,
  size: { package: KINDS.count },
  checksum: { type: KINDS.text, value: KINDS.text },
};

/** Where the set of metadata is from. */
interface MetadataSource {
  readonly repoUrl: string;
  readonly names: readonly string[];
  readonly download: Download;
  readonly signal: AbortSignal | undefined;
}

async function fetchRepomd(
  { repoUrl, download, signal }: MetadataSource,
): Promise<Uint8Array<ArrayBuffer>> {
  // repomd.xml.asc, where upstream has one, will be verified here.
  return await download(resolveHref(repoUrl, REPOMD), {
    maxBytes: MAX_REPOMD_BYTES,
    signal,
  });
}

/** Downloads what repomd.xml lists, side by side; one failure ends them all. */
async function fetchSet(
  repomd: Uint8Array<ArrayBuffer>,
  options: MetadataSource,
): Promise<VerifiedMetadata> {
  const parsed = await parseRepomd(repomd, { repoUrl: options.repoUrl });
  const wanted = METADATA_TYPES.flatMap((type) => parsed.data.get(type) ?? []);
  wanted.forEach(requireBounds);

  const stop = new AbortController();
  const signal = anySignal(stop.signal, options.signal);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  // The first reason to abort is kept: it is the first failure.
  await Promise.allSettled(wanted.map(async ({ type, href, size }) => {
    try {
      const bytes = await options.download(resolveHref(options.repoUrl, href), {
        maxBytes: MAX_FILE_BYTES,
        size,
        signal,
      });
      files.set(type, bytes);
    } catch (error) {
      stop.abort(error);
    }
  }));
  signal.throwIfAborted();
  const { names, repoUrl } = options;
  return await verifyMetadata({ repomd, files }, { names, repoUrl });
}

/**
 * Whether the error may come from upstream changing during the download. A
 * repomd.xml that is cut off is not well-formed, and no size is known of it.
 */
function maybeReplaced(error: unknown): boolean {
  return isMissing(error) || (error instanceof VerificationError &&
    ["E_SIZE", "E_DIGEST", "E_META"].includes(error.code));
}

/**
 * Downloads and verifies a repository's metadata. Where a file is missing, is
 * not what repomd.xml says or cannot be read, and repomd.xml itself is another
 * by now, the whole set is tried once more.
 *
 * @param options the repository, and names of packages
 * @returns metadata and packages, trusted as far as repomd.xml is
 * @throws {OperationError} of kind `network`
 * @throws {VerificationError} see `verifyMetadata`
 */
export async function fetchMetadata(
  options: FetchMetadataOptions = {},
): Promise<VerifiedMetadata> {
  requireOptions("fetchMetadata()", options, {
    names: "optional",
    repoUrl: "optional",
    download: "optional",
    signal: "optional",
  });
  const source: MetadataSource = {
    repoUrl: options.repoUrl ?? AWS_NEURON.repoUrl,
    names: options.names ?? AWS_NEURON.packages,
    download: options.download ?? createDownload(),
    signal: options.signal,
  };
  const first = await fetchRepomd(source);
  try {
    return await fetchSet(first, source);
  } catch (error) {
    if (!maybeReplaced(error)) throw error;
    const again = await fetchRepomd(source).catch((failure) => {
      throw failure instanceof OperationError ? error : failure;
    });
    if (again.toHex() === first.toHex()) throw error;
    return await fetchSet(again, source);
  }
}

/**
 * Downloads a package. Its size and checksum are those of primary.xml; its
 * signatures and content were not looked at.
 *
 * @param listed the package, from verified metadata
 * @param options the repository, and where progress is reported
 * @returns the package file's bytes
 * @throws {OperationError} of kind `network`
 * @throws {VerificationError} `E_SIZE`, `E_DIGEST` or `E_LIMIT`
 */
export async function fetchPackage(
  listed: PrimaryPackage,
  options: FetchPackageOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  requireArgument("fetchPackage(): listed", listed, LISTED);
  requireOptions("fetchPackage()", options, {
    repoUrl: "optional",
    download: "optional",
    signal: "optional",
    onProgress: "optional",
  });
  const { repoUrl = AWS_NEURON.repoUrl, download = createDownload() } = options;
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
  const bytes = await download(resolveHref(repoUrl, href), {
    maxBytes: MAX_PACKAGE_BYTES,
    size,
    signal: options.signal,
    onProgress: options.onProgress,
  });
  await verifyBytes(bytes, { size, checksum }, {
    subject: href,
    source: "primary.xml",
  });
  return bytes;
}

/**
 * Downloads upstream's public key. Not trusted: nothing proves whose key it is.
 *
 * @param options the repository, and the key's file name in its root; by
 * default that of `AWS_NEURON`
 * @returns the key file's bytes, at most 256 KiB
 * @throws {OperationError} of kind `network`
 */
export async function fetchKey(
  options: FetchOptions & { readonly keyName?: string | undefined } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  requireOptions("fetchKey()", options, {
    repoUrl: "optional",
    keyName: "optional",
    download: "optional",
    signal: "optional",
  });
  const { repoUrl = AWS_NEURON.repoUrl, keyName = AWS_NEURON.keyName } =
    options;
  const { download = createDownload(), signal } = options;
  return await download(resolveHref(repoUrl, keyName), {
    maxBytes: MAX_KEY_FILE,
    signal,
  });
}
