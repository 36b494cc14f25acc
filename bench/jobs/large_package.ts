// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The memory that `extract` takes for a package of 200 MB with 20,000 files.
 * The vendor's largest has 192,060 bytes, so that time is not a goal here.
 *
 * @module
 */

import { driverPackage } from "../../tests/fixtures/driver_package.ts";
import { defaultKey } from "../../tests/fixtures/keys.ts";
import { canWatchMemory, peakMemory } from "../child.ts";
import { alone } from "../race.ts";
import type { Row } from "../row.ts";
import { ours, type Setting } from "../setting.ts";

/** Bytes of each file. */
const FILE_SIZE = 10_000;

/** Bytes of memory beside the payload. */
const MEMORY_BESIDE = 150e6;

/** Runs the job for the vendor's compression and for rpm's newer one. */
export async function largePackage(setting: Setting): Promise<Row[]> {
  return [
    await extractPackage(setting, "xz"),
    await extractPackage(setting, "zstd"),
  ];
}

async function extractPackage(
  setting: Setting,
  compression: "xz" | "zstd",
): Promise<Row> {
  const { env, sizes } = setting;
  const key = await defaultKey();
  const home = await setting.directory();
  const [file, keyFile] = [`${home}/large.rpm`, `${home}/key.asc`];
  const payload = await writePackage(file, sizes.files, compression);
  await Deno.writeTextFile(keyFile, key.armored);
  const size = Math.round((await Deno.stat(file)).size / 1e6);
  const labels = {
    key: `extract-${compression}/memory`,
    job: `extract of ${size} MB, ${sizes.files} files, ${compression}`,
    against: "peak of its own memory",
  };
  if (!canWatchMemory()) return { ...labels, skipped: "no /proc" };
  const peak = await peakMemory(
    ours(
      setting,
      "extract",
      ...["--key", keyFile, "--fingerprint", key.fingerprint],
      ...["--directory", await setting.directory(), "--all", file],
    ),
    { env },
  );
  const goal = payload + MEMORY_BESIDE;
  return alone({ ...labels, kind: "memory", goal }, peak);
}

/**
 * Writes a package whose files do not compress, so that the file is as large as
 * its payload.
 *
 * @returns bytes of the payload before compression
 */
async function writePackage(
  path: string,
  count: number,
  compression: "xz" | "zstd",
): Promise<number> {
  const sources: Record<string, Uint8Array> = {};
  for (let i = 0; i < count; i++) {
    const content = crypto.getRandomValues(new Uint8Array(FILE_SIZE));
    sources[`directory_${i % 100}/file_${i}.bin`] = content;
  }
  const { bytes, cpio } = await driverPackage({
    version: "2.21.0.0",
    sources,
    compression,
  });
  await Deno.writeFile(path, bytes);
  return cpio.length;
}
