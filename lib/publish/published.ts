// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Published releases beside what upstream lists under their versions, from its
 * metadata alone.
 *
 * The vendor signs all packages again whenever it rebuilds its repository. That
 * changes the file and its checksum, but neither the main header nor the
 * payload: a version whose header says something else, or is of another length,
 * or whose payload is, has other content.
 *
 * @module
 */

import { attempt, VerificationError } from "../errors.ts";
import type { ObjectReader } from "../git/objects.ts";
import { filenameOf } from "../record/evidence.ts";
import {
  parseReleaseMessage,
  type ReleaseMessage,
} from "../record/message_parser.ts";
import {
  isReleaseTag,
  newestOfEachVersion,
  type ReleaseVersion,
} from "../record/versions.ts";
import { Header } from "../rpm/header.ts";
import { readInfo, type RpmInfo } from "../rpm/info.ts";
import { splitSections } from "../rpm/sections.ts";
import { compareVersions } from "../rpm/version.ts";
import { computeChecksum } from "../yum/checksum.ts";
import type { PrimaryPackage } from "../yum/primary.ts";
import type { ExistingState } from "./existing_state.ts";
import { mapAhead } from "./map_ahead.ts";
import { formatTime } from "../time.ts";

/** A published version of which upstream lists other content. */
export interface Replaced {
  /** The version. */
  readonly version: string;
  /** What was published, as far as it differs: "release dkms". */
  readonly expected: string;
  /** What upstream lists instead. */
  readonly found: string;
}

/** How published releases compare, the lowest version first. */
export interface PublishedComparison {
  /** All of them. */
  readonly releases: readonly ReleaseVersion[];
  /** Other content under the same version. */
  readonly replaced: readonly Replaced[];
  /** Another file, with the same content as far as metadata shows. */
  readonly resigned: readonly string[];
  /** No archived package to compare with. */
  readonly uncompared: readonly string[];
  /** Listed, but the tag of this name is on something else. */
  readonly taken: readonly string[];
  /** Listed and archived, though no tag leads to it: the clone lacks tags. */
  readonly untagged: readonly string[];
}

/**
 * Compares each release with what upstream lists under its version: of the
 * packages of the published name the newest, or that of another name. A version
 * without a tag is published where its package is archived, though upstream may
 * list it no longer: new releases are backports below it. A tag that is on no
 * release, "2026.1" of a person's own, says nothing of their order.
 *
 * @param archive the data repository; its content is not verified here
 * @param packages what upstream lists
 * @param names known package names, the latest last
 */
export async function comparePublished(
  archive: ExistingState,
  packages: readonly PrimaryPackage[],
  names: readonly string[],
): Promise<PublishedComparison> {
  const { reader, layout, tags } = archive;
  const newest = newestOfEachVersion({ packages, names });
  const byName = new Map(names.map((name) => {
    const own = packages.filter((listed) => listed.name === name);
    return [name, newestOfEachVersion({ packages: own, names })];
  }));
  // With nothing to add, their place among the others does not matter.
  const isComplete = [...newest.keys()].every((version) =>
    tags.has(version) || !isReleaseTag(version)
  );
  const untagged = isComplete
    ? new Map<string, string>()
    : await packagesWithoutTag(archive);
  const compare = async (version: string): Promise<Comparison | undefined> => {
    const tag = tags.get(version);
    const known = newest.get(version);
    const { archived, stated } = tag === undefined
      ? {
        archived: await readPackage(
          reader,
          untagged.get(version) ?? "",
          version,
        ),
        stated: version,
      }
      : await readRelease(reader, {
        commit: tag.commit,
        rpms: layout.rpms,
        guess: known && filenameOf(known),
      });
    const isRelease = [stated, archived?.info.version].includes(version);
    if (known === undefined && !isRelease) return undefined;
    // Never the listed one: nothing signs it, and it would send new releases to
    // a branch where verify does not expect them.
    const epoch = archived?.info.epoch ?? 0;
    if (known === undefined) return { version, epoch };
    if (!isRelease) return { version, epoch, outcome: "taken" };
    if (archived === undefined) {
      return { version, epoch, outcome: "uncompared" };
    }
    const listed = byName.get(archived.info.name)?.get(version) ?? known;
    const difference = compareFacts(archived, listed);
    if (difference !== undefined) {
      return { version, epoch, outcome: { version, ...difference } };
    }
    const { type, value } = listed.checksum;
    const isSame = await computeChecksum(type, archived.file) === value;
    return { version, epoch, outcome: isSame ? undefined : "resigned" };
  };
  const versions = [
    ...[...tags.keys()].filter(isReleaseTag),
    ...untagged.keys(),
  ]
    .sort(compareVersions);
  const comparisons = (await Array.fromAsync(
    mapAhead(versions, compare, { maxItems: AHEAD }),
  )).filter((one) => one !== undefined);
  const having = (outcome: Comparison["outcome"]) =>
    comparisons.filter((one) => one.outcome === outcome)
      .map(({ version }) => version);
  return {
    releases: comparisons.filter(({ outcome }) => outcome !== "taken")
      .map(({ version, epoch }) => ({ version, epoch })),
    replaced: comparisons.flatMap(({ outcome }) =>
      typeof outcome === "object" ? [outcome] : []
    ),
    resigned: having("resigned"),
    uncompared: [...having("uncompared"), ...having("taken")],
    taken: having("taken"),
    untagged: comparisons.map(({ version }) => version)
      .filter((version) => untagged.has(version) && newest.has(version)),
  };
}

