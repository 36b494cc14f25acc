// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Good packages to start from: small ones of every kind, and where they are at
 * hand two of the vendor's own.
 *
 * @module
 */

import { type Keyring, readKeyring } from "../../lib/openpgp/keyring.ts";
import { AWS_NEURON } from "../../lib/profile.ts";
import { type VerifiedRpm, verifyRpm } from "../../lib/rpm/rpm.ts";
import type { Bytes } from "../fixtures/bytes.ts";
import type { Compression } from "../fixtures/compression.ts";
import {
  type DriverOptions,
  driverPackage,
} from "../fixtures/driver_package.ts";
import type { IndexEntry } from "../fixtures/header_builder.ts";
import { file, folder, symlink } from "../fixtures/package_file.ts";
import { noData, readData } from "../fixtures/snapshot.ts";
import { strangerKey, vendorKey } from "./fuzz_keys.ts";
import { cutPackage, entriesOf, type PackageLayout } from "./package_layout.ts";

/** The time that counts as now: findings must not depend on the clock. */
export const NOW: Date = new Date("2027-01-01T00:00:00Z");

/** A good package, taken apart. */
export interface Sample {
  readonly name: string;
  readonly bytes: Bytes;
  readonly layout: PackageLayout;
  readonly signatureEntries: readonly IndexEntry[];
  readonly mainEntries: readonly IndexEntry[];
  readonly keyring: Keyring;
  /** What it says, verified before anything is changed. */
  readonly rpm: VerifiedRpm;
  /** The archive before compression; only of packages built here. */
  readonly cpio: Bytes | undefined;
  readonly compression: Compression;
}

/** The samples, the small ones apart from the vendor's. */
export interface PackageCorpus {
  readonly built: readonly Sample[];
  readonly real: readonly Sample[];
  /** Signed by a key that nobody trusts. */
  readonly foreign: Sample;
}

const VERSION = "2.21.0.0";
const ROOT = `/usr/src/aws-neuronx-${VERSION}`;

const KINDS: Readonly<Record<string, Partial<DriverOptions>>> = {
  xz: {},
  gzip: { compression: "gzip", buildHost: "other.example" },
  zstd: { compression: "zstd" },
  lzma: { compression: "lzma" },
  none: { compression: "none" },
  v4: {
    signatures: [
      { tag: "RSAHEADER", version: 4, hash: "sha512" },
      { tag: "SIGPGP", version: 4, hash: "sha512" },
    ],
  },
  digest: {
    compression: "gzip",
    signatures: [{ tag: "OPENPGP", version: 4 }],
    digests: { sha256: true, payloadSha256: true, payloadSha256Alt: true },
  },
  links: {
    compression: "none",
    fileDigestAlgorithm: 10,
    files: [
      folder(ROOT),
      { ...file(`${ROOT}/a.c`, "same\n"), hardLink: "a" },
      { ...file(`${ROOT}/b.c`, "same\n"), hardLink: "a" },
      file(`${ROOT}/neuron_module.c`, "built from SHA: 0\n"),
      file(`${ROOT}/run`, "#!/bin/sh\n", 0o755),
      symlink(`${ROOT}/z`, "run"),
    ],
  },
};

/** The vendor's smallest packages. */
const REAL = [
  "aws-neuron-dkms-1.2.3.0.noarch.rpm",
  "aws-neuron-dkms-1.3.2.0.noarch.rpm",
];

async function sample(
  name: string,
  bytes: Bytes,
  rest: { keyring: Keyring; cpio?: Bytes; compression?: Compression },
): Promise<Sample> {
  const { keyring, cpio, compression = "xz" } = rest;
  const layout = cutPackage(bytes);
  return {
    name,
    bytes,
    layout,
    signatureEntries: entriesOf(layout.signatureHeader),
    mainEntries: entriesOf(layout.header),
    keyring,
    rpm: await verifyRpm(bytes, { keyring, subject: name, now: NOW }),
    cpio,
    compression,
  };
}

let corpus: Promise<PackageCorpus> | undefined;

/** Builds the corpus, once a process. */
export function packageCorpus(): Promise<PackageCorpus> {
  corpus ??= build();
  return corpus;
}

async function build(): Promise<PackageCorpus> {
  const vendor = await vendorKey();
  const stranger = await strangerKey();
  const pinned = (key: typeof vendor) =>
    readKeyring(key.certificate, {
      fingerprints: [key.fingerprint],
      subject: "key",
    });
  const keyring = await pinned(vendor);
  const built = await Promise.all(
    Object.entries(KINDS).map(async ([name, options]) => {
      const { bytes, cpio } = await driverPackage({
        version: VERSION,
        key: vendor,
        ...options,
      });
      const { compression = "xz" } = options;
      return await sample(name, bytes, { keyring, cpio, compression });
    }),
  );
  const foreign = await driverPackage({
    version: VERSION,
    key: stranger,
    compression: "gzip",
    signatures: [
      { tag: "DSAHEADER", version: 4 },
      { tag: "SIGGPG", version: 4 },
    ],
    sources: { "neuron_module.c": "evil\n" },
  });
  return {
    built,
    real: noData() === undefined ? await realSamples() : [],
    foreign: await sample("foreign", foreign.bytes, {
      keyring: await pinned(stranger),
    }),
  };
}

async function realSamples(): Promise<Sample[]> {
  const { fingerprints, keyName } = AWS_NEURON;
  const keyring = await readKeyring(await readData(keyName), {
    fingerprints,
    subject: keyName,
  });
  return await Promise.all(
    REAL.map(async (name) =>
      sample(name, await readData(`rpm/${name}`), { keyring })
    ),
  );
}
