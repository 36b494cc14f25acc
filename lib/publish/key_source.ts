// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Where a key file comes from. Only the pins decide which keys in it are
 * trusted.
 *
 * @module
 */

import type { GitOptions } from "../git/git.ts";
import { OperationError } from "../errors.ts";
import { ObjectReader } from "../git/objects.ts";
import { openObjectStore } from "../git/repository.ts";
import type { Download } from "../http.ts";
import { readLocalFile } from "../local_file.ts";
import { type Keyring, MAX_KEY_FILE, readKeyring } from "../openpgp/keyring.ts";
import type { Profile } from "../profile.ts";
import { fetchKey } from "../yum/upstream.ts";
import { layoutOf } from "../record/layout.ts";

/** A place to take the key file from. */
export type KeySource =
  | { readonly kind: "file"; readonly path: string }
  /** A data repository: its worktree's archive, else that of HEAD. */
  | { readonly kind: "repository"; readonly path: string }
  /** The vendor's server. */
  | { readonly kind: "upstream" };

/** What {@linkcode obtainKeyring} needs besides the place. */
export interface KeySourceOptions extends GitOptions {
  /** Pins, and where vendor and data repository keep the key. */
  readonly profile: Profile;
  /** The way to the network. */
  readonly download: Download;
}

/**
 * Gets a key file and takes the pinned keys out of it.
 *
 * @param source where to look
 * @param options pins and means
 * @throws {VerificationError} `E_NOKEY` where it contains no pinned key
 * @throws {OperationError} where it cannot be read or downloaded
 */
export async function obtainKeyring(
  source: KeySource,
  options: KeySourceOptions,
): Promise<Keyring> {
  const { fingerprints } = options.profile;
  const { file, subject } = await obtainKey(source, options);
  return await readKeyring(file, { fingerprints, subject });
}

async function obtainKey(
  source: KeySource,
  { profile, download, env, signal }: KeySourceOptions,
): Promise<{ file: Uint8Array<ArrayBuffer>; subject: string }> {
  switch (source.kind) {
    case "file": {
      const { path } = source;
      const file = await readLocalFile(path, MAX_KEY_FILE, { signal });
      return { file, subject: path };
    }
    case "upstream": {
      const file = await fetchKey({
        download,
        repoUrl: profile.repoUrl,
        keyName: profile.keyName,
        signal,
      }).catch((cause) => {
        if (!(cause instanceof OperationError)) throw cause;
        throw new OperationError(cause.kind, {
          ...cause,
          hint:
            "check the connection, or name the key: --key FILE, or --repo " +
            "with a clone of the data repository",
          cause,
        });
      });
      return { file, subject: profile.keyName };
    }
    case "repository": {
      const { key } = layoutOf(profile);
      const file = await archivedKey(source.path, key, env);
      return { file, subject: `${source.path}/${key}` };
    }
    default:
      return source satisfies never;
  }
}

/** From the worktree, which may be a plain directory; else from HEAD. */
async function archivedKey(
  directory: string,
  path: string,
  env: KeySourceOptions["env"],
): Promise<Uint8Array<ArrayBuffer>> {
  const inWorktree = `${directory}/${path}`;
  const info = await Deno.stat(inWorktree).catch(() => undefined);
  if (info?.isFile) return await readLocalFile(inWorktree, MAX_KEY_FILE);
  await using reader = new ObjectReader(
    await openObjectStore(directory, { env }),
  );
  const stored = await reader.read(`HEAD:${path}`);
  if (stored?.type === "blob") return stored.bytes;
  throw new OperationError("repository", {
    subject: directory,
    problem: "the repository has no archived key",
    expected: path,
    hint: "name a key file with --key, or leave --repo out to ask the vendor",
  });
}
