// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The site as one tarball, as sourcehut pages takes it: regular files only,
 * index.html at the root.
 *
 * @module
 */

import { TarStream, type TarStreamInput } from "@std/tar";

/**
 * Packs a site.
 *
 * @param files by path, of at most 100 bytes a path
 * @param mtime time of all files, in seconds since 1970
 * @returns an uncompressed ustar archive, the same for the same files
 */
export async function packSite(
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
  mtime: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const entries = [...files].map(([path, bytes]): TarStreamInput => {
    return {
      type: "file",
      path,
      size: bytes.length,
      readable: ReadableStream.from([bytes.slice()]), // which is taken away
      options: { mode: 0o644, mtime, uid: 0, gid: 0 },
    };
  });
  const packed = ReadableStream.from(entries).pipeThrough(new TarStream());
  return await new Response(packed).bytes();
}
