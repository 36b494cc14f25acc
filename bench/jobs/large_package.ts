// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `extract` of one package of 200 MB with 20,000 files, against rpmkeys, and
 * rpm2cpio with cpio.
 *
 * @module
 */

import { driverPackage } from "../../tests/fixtures/driver_package.ts";
import { defaultKey } from "../../tests/fixtures/keys.ts";
import { needs } from "../../tests/fixtures/programs.ts";
import {
  canWatchMemory,
  type CommandLine,
  peakMemory,
  runChild,
} from "../child.ts";
import { type Contender, memory, race, ratio } from "../race.ts";
import type { Row } from "../row.ts";
import { ours, type Setting } from "../setting.ts";

/** Bytes of each file. */
const FILE_SIZE = 10_000;

/** Bytes of memory beside the payload, as the project's goals have it. */
const MEMORY_BESIDE = 150e6;

/** Runs the job for the vendor's compression and for rpm's newer one. */
export async function largePackage(setting: Setting): Promise<Row[]> {
  return [
    ...await extractPackage(setting, "xz"),
    ...await extractPackage(setting, "zstd"),
  ];
}

async function extractPackage(
  setting: Setting,
  compression: "xz" | "zstd",
): Promise<Row[]> {
  const { env, sizes, rounds } = setting;
  const key = await defaultKey();
  const home = await setting.folder();
  const [file, keyFile] = [`${home}/large.rpm`, `${home}/key.asc`];
  const payload = await writePackage(file, sizes.files, compression);
  await Deno.writeTextFile(keyFile, key.armored);
  const size = Math.round((await Deno.stat(file)).size / 1e6);
  const job = `extract of a package of ${size} MB, ${sizes.files} files, ` +
    compression;
  const labels = {
    key: `extract-${compression}/rpm2cpio`,
    job,
    against: "rpmkeys -K and rpm2cpio | cpio",
    goal: 1.2,
  };
  const extract = (folder: string): CommandLine =>
    ours(
      setting,
      "extract",
      ...["--key", keyFile, "--fingerprint", key.fingerprint],
      ...["--directory", folder, "--all", file],
    );
  const rows: Row[] = [];
  const { missing } = needs("rpmkeys", "rpm2cpio", "cpio", "bash");
  if (missing === undefined) {
    const database = await setting.folder();
    const define = ["--define", `_dbpath ${database}`];
    await runChild(["rpmkeys", ...define, "--import", keyFile]);
    const [us = [], others = []] = await race(rounds, [
      inNewFolder(setting, (folder) => runChild(extract(folder), { env })),
      inNewFolder(setting, async (folder) => {
        await runChild(["rpmkeys", ...define, "--checksig", file]);
        const unpack = 'rpm2cpio "$0" | cpio --extract --make-directories ' +
          "--preserve-modification-time --quiet";
        await runChild(["bash", "-o", "pipefail", "-c", unpack, file], {
          cwd: folder,
        });
      }),
    ]);
    rows.push(ratio(labels, us, others));
  } else rows.push({ ...labels, skipped: missing });
  if (canWatchMemory()) {
    const against = "peak of its own memory";
    const peak = await peakMemory(extract(await setting.folder()), { env });
    const goal = payload + MEMORY_BESIDE;
    rows.push(
      memory(
        { key: `extract-${compression}/memory`, job, against, goal },
        peak,
      ),
    );
  }
  return rows;
}

/** A contender that gets an empty folder each time. */
function inNewFolder(
  setting: Setting,
  work: (folder: string) => Promise<unknown>,
): Contender {
  let folder = "";
  return {
    prepare: async () => {
      if (folder !== "") await Deno.remove(folder, { recursive: true });
      folder = await setting.folder();
    },
    run: () => work(folder),
  };
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
    sources[`folder_${i % 100}/file_${i}.bin`] = content;
  }
  const { bytes, cpio } = await driverPackage({
    version: "2.21.0.0",
    sources,
    compression,
  });
  await Deno.writeFile(path, bytes);
  return cpio.length;
}
