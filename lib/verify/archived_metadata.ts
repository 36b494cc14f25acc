// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The archived metadata of one commit, verified from repomd.xml down.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import type { NamedObject } from "../git/tree_object.ts";
import type { Profile } from "../profile.ts";
import { sumName } from "../record/archive_sets.ts";
import type { Layout } from "../record/layout.ts";
import { verifyMetadata } from "../yum/metadata.ts";
import {
  archiveNames,
  type MetadataFile,
  type OpenBudget,
  openBudget,
} from "../yum/metadata_file.ts";
import type { PrimaryPackage } from "../yum/primary.ts";
import { METADATA_TYPES, type Repomd } from "../yum/repomd.ts";
import type { CheckCode } from "./check_codes.ts";
import { type Check, Checklist } from "./checks.ts";
import { BadObjectError } from "./object_errors.ts";
import { LIMITS } from "./limits.ts";
import type { Store, Tree } from "./objects.ts";
import { once } from "./once.ts";

/**
 * What metadata says whose files match its repomd.xml. The vendor does not sign
 * repomd.xml: only a signed package proves what is said of it. The files' bytes
 * are left out, since a history has thousands of states.
 */
export interface ConsistentMetadata {
  readonly repomd: Repomd;
  /** Packages of the profile's names. */
  readonly packages: readonly PrimaryPackage[];
  /** Names of its files in the archive, those of checksums included. */
  readonly names: readonly string[];
}

/** The result for the archived metadata of a commit. */
export interface ArchivedMetadata {
  /** Undefined where it is refused. */
  readonly verified: ConsistentMetadata | undefined;
  readonly checks: readonly Check[];
}

/** Types of archived metadata files, by their names. */
const TYPES = new Map(
  METADATA_TYPES.flatMap((type) =>
    archiveNames(type).map((name) => [name, type] as const)
  ),
);

/** Names of their checksum files, whatever the compression. */
const METADATA_SUM = /^(?:primary|filelists|other)\.xml.*\.sha\d+$/;

/**
 * What a file of the archive is, by its name.
 *
 * @param name path from the archive directory
 * @returns undefined for other files, those of packages among them
 */
export function kindOfFile(
  name: string,
  { archive, key }: Layout,
): "metadata" | "key" | "notes" | "licence" | undefined {
  if (`${archive}/${name}` === key) return "key";
  if (name === "repomd.xml" || TYPES.has(name) || METADATA_SUM.test(name)) {
    return "metadata";
  }
  if (name.endsWith(".rst")) return "notes";
  return name.endsWith(".license") ? "licence" : undefined;
}

/** Where metadata is read, and what of it. */
interface Means {
  readonly store: Store;
  readonly layout: Layout;
  /** Names of the packages to read. */
  readonly profile: Profile;
}

/**
 * Makes a reader. Releases of one publication share their metadata, so most
 * requests are for a known state.
 */
export function metadataReader(
  means: Means,
): (archive: Tree) => Promise<ArchivedMetadata> {
  const budget = openBudget(MAX_OPEN_BYTES);
  const keep = packageKeeper();
  return once(
    (archive) => readMetadata(archive, means, { budget, keep }),
    (archive) =>
      [...archive.values()]
        .filter(({ name }) => kindOfFile(name, means.layout) === "metadata")
        .map(({ name, mode, id }) => `${name} ${mode} ${id}`).join("\n"),
  );
}

/**
 * Makes what keeps each package once, since the states of a history list mostly
 * the same ones, and a copy of it: a part of a text keeps all of the text.
 */
function packageKeeper(): (
  found: readonly PrimaryPackage[],
) => PrimaryPackage[] {
  const known = new Map<string, PrimaryPackage>();
  return (found) =>
    found.map((one) => {
      const key = JSON.stringify(one);
      const kept = known.get(key) ?? structuredClone(one);
      known.set(key, kept);
      if (known.size <= MAX_PACKAGES) return kept;
      throw new VerificationError("E_LIMIT", {
        subject: "metadata",
        problem: "all metadata together lists too many packages of the driver",
        expected: `at most ${MAX_PACKAGES}`,
      });
    });
}

