// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The driver's source as a tarball whose bytes are the same for everyone, on
 * every machine and with every version of the runtime. Pure.
 *
 * Entries are sorted by path, owned by 0, dated with the package's build time;
 * files are 0644 or 0755, directories 0755, links 0777. The gzip header has
 * neither name nor time, and the compressor is one of JavaScript in a fixed
 * version: what the runtime's own zlib makes of the same bytes depends on its
 * version, and on the processor.
 *
 * @module
 */

import { gzipSync } from "fflate";
import { concat } from "../concat.ts";
import { BLOCK, padding, type TarEntry, tarHeader } from "./tar_header.ts";
import type { SourceFile, SourceTree } from "./tree.ts";

/** A tarball before it is compressed, and where in it everything is. */
export interface Tar {
  /** The archive. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Its entries, in order. */
  readonly entries: readonly {
    readonly path: string;
    /** First byte of its headers, from 0. */
    readonly start: number;
    /** First byte of its content, from 0. */
    readonly content: number;
  }[];
}

/** Name of the directory in the tarball, and of the tarball without suffix. */
export function tarballName(version: string): string {
  return `aws-neuron-driver-${version}`;
}

const MODE = { "100644": 0o644, "100755": 0o755, "120000": 0o777 } as const;

/**
 * Packs a source tree.
 *
 * @param tree the source
 * @param options name of the one directory that holds all, and the time of all
 * entries, in seconds since 1970
 */
export function packTree(
  tree: Pick<SourceTree, "files">,
  options: { readonly directory: string; readonly mtime: number },
): Tar {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const add = (part: Uint8Array<ArrayBuffer>) => {
    parts.push(part);
    length += part.length;
  };
  const entries: { path: string; start: number; content: number }[] = [];
  for (const entry of entriesOf(tree.files, options.directory)) {
    const start = length;
    tarHeader(entry, options.mtime).forEach(add);
    entries.push({ path: entry.path, start, content: length });
    add(entry.content);
    add(padding(entry.content.length));
  }
  add(new Uint8Array(2 * BLOCK)); // the end
  return { bytes: concat(parts), entries };
}

/** Compresses, without name and time. */
export function gzip(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(bytes, { level: 9, mtime: 0 }));
}

const NOTHING = new Uint8Array();

/** Files, links, and the directories that they are in, sorted by path. */
function entriesOf(files: readonly SourceFile[], top: string): TarEntry[] {
  const directories = new Set<string>([`${top}/`]);
  const entries = files.map(({ path, mode, content }): TarEntry => {
    const full = `${top}/${path}`;
    for (let at = 0; (at = full.indexOf("/", at) + 1) > 0;) {
      directories.add(full.slice(0, at));
    }
    const entry = { path: full, mode: MODE[mode] };
    if (mode !== "120000") {
      return { ...entry, type: "file", content, target: "" };
    }
    const target = new TextDecoder().decode(content);
    return { ...entry, type: "link", content: NOTHING, target };
  });
  const directory = { mode: 0o755, content: NOTHING, target: "" } as const;
  for (const path of directories) {
    entries.push({ ...directory, path, type: "directory" });
  }
  return entries.sort((a, b) => a.path < b.path ? -1 : 1);
}
