// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The key files that releases are proved by: the archive's, or one that was
 * given in its place. Trust is in the pinned fingerprints alone.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import type { NamedObject } from "../git/tree_object.ts";
import { readLocalFile } from "../local_file.ts";
import { MAX_KEY_FILE, readKeyring } from "../openpgp/keyring.ts";
import { requireOnlyPinned } from "../openpgp/only_pinned.ts";
import { readPlain } from "./archived_metadata.ts";
import type { AuditOptions } from "./contract.ts";
import { LIMITS, totalBound } from "./limits.ts";
import type { Tree } from "./objects.ts";
import { once } from "./once.ts";
import type { Keys, Scope } from "./context.ts";

/**
 * Most bytes of all archived key files of one run, since their keys are kept.
 * The vendor's has 1 kB.
 */
const MAX_TOTAL = 4 * 2 ** 20;

/**
 * Makes the reader of keys.
 *
 * @param options the file to use in the archive's place
 * @throws {VerificationError} where the file that was given has no pinned key
 */
export async function keysReader(
  { store, layout, profile }: Pick<
    Scope,
    "store" | "layout" | "profile"
  >,
  { keyFile, signal }: Pick<AuditOptions, "keyFile" | "signal">,
): Promise<Keys> {
  const { fingerprints } = profile;
  const name = layout.key.slice(layout.archive.length + 1);
  const addToTotal = totalBound("all key files", MAX_TOTAL);
  const readEntry = once(
    async (entry: NamedObject) => {
      const limit = LIMITS.key;
      const file = await readPlain(store, entry, { path: layout.key, limit });
      addToTotal(file.length);
      // People who import an archived file trust everything in it.
      const pinned = { fingerprints, subject: layout.key };
      const keyring = await readKeyring(file, pinned);
      await requireOnlyPinned(file, pinned);
      return keyring;
    },
    ({ mode, id }) => `${mode} ${id}`,
  );
  const readArchived = async (archive: Tree) => {
    const entry = archive.get(name);
    if (entry !== undefined) return await readEntry(entry);
    throw new VerificationError("E_NOKEY", {
      subject: layout.key,
      problem: "there is no such file",
    });
  };
  if (keyFile === undefined) {
    return { read: readArchived, readArchived, subject: layout.key };
  }
  const given = await readKeyring(
    await readLocalFile(keyFile, MAX_KEY_FILE, { signal }),
    { fingerprints, subject: keyFile },
  );
  return {
    read: () => Promise.resolve(given),
    readArchived,
    subject: keyFile,
  };
}