/** How many packages may be in memory: git need not wait for their digests. */
const AHEAD = 8;

/** What became of one release. */
interface Comparison extends ReleaseVersion {
  /** Undefined where it is the same file, or where upstream lists none. */
  readonly outcome?: Replaced | "resigned" | "uncompared" | "taken" | undefined;
}

/** An archived package. Its signature was verified when it was published. */
interface ArchivedPackage {
  readonly file: Uint8Array<ArrayBuffer>;
  readonly info: RpmInfo;
  /** Bytes of the main header and of the payload. */
  readonly lengths: { readonly header: number; readonly payload: number };
}

/** What a tag leads to: the archived package, and the version of the message. */
async function readRelease(
  reader: ObjectReader,
  { commit, rpms, guess }: {
    readonly commit: string;
    readonly rpms: string;
    /** Its file name, where the commit's message does not say. */
    readonly guess: string | undefined;
  },
): Promise<{
  readonly archived: ArchivedPackage | undefined;
  readonly stated: string | undefined;
}> {
  const stored = await reader.read(commit);
  const message = releaseMessage(stored?.bytes);
  const filename = message?.file ?? guess;
  const archived = filename === undefined
    ? undefined
    : await readPackage(reader, `${commit}:${rpms}/${filename}`, filename);
  return { archived, stated: message?.fields.get("Version") };
}

/**
 * The archived packages of versions that no tag is named after: the ids of their
 * blobs. A package's header says its version, and its file name need not: 1.2
 * is aws-neuron-dkms-1.2.3.0.noarch.rpm.
 */
async function packagesWithoutTag(
  { reader, tags, packages }: ExistingState,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const [name, id] of await packages()) {
    if (!name.endsWith(".rpm")) continue;
    const version = (await readPackage(reader, id, name))?.info.version ?? "";
    const isMissing = isReleaseTag(version) && !tags.has(version);
    if (isMissing && !found.has(version)) found.set(version, id);
  }
  return found;
}

/** @returns undefined where there is none, or none that can be read */
async function readPackage(
  reader: ObjectReader,
  object: string,
  filename: string,
): Promise<ArchivedPackage | undefined> {
  const blob = await reader.read(object);
  if (blob?.type !== "blob") return undefined;
  const file = blob.bytes;
  const archived = attempt(() => {
    const { header, headerRange: { start, end } } = splitSections(
      file,
      filename,
    );
    const info = readInfo(new Header(header, "main", filename));
    const lengths = { header: end - start, payload: file.length - end };
    return { file, info, lengths };
  });
  return archived instanceof VerificationError ? undefined : archived;
}

/** @returns undefined where the commit is not a release's */
function releaseMessage(
  commit: Uint8Array | undefined,
): ReleaseMessage | undefined {
  const text = new TextDecoder().decode(commit);
  const parsed = attempt(() =>
    parseReleaseMessage(text.slice(text.indexOf("\n\n") + 2))
  );
  return parsed instanceof VerificationError ? undefined : parsed;
}

/** Compares what a new signature does not change. */
function compareFacts(
  { info, lengths }: ArchivedPackage,
  listed: PrimaryPackage,
): Pick<Replaced, "expected" | "found"> | undefined {
  const { headerRange: { start, end }, size } = listed;
  const rows = [
    ["name", info.name, listed.name],
    ["epoch", info.epoch, listed.epoch],
    ["release", info.release, listed.release],
    ["build time", formatTime(info.buildTime), formatTime(listed.buildTime)],
    ["header length", lengths.header, end - start],
    ["payload length", lengths.payload, size.package - end],
  ] as const;
  const different = rows.filter(([, expected, found]) => expected !== found);
  if (different.length === 0) return undefined;
  const words = (column: 1 | 2) =>
    different.map((row) => `${row[0]} ${row[column]}`).join(", ");
  return { expected: words(1), found: words(2) };
}
