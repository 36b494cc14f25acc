// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A repository of 100,000 packages: its primary.xml, with every check, against
 * python3's expat.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { createGzip, createZstdCompress } from "node:zlib";
import { driverPackage } from "../../tests/fixtures/driver_package.ts";
import { factsOf, unrelated } from "../../tests/fixtures/primary_facts.ts";
import { needs } from "../../tests/fixtures/programs.ts";
import { primaryXml, repomdXml } from "../../tests/fixtures/yum_xml.ts";
import { canWatchMemory, peakMemory, runChild } from "../child.ts";
import { denoRun, PROJECT } from "../program.ts";
import { memory, race, ratio } from "../race.ts";
import type { Row } from "../row.ts";
import type { Setting } from "../setting.ts";

/** Most bytes of memory, as the project's goals have it. */
const MAX_MEMORY = 200e6;

/** Runs the job for both compressions. */
export async function largeMetadata(setting: Setting): Promise<Row[]> {
  return [
    ...await readMetadata(setting, "gzip"),
    ...await readMetadata(setting, "zstd"),
  ];
}

async function readMetadata(
  setting: Setting,
  compression: "gzip" | "zstd",
): Promise<Row[]> {
  const { rounds, sizes } = setting;
  const folder = await setting.folder();
  const suffix = compression === "gzip" ? ".gz" : ".zst";
  await writeMetadata(folder, suffix, sizes.packages);
  const read = denoRun(`${PROJECT}bench/read_primary.ts`, folder, suffix);
  const job = `primary.xml of ${sizes.packages} packages, ${compression}`;
  const collecting = {
    key: `primary-${compression}/expat`,
    job,
    against: "python3's expat, collecting the same packages",
    goal: 1,
  };
  const counting = {
    key: `primary-${compression}/bare-expat`,
    job,
    against: "python3's expat, counting packages only",
  };
  const rows: Row[] = [];
  const { missing } = compression === "gzip"
    ? needs("python3")
    : needs("python3", "zstd");
  if (missing === undefined) {
    const expat = [
      await pythonPath(),
      `${PROJECT}bench/scripts/expat.py`,
      `${folder}/primary.xml${suffix}`,
    ] as const;
    const [us = [], collected = [], counted = []] = await race(rounds, [
      { run: () => runChild(read) },
      { run: () => runChild([...expat, "aws-neuronx-dkms"]) },
      { run: () => runChild([...expat]) },
    ]);
    rows.push(ratio(collecting, us, collected), ratio(counting, us, counted));
  } else {
    rows.push({ ...collecting, skipped: missing });
    rows.push({ ...counting, skipped: missing });
  }
  if (canWatchMemory()) {
    const against = "peak of memory";
    const key = `primary-${compression}/memory`;
    const labels = { key, job, against, goal: MAX_MEMORY };
    rows.push(memory(labels, await peakMemory(read)));
  }
  return rows;
}

/** The interpreter itself: version managers put a slow script before it. */
async function pythonPath(): Promise<string> {
  const program = "import sys; print(sys.executable)";
  return (await runChild(["python3", "-c", program])).trim();
}

/** Packages that are written at once. */
const AT_ONCE = 1_000;

const PACKAGE = /<package type[^]*<\/package>\n/;

/** Writes repomd.xml and primary.xml of so many packages, one of them a driver. */
async function writeMetadata(
  folder: string,
  suffix: ".gz" | ".zst",
  count: number,
): Promise<void> {
  const wanted = factsOf(await driverPackage({ version: "2.21.0.0" }));
  const document = primaryXml([wanted], count);
  const [driver = ""] = PACKAGE.exec(document) ?? [];
  const [head = "", tail = ""] = document.split(PACKAGE);
  const openHash = createHash("sha256");
  let openSize = 0;
  function* parts(): Generator<Uint8Array> {
    const encode = (text: string) => {
      const bytes = new TextEncoder().encode(text);
      openHash.update(bytes);
      openSize += bytes.length;
      return bytes;
    };
    yield encode(head);
    for (let at = 1; at < count; at += AT_ONCE) {
      const length = Math.min(AT_ONCE, count - at);
      const some = Array.from({ length }, (_, i) => unrelatedPackage(at + i));
      const [packages = ""] = PACKAGE.exec(primaryXml(some, length)) ?? [];
      yield encode(packages);
    }
    yield encode(driver + tail);
  }
  const compressor = suffix === ".gz" ? createGzip() : createZstdCompress();
  const hash = createHash("sha256");
  const chunks: Uint8Array[] = [];
  compressor.on("data", (chunk) => chunks.push(chunk));
  for (const part of parts()) {
    await new Promise((resolve) => compressor.write(part, resolve));
  }
  await new Promise((resolve) => compressor.end().on("end", resolve));
  let size = 0;
  const path = `${folder}/primary.xml${suffix}`;
  using file = await Deno.create(path);
  for (const chunk of chunks) {
    hash.update(chunk);
    size += chunk.length;
    for (let at = 0; at < chunk.length;) {
      at += await file.write(chunk.subarray(at));
    }
  }
  const checksum = { type: "sha256", value: hash.digest("hex") };
  const record = {
    type: "primary",
    checksums: [checksum],
    openChecksums: [{ type: "sha256", value: openHash.digest("hex") }],
    href: `repodata/${checksum.value}-primary.xml${suffix}`,
    timestamp: 1_736_914_882,
    size,
    openSize,
  };
  await Deno.writeTextFile(
    `${folder}/repomd.xml`,
    repomdXml([record], 1_736_914_530),
  );
}

function unrelatedPackage(i: number) {
  return unrelated({ name: `library-${i}`, version: `1.${i % 97}.${i % 89}` });
}
