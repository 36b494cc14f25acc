// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The archived metadata of one commit, verified from repomd.xml down.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import { FOLDER_MODE } from "../git/tree_object.ts";
import type { Profile } from "../profile.ts";
import type { Layout } from "../record/layout.ts";
import {
  type MetadataFile,
  type VerifiedMetadata,
  verifyMetadata,
} from "../yum/metadata.ts";
import { type Check, Checklist } from "./checks.ts";
import type { Store, Tree } from "./store.ts";

/** What the archived metadata of a commit comes to. */
export interface ArchivedMetadata {
  /** Undefined where it does not hold. */
  readonly verified: VerifiedMetadata | undefined;
  readonly checks: readonly Check[];
}

/** Reads archived metadata, each distinct state of it once. */
export type MetadataReader = (archive: Tree) => Promise<ArchivedMetadata>;

const METADATA_FILE =
  /^(primary|filelists|other)\.xml(\.(gz|bz2|xz|lzma|zst))?$/;
const SUM_FILE = /^(?:primary|filelists|other)\.xml.*\.sha\d+$/;

/**
 * Makes a reader. Releases of one publication share their metadata, so most of
 * the times a state is asked for, it is known.
 *
 * @param store where blobs are read
 * @param layout where things are
 * @param profile names of the packages to read
 */
export function metadataReader(
  store: Store,
  layout: Layout,
  profile: Profile,
): MetadataReader {
  const known = new Map<string, Promise<ArchivedMetadata>>();
  return (archive) => {
    const parts = [...archive.values()].filter(({ name, mode }) =>
      mode !== FOLDER_MODE &&
      (name === "repomd.xml" || METADATA_FILE.test(name) || SUM_FILE.test(name))
    );
    const key = parts.map(({ name, id }) => `${name} ${id}`).join("\n");
    const before = known.get(key);
    if (before !== undefined) return before;
    const result = readMetadata({ archive, store, layout, profile });
    known.set(key, result);
    return result;
  };
}

interface Input {
  readonly archive: Tree;
  readonly store: Store;
  readonly layout: Layout;
  readonly profile: Profile;
}

async function readMetadata(input: Input): Promise<ArchivedMetadata> {
  const { archive, store, layout, profile } = input;
  const checklist = new Checklist();
  const verified = await checklist.attempt(
    "metadata",
    layout.repomd,
    async () => {
      const repomd = await readRepomd(input);
      const files = new Map<string, Uint8Array<ArrayBuffer>>();
      for (const { name, id } of archive.values()) {
        const type = METADATA_FILE.exec(name)?.[1];
        if (type === undefined) continue;
        if (files.has(type)) throw twice(layout, type);
        files.set(type, await store.blob(id, `${layout.archive}/${name}`));
      }
      return await verifyMetadata({ repomd, files }, {
        names: profile.packages,
      });
    },
  );
  for (const file of verified?.files ?? []) {
    await checkSum(file, input, checklist);
  }
  return { verified, checks: checklist.checks };
}

async function readRepomd(
  { archive, store, layout }: Input,
): Promise<Uint8Array<ArrayBuffer>> {
  const entry = archive.get("repomd.xml");
  if (entry === undefined) {
    throw new VerificationError("E_META", {
      subject: layout.repomd,
      problem: "there is no such file",
    });
  }
  return await store.blob(entry.id, layout.repomd);
}

function twice(layout: Layout, type: string): VerificationError {
  return new VerificationError("E_META", {
    subject: layout.archive,
    problem: `${type}.xml is there in two compressions`,
  });
}

/** The name is the one that the compression gives, and the sum is right. */
async function checkSum(
  { name, checksum }: MetadataFile,
  { archive, store, layout }: Input,
  checklist: Checklist,
): Promise<void> {
  const sum = `${name}.${checksum.type}`;
  const path = `${layout.archive}/${sum}`;
  const entry = archive.get(sum);
  if (entry === undefined) {
    checklist.fail("metadata-sums", path, {
      expected: checksum.value,
      found: "no such file",
    });
    return;
  }
  const bytes = await checklist.whereThere(() => store.blob(entry.id, path));
  if (bytes === undefined) return;
  checklist.equal("metadata-sums", path, {
    expected: checksum.value,
    found: new TextDecoder().decode(bytes),
  });
}
