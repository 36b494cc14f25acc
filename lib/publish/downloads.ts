// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Packages that were downloaded and have not landed, in the git folder: a run
 * that is killed leaves them to the next one. However else a run ends, they go.
 *
 * They are package files as upstream has them, nothing that was taken out of
 * one, and are verified again as if they came from the network.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import { stateFolder } from "../git/lock.ts";
import type { Repository } from "../git/repository.ts";
import { verifyBytes } from "../yum/checksum.ts";
import type { PrimaryPackage } from "../yum/primary.ts";

/** Bytes that are kept, of all packages together. The vendor's have 10 MB. */
const MAX_KEPT = 512 * 2 ** 20;

/** What has to be known of a package, from verified metadata. */
export interface ListedFile extends Pick<PrimaryPackage, "checksum" | "href"> {
  readonly size: Pick<PrimaryPackage["size"], "package">;
}

/** A store of package files by checksum. Disposing of it empties it. */
export class Downloads implements AsyncDisposable {
  readonly #folder: string;
  /** Bytes that may still come. */
  #room: number;

  private constructor(folder: string, maxBytes: number) {
    this.#folder = folder;
    this.#room = maxBytes;
  }

  /**
   * Opens the store, and removes what nobody will ask for.
   *
   * @param repository a repository whose lock is held
   * @param wanted the packages that are going to be asked for
   * @param options `maxBytes`: what is kept of all packages together
   */
  static async open(
    repository: Repository,
    wanted: readonly ListedFile[],
    { maxBytes = MAX_KEPT }: { readonly maxBytes?: number } = {},
  ): Promise<Downloads> {
    const folder = `${stateFolder(repository)}/downloads`;
    const downloads = new Downloads(folder, maxBytes);
    const names = new Set(wanted.map(nameOf));
    await bestEffort(async () => {
      for await (const { name } of Deno.readDir(downloads.#folder)) {
        const path = `${downloads.#folder}/${name}`;
        if (names.has(name)) downloads.#room -= (await Deno.lstat(path)).size;
        else await Deno.remove(path, { recursive: true });
      }
    });
    return downloads;
  }

  /**
   * A package from the store, else from upstream.
   *
   * @param listed the package
   * @param fetch gets it from upstream, with size and checksum verified
   */
  async get(
    listed: ListedFile,
    fetch: () => Promise<Uint8Array<ArrayBuffer>>,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const kept = await this.#read(listed);
    if (kept !== undefined) return kept;
    const bytes = await fetch();
    if (bytes.length <= this.#room) {
      this.#room -= bytes.length;
      await this.#write(listed, bytes);
    }
    return bytes;
  }

  async #read(
    listed: ListedFile,
  ): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const { checksum, href } = listed;
    const size = listed.size.package;
    const path = `${this.#folder}/${nameOf(listed)}`;
    const held = await bestEffort(() => Deno.lstat(path));
    if (held?.isFile !== true || held.size !== size) return undefined;
    const bytes = await bestEffort(() => Deno.readFile(path));
    if (bytes === undefined) return undefined;
    try {
      await verifyBytes(bytes, { size, checksum }, {
        subject: href,
        source: "primary.xml",
      });
      return bytes;
    } catch (error) {
      if (error instanceof VerificationError) return undefined; // cut off
      throw error;
    }
  }

  async #write(
    listed: ListedFile,
    bytes: Uint8Array<ArrayBuffer>,
  ): Promise<void> {
    const path = `${this.#folder}/${nameOf(listed)}`;
    await bestEffort(async () => {
      await Deno.mkdir(this.#folder, { recursive: true });
      await Deno.writeFile(`${path}.part`, bytes);
      await Deno.rename(`${path}.part`, path);
    });
    await bestEffort(() => Deno.remove(`${path}.part`)); // of a full disk
  }

  /** Empties the store. */
  async [Symbol.asyncDispose](): Promise<void> {
    await bestEffort(() => Deno.remove(this.#folder, { recursive: true }));
  }
}

/** A file name: metadata's checksums are hexadecimal. */
function nameOf({ checksum }: ListedFile): string {
  return `${checksum.type}-${checksum.value}`;
}

/** The store saves time; it is no reason for anything to fail. */
async function bestEffort<T>(
  action: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (isOfDisk(error)) return undefined;
    throw error;
  }
}

function isOfDisk(error: unknown): boolean {
  return error instanceof Error && "code" in error ||
    Object.values(Deno.errors).some((kind) => error instanceof kind);
}
