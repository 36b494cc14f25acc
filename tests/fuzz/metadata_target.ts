// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * yum metadata: under the checksums of repomd.xml, where nothing may change,
 * and primary.xml alone, where nothing unsafe may come out.
 *
 * @module
 */

import { verifyMetadata } from "../../lib/yum/metadata.ts";
import { type PrimaryPackage, readPrimary } from "../../lib/yum/primary.ts";
import { type Bytes, concat, utf8 } from "../fixtures/bytes.ts";
import { driverPackage } from "../fixtures/driver_package.ts";
import { buildRepository } from "../fixtures/yum_repository.ts";
import { vendorKey } from "./fuzz_keys.ts";
import { mutateBytes } from "./mutate_bytes.ts";
import { mutateText } from "./mutate_text.ts";
import type { Random } from "./random.ts";
import {
  type FuzzCase,
  type FuzzTarget,
  requireSame,
  Violation,
} from "./target.ts";

const NAMES = ["aws-neuronx-dkms", "aws-neuron-dkms"];

/** A good repository's metadata. */
interface Metadata {
  readonly repomd: Bytes;
  readonly files: ReadonlyMap<string, Bytes>;
  readonly primary: string;
  readonly packages: readonly PrimaryPackage[];
}

let samples: Promise<readonly Metadata[]> | undefined;

function metadataSamples(): Promise<readonly Metadata[]> {
  samples ??= Promise.all([
    build(["2.21.0.0", "2.22.0.0"], "none"),
    build(["2.20.0.0"], "gzip"),
    build(["2.20.0.0"], "zstd"),
  ]);
  return samples;
}

async function build(
  versions: readonly string[],
  compression: "none" | "gzip" | "zstd",
): Promise<Metadata> {
  const key = await vendorKey();
  const packages = await Promise.all(
    versions.map(async (version) => ({
      built: await driverPackage({ version, key }),
    })),
  );
  let primary = "";
  const served = await buildRepository({
    packages,
    compression,
    key: null,
    bend: { primary: (xml) => primary = xml },
  });
  const files = new Map<string, Bytes>();
  for (const [path, bytes] of served) {
    const type = /-(primary|filelists|other)\.xml/.exec(path)?.[1];
    if (type !== undefined) files.set(type, bytes);
  }
  const repomd = served.get("repodata/repomd.xml") ?? new Uint8Array();
  const verified = await verifyMetadata({ repomd, files }, { names: NAMES });
  return { repomd, files, primary, packages: verified.packages };
}

async function makeChain(random: Random): Promise<FuzzCase> {
  const sample = random.pick(await metadataSamples());
  const donor = random.pick(await metadataSamples());
  const changed = random.pick(["repomd", ...sample.files.keys()]);
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  let { repomd } = sample;
  const files = new Map(sample.files);
  if (changed === "repomd") {
    repomd = mutateText(random, text(repomd), text(donor.repomd));
  } else {
    const bytes = files.get(changed) ?? new Uint8Array();
    const other = donor.files.get(changed) ?? bytes;
    files.set(changed, mutateBytes(random, bytes, other));
  }
  return {
    name: `metadata-${changed}`,
    input: changed === "repomd"
      ? repomd
      : files.get(changed) ?? new Uint8Array(),
    judge: async () => {
      const verified = await verifyMetadata({ repomd, files }, {
        names: NAMES,
      });
      requireSame("packages", sample.packages, verified.packages);
    },
  };
}

async function makePrimary(random: Random): Promise<FuzzCase> {
  const sample = random.pick(await metadataSamples());
  const donor = random.pick(await metadataSamples());
  const input = mutateText(random, sample.primary, donor.primary);
  const cut = random.below(input.length);
  return {
    name: "primary",
    input,
    judge: async () => {
      const chunks = ReadableStream.from([
        input.slice(0, cut),
        input.slice(cut),
      ]);
      for await (const found of readPrimary(chunks, { names: NAMES })) {
        requireSafe(found);
      }
    },
  };
}

function requireSafe(found: PrimaryPackage): void {
  const { href, size, headerRange, checksum, name } = found;
  const isSafe = NAMES.includes(name) &&
    !href.split("/").includes("..") && !/^\/|^[a-z]+:/i.test(href) &&
    /^[0-9a-f]{56,128}$/.test(checksum.value) &&
    Number.isSafeInteger(size.package) && size.package >= 0 &&
    Number.isSafeInteger(headerRange.end) &&
    headerRange.start <= headerRange.end;
  if (!isSafe) {
    throw new Violation(`accepted the package ${JSON.stringify(found)}`);
  }
}

/** Nesting, repetition and length beyond reason. */
async function makeExcess(random: Random): Promise<FuzzCase> {
  const { primary } = random.pick(await metadataSamples());
  const at = random.below(primary.length);
  const piece = random.pick(["<a>", "<a b='c'>", "<a/>", "&amp;", "x", "<!--"]);
  const count = random.pick([1_000, 10_000, 100_000]);
  const input = concat(
    utf8(primary.slice(0, at)),
    utf8(piece.repeat(count)),
    utf8(primary.slice(at)),
  );
  return {
    name: "primary-excess",
    input,
    judge: async () => {
      const chunks = ReadableStream.from([input]);
      for await (const found of readPrimary(chunks, { names: NAMES })) {
        requireSafe(found);
      }
    },
  };
}

/** All ways in which metadata is fuzzed. */
export const METADATA_TARGETS: readonly FuzzTarget[] = [
  { name: "metadata", weight: 4, make: makeChain },
  { name: "primary", weight: 4, make: makePrimary },
  { name: "excess", weight: 1, make: makeExcess },
];
