// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The vendor's files: the real ones where they lie beside the project, else
 * generated ones of like size.
 *
 * @module
 */

import { AWS_NEURON } from "../lib/profile.ts";
import {
  driverPackage,
  upstreamCommitOf,
} from "../tests/fixtures/driver_package.ts";
import type { BuiltPackage } from "../tests/fixtures/rpm_builder.ts";
import { defaultKey } from "../tests/fixtures/keys.ts";
import {
  noData,
  readData,
  realPackages,
  type SnapshotDay,
  snapshotFiles,
} from "../tests/fixtures/snapshot.ts";
import {
  buildRepository,
  KEY_FILE,
  type RepositoryFiles,
} from "../tests/fixtures/yum_repository.ts";
import { packed, sourceText } from "./likeness.ts";

/** A vendor's server on two days, and who is to be trusted. */
export interface Vendor {
  /** "real packages", or what stands in for them. */
  readonly line: string;
  /** The server's files with 37 releases. */
  readonly first: RepositoryFiles;
  /** The server's files with four more. */
  readonly second: RepositoryFiles;
  /** The newest version, of the second day. */
  readonly version: string;
  /** Package files of all 41 releases by name. */
  readonly packages: RepositoryFiles;
  /** The public key. */
  readonly key: Uint8Array<ArrayBuffer>;
  readonly fingerprint: string;
}

/** Where the page of release notes lies on the server. */
export const NOTES = "release-notes.rst";

/** Takes the real files, or generates some. */
export async function openVendor(): Promise<Vendor> {
  return noData() === undefined ? await realVendor() : await generatedVendor();
}

async function realVendor(): Promise<Vendor> {
  const [fingerprint = ""] = AWS_NEURON.fingerprints;
  const packages: RepositoryFiles = new Map();
  for (const url of await realPackages()) {
    const name = url.pathname.slice(url.pathname.lastIndexOf("/") + 1);
    packages.set(name, await readData(`rpm/${name}`));
  }
  return {
    line: "the vendor's real packages",
    first: await realDay("2025-02-05"),
    second: await realDay("2025-07-06"),
    version: "2.22.2.0",
    packages,
    key: await readData(KEY_FILE),
    fingerprint,
  };
}

async function realDay(day: SnapshotDay): Promise<RepositoryFiles> {
  const files = await snapshotFiles(day);
  const page = "release-notes-runtime-aws-neuronx-dkms.rst";
  files.set(NOTES, await readData(`snapshots/${day}/${page}`));
  return files;
}

/** How many releases a generated vendor has on its two days. */
const RELEASES = [37, 41] as const;

/** Files of a generated package, and bytes of each: the real ones' means. */
const FILES = 90;
const FILE_SIZE = 6_400;

async function generatedVendor(): Promise<Vendor> {
  const key = await defaultKey();
  const built: BuiltPackage[] = [];
  for (let i = 0; i < RELEASES[1]; i++) {
    built.push(await likeReal(`2.${i}.0.0`));
  }
  const day = async (count: number, timestamp: number) => {
    const files = await buildRepository({
      packages: built.slice(0, count).map((one) => ({ built: one })),
      timestamp,
    });
    files.set(NOTES, notesPage(count));
    return files;
  };
  return {
    line: "generated packages of like size, as there is no ../shared/data",
    first: await day(RELEASES[0], 1_738_713_600),
    second: await day(RELEASES[1], 1_751_760_000),
    version: "2.40.0.0",
    packages: new Map(
      built.map(({ facts, bytes }) => [
        `${facts.name}-${facts.version}.noarch.rpm`,
        bytes,
      ]),
    ),
    key: new TextEncoder().encode(key.armored),
    fingerprint: key.fingerprint,
  };
}

/** A driver package in the size of the real ones; a fifth of it changes. */
function likeReal(version: string): Promise<BuiltPackage> {
  const sources: Record<string, string> = {};
  for (let i = 0; i < FILES; i++) {
    const seed = i % 5 === 0 ? `${version}/${i}` : `${i}`;
    sources[`share/neuron_${i}.c`] = sourceText(seed, FILE_SIZE);
  }
  sources["neuron_module.c"] = `/* built from SHA: ${
    upstreamCommitOf(version)
  } */\n`;
  return driverPackage({ version, sources, bend: { payload: packed } });
}

function notesPage(count: number): Uint8Array<ArrayBuffer> {
  const sections = Array.from({ length: count }, (_, i) => {
    const title = `Neuron Driver release [2.${i}.0.0]`;
    return `${title}\n${"-".repeat(title.length)}\n` +
      "Date: 03/15/2025\n\nBug Fixes\n^^^^^^^^^\n* Better than before\n";
  });
  return new TextEncoder().encode(sections.reverse().join("\n"));
}
