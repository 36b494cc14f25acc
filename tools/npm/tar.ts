// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Stands in for `@std/tar`. Reading is modern-tar's.
 *
 * What differs: headers of entries that are read carry no device numbers, and
 * PAX headers apply to the entry after them instead of being entries.
 *
 * @module
 */

// deno-lint-ignore no-import-prefix
import { createTarDecoder, type ParsedTarEntry } from "npm:modern-tar@0.8.6";
import { BLOCK, type TarStreamOptions, ustarHeader } from "./ustar_header.ts";

export type { TarStreamOptions };

/** A file to write. */
export interface TarStreamFile {
  type: "file";
  path: string;
  /** Bytes that `readable` has. */
  size: number;
  readable: ReadableStream<Uint8Array>;
  options?: TarStreamOptions;
}

/** A directory to write. */
export interface TarStreamDir {
  type: "directory";
  path: string;
  options?: TarStreamOptions;
}

/** A symbolic link to write. */
export interface TarStreamSymlink {
  type: "symlink";
  path: string;
  linkname: string;
  options?: TarStreamOptions;
}

/** What can be written. */
export type TarStreamInput = TarStreamFile | TarStreamDir | TarStreamSymlink;

function headerOf(input: TarStreamInput): Uint8Array<ArrayBuffer> {
  const { path, options = {} } = input;
  switch (input.type) {
    case "file": {
      const { size } = input;
      const fields = {
        typeflag: "0",
        mode: 0o644,
        size,
        linkname: "",
      } as const;
      return ustarHeader(path, fields, options);
    }
    case "symlink": {
      const { linkname } = input;
      if (linkname === "") throw new TypeError(`No link name: ${path}`);
      const fields = { typeflag: "2", mode: 0o777, size: 0, linkname } as const;
      return ustarHeader(path, fields, options);
    }
    case "directory": {
      const fields = {
        typeflag: "5",
        mode: 0o755,
        size: 0,
        linkname: "",
      } as const;
      return ustarHeader(path, fields, options);
    }
  }
}

/** Entries in, an archive out. */
export class TarStream
  implements TransformStream<TarStreamInput, Uint8Array<ArrayBuffer>> {
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly writable: WritableStream<TarStreamInput>;

  constructor() {
    const { readable, writable } = new TransformStream<
      TarStreamInput,
      Uint8Array<ArrayBuffer>
    >({
      async transform(input, controller) {
        controller.enqueue(headerOf(input));
        if (input.type !== "file") return;
        let size = 0;
        for await (const chunk of input.readable) {
          size += chunk.length;
          controller.enqueue(new Uint8Array(chunk));
        }
        if (size !== input.size) {
          throw new RangeError(
            `${input.path} has ${size} bytes instead of ${input.size}`,
          );
        }
        const padding = (BLOCK - size % BLOCK) % BLOCK;
        if (padding > 0) controller.enqueue(new Uint8Array(padding));
      },
      flush(controller) {
        controller.enqueue(new Uint8Array(2 * BLOCK));
      },
    });
    this.readable = readable;
    this.writable = writable;
  }
}

/** The header of an entry that was read. */
export interface OldStyleFormat {
  name: string;
  mode: number;
  uid: number;
  gid: number;
  size: number;
  /** Seconds since 1970. */
  mtime: number;
  typeflag: string;
  linkname: string;
}

/** An entry that was read. */
export interface TarStreamEntry {
  header: OldStyleFormat;
  path: string;
  /** The content of a file, to be read or cancelled before the next entry. */
  readable?: ReadableStream<Uint8Array>;
}

const TYPEFLAGS: Readonly<Record<string, string>> = {
  file: "0",
  link: "1",
  symlink: "2",
  "character-device": "3",
  "block-device": "4",
  directory: "5",
  fifo: "6",
};

function entryOf({ header, body }: ParsedTarEntry): TarStreamEntry {
  const { type = "file", name, size, mode = 0, uid = 0, gid = 0 } = header;
  const typeflag = TYPEFLAGS[type] ?? "0";
  const linkname = header.linkname ?? "";
  const mtime = Math.floor((header.mtime?.getTime() ?? 0) / 1_000);
  return {
    path: name,
    header: { name, mode, uid, gid, size, mtime, typeflag, linkname },
    ...(typeflag === "0" ? { readable: body } : {}),
  };
}

/** An archive in, entries out. */
export class UntarStream
  implements TransformStream<Uint8Array, TarStreamEntry> {
  readonly readable: ReadableStream<TarStreamEntry>;
  readonly writable: WritableStream<Uint8Array>;

  constructor() {
    const { readable, writable } = createTarDecoder({ strict: true });
    this.writable = writable;
    this.readable = readable.pipeThrough(
      new TransformStream<ParsedTarEntry, TarStreamEntry>({
        transform: (entry, controller) => controller.enqueue(entryOf(entry)),
      }),
    );
  }
}