async function readMetadata(
  archive: Tree,
  means: Means,
  { budget, keep }: {
    readonly budget: OpenBudget;
    readonly keep: (found: readonly PrimaryPackage[]) => PrimaryPackage[];
  },
): Promise<ArchivedMetadata> {
  const { store, layout, profile } = means;
  const limit = LIMITS.metadata;
  const checklist = new Checklist();
  const verified = await checklist.attempt(
    "metadata",
    layout.repomd,
    async () => {
      const entry = archive.get("repomd.xml");
      if (entry === undefined) {
        throw new VerificationError("E_META", {
          subject: layout.repomd,
          problem: "there is no such file",
        });
      }
      const repomd = await readPlain(store, entry, {
        path: layout.repomd,
        limit,
      });
      const files = new Map<string, Uint8Array<ArrayBuffer>>();
      for (const entry of archive.values()) {
        const type = TYPES.get(entry.name);
        if (type === undefined) continue;
        if (files.has(type)) {
          throw new VerificationError("E_META", {
            subject: layout.archive,
            problem: `${type}.xml is there in two compressions`,
          });
        }
        const path = `${layout.archive}/${entry.name}`;
        files.set(type, await readPlain(store, entry, { path, limit }));
      }
      const names = profile.packages;
      const found = await verifyMetadata({ repomd, files }, { names, budget });
      return { ...found, packages: keep(found.packages) };
    },
    ({ repomd: { parsed } }) =>
      `revision ${parsed.revision}, sha256 ${parsed.sha256}`,
  );
  for (const file of verified?.files ?? []) {
    await checkSum("metadata-sums", file, {
      directory: layout.archive,
      entries: archive,
      store,
      checklist,
    });
  }
  return {
    verified: verified && {
      repomd: verified.repomd.parsed,
      packages: verified.packages,
      names: [
        "repomd.xml",
        ...verified.files.flatMap(({ name, checksum }) => [
          name,
          sumName(name, checksum.type),
        ]),
      ],
    },
    checks: checklist.checks,
  };
}

/** Checks the checksum file beside a file: by its name, byte for byte. */
export async function checkSum(
  code: CheckCode,
  { name, checksum }: Pick<MetadataFile, "name" | "checksum">,
  beside: {
    readonly directory: string;
    readonly entries: Tree;
    readonly store: Store;
    readonly checklist: Checklist;
  },
): Promise<void> {
  const { directory, entries, store, checklist } = beside;
  const sum = sumName(name, checksum.type);
  const path = `${directory}/${sum}`;
  const entry = entries.get(sum);
  const found = entry === undefined
    ? "no such file"
    : await checklist.whereThere(() => readSum(store, entry, path));
  if (found === undefined) return;
  checklist.equal(code, path, { expected: checksum.value, found });
}

/**
 * Reads a file of the archive, which is a plain one.
 *
 * @throws {BadObjectError} where it is a link, a submodule or executable
 */
export async function readPlain(
  store: Store,
  { mode, id }: NamedObject,
  { path, limit }: { readonly path: string; readonly limit: number },
): Promise<Uint8Array<ArrayBuffer>> {
  if (mode === "100644") return await store.blob(id, path, limit);
  throw new BadObjectError("object-form", path, {
    problem: "the file of the archive is not a plain one",
    expected: "mode 100644",
    found: `mode ${mode}`,
  });
}

/** What a checksum file says, byte for byte: a line feed or a mark counts. */
async function readSum(
  store: Store,
  entry: NamedObject,
  path: string,
): Promise<string> {
  const bytes = await readPlain(store, entry, {
    path,
    limit: LIMITS.checksum,
  });
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  return /^[0-9a-f]*$/.test(text) ? text : JSON.stringify(text);
}

/**
 * Bytes of all metadata of one run, once decompressed. A thousand states of the
 * vendor's real metadata, 1.4 MB each, fit in twice.
 */
const MAX_OPEN_BYTES = 3 * 2 ** 30;

/**
 * Different packages of the driver in all metadata of one run. The vendor has
 * 44, and signs each again once in a while.
 */
const MAX_PACKAGES = 20_000;
