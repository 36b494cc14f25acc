// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What packages of the vendor's server held, by their checksum, so that a
 * package that was signed anew is downloaded once and not every week. The file
 * is `neuron-publish/upstream.json` in the git folder; it may be removed at any
 * time, and nothing else depends on it.
 *
 * @module
 */

import { stateFolder } from "../git/lock.ts";
import type { Repository } from "../git/repository.ts";
import type { Checksum } from "../yum/checksum.ts";

/** What a verified package came to. */
export interface KnownPackage {
  /** SHA-256 of main header and payload, lower-case hexadecimal. */
  readonly contentSha256: string;
  /** Fingerprint of the key by which it was verified, upper-case hexadecimal. */
  readonly fingerprint: string;
}

/** Packages by checksum. */
export interface UpstreamCache {
  /** What is known of a package. */
  get(checksum: Checksum): KnownPackage | undefined;
  /** Adds what was found out. */
  set(checksum: Checksum, known: KnownPackage): void;
  /** Writes the file, where something was added and the disk allows it. */
  save(): Promise<void>;
}

/** Opens the cache; one that cannot be read is empty. */
export async function openUpstreamCache(
  repository: Repository,
): Promise<UpstreamCache> {
  const folder = stateFolder(repository);
  const path = `${folder}/upstream.json`;
  const known = parseCache(await Deno.readTextFile(path).catch(() => ""));
  let isChanged = false;
  const key = ({ type, value }: Checksum) => `${type}:${value}`;
  return {
    get: (checksum) => known.get(key(checksum)),
    set: (checksum, entry) => {
      known.set(key(checksum), entry);
      isChanged = true;
    },
    save: async () => {
      if (!isChanged) return;
      try {
        await Deno.mkdir(folder, { recursive: true });
        const text = JSON.stringify(Object.fromEntries(known), undefined, 1);
        await Deno.writeTextFile(`${path}.new`, `${text}\n`);
        await Deno.rename(`${path}.new`, path);
      } catch {
        // A repository that cannot be written to can be audited all the same.
      }
    },
  };
}

/** Takes what has the right form, and leaves the rest. */
function parseCache(text: string): Map<string, KnownPackage> {
  const known = new Map<string, KnownPackage>();
  for (const [key, entry] of entriesOf(parseJson(text))) {
    const fields = new Map(entriesOf(entry));
    const contentSha256 = fields.get("contentSha256");
    const fingerprint = fields.get("fingerprint");
    if (typeof contentSha256 !== "string" || typeof fingerprint !== "string") {
      continue;
    }
    if (!/^[0-9a-f]{64}$/.test(contentSha256)) continue;
    known.set(key, { contentSha256, fingerprint });
  }
  return known;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null
    ? Object.entries(value)
    : [];
}
