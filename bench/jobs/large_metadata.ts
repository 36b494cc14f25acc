// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A repository of 100,000 packages: its metadata, with every check, against
 * python's expat and against createrepo_c's own parser. Neither of them compares
 * a checksum.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { createGzip, createZstdCompress } from "node:zlib";
import { driverPackage } from "../../tests/fixtures/driver_package.ts";
import { factsOf, unrelated } from "../../tests/fixtures/primary_facts.ts";
import { needs } from "../../tests/fixtures/programs.ts";
import { primaryXml, repomdXml } from "../../tests/fixtures/yum_xml.ts";
import {
  canWatchMemory,
  type CommandLine,
  peakMemory,
  runChild,
} from "../child.ts";
import { PROJECT } from "../program.ts";
import { alone, compare, type Contender } from "../race.ts";
import type { Row } from "../row.ts";
import type { Setting } from "../setting.ts";

/** Most bytes of memory. */
const MAX_MEMORY = 200e6;

/** The package that is looked for. */
const DRIVER = "aws-neuronx-dkms";

/** Runs the job for both compressions. */
export async function largeMetadata(setting: Setting): Promise<Row[]> {
  return [
    ...await readMetadata(setting, ".gz"),
    ...await readMetadata(setting, ".zst"),
  ];
}

async function readMetadata(
  { program, rounds, sizes, directory: newDirectory }: Setting,
  suffix: ".gz" | ".zst",
): Promise<Row[]> {
  const directory = await newDirectory();
  await writeMetadata(directory, suffix, sizes.packages);
  const [first, ...rest] = program.readPrimary;
  const read: CommandLine = [first, ...rest, directory, suffix];
  const name = suffix === ".gz" ? "gzip" : "zstd";
  const job = `metadata of ${sizes.packages} packages, ${name}`;
  const file = `${directory}/primary.xml${suffix}`;
  const python = await findPython();
  const zstd = suffix === ".zst" ? ["zstd"] as const : [];
  const rows = await compare(rounds, { run: () => runChild(read) }, [
    {
      labels: {
        key: `primary-${name}/expat`,
        job,
        against: "python's expat, collecting the same",
        goal: 0.7,
      },
      ...needs("python3", ...zstd),
      contender: () => reader(python.plain, "expat.py", file),
    },
    {
      labels: {
        key: `primary-${name}/createrepo_c`,
        job,
        against: "createrepo_c's parser, in C",
      },
      missing: await whyNoBindings(python.bindings, file),
      contender: () => reader(python.bindings, "createrepo.py", file),
    },
  ]);
  if (!canWatchMemory()) return rows;
  const memory = alone({
    key: `primary-${name}/memory`,
    kind: "memory",
    job,
    against: "peak of its own memory",
    goal: MAX_MEMORY,
  }, await peakMemory(read));
  return [...rows, memory];
}

/** One of the scripts, which reads a file. */
function reader(
  python: string | undefined,
  script: string,
  file: string,
): Contender {
  const command = [`${PROJECT}bench/scripts/${script}`, file, DRIVER];
  return { run: () => runChild([python ?? "python3", ...command]) };
}

/** Old versions of createrepo_c cannot read zstd. */
async function whyNoBindings(
  python: string | undefined,
  file: string,
): Promise<string | undefined> {
  if (python === undefined) return "python3-createrepo-c not installed";
  return await Promise.resolve(reader(python, "createrepo.py", file).run())
    .then(() => undefined, () => "this createrepo_c cannot read the file");
}

/** Interpreters of python3, by path. */
interface Python {
  /** The interpreter itself: version managers put a slow script before it. */
  readonly plain: string;
  /** One with the bindings of createrepo_c: usually the system's own. */
  readonly bindings: string | undefined;
}

async function findPython(): Promise<Python> {
  const program = "import createrepo_c, sys; print(sys.executable)";
  const ask = async (python: string, code: string) =>
    await runChild([python, "-c", code]).then((path) => path.trim())
      .catch(() => undefined);
  return {
    plain: await ask("python3", "import sys; print(sys.executable)") ?? "",
    bindings: await ask("python3", program) ??
      await ask("/usr/bin/python3", program),
  };
}

/** Packages that are written at once. */
const AT_ONCE = 1_000;

const PACKAGE = /<package type[^]*<\/package>\n/;

/** Writes repomd.xml and primary.xml of so many packages, one of them a driver. */
async function writeMetadata(
  directory: string,
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
  const path = `${directory}/primary.xml${suffix}`;
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
    `${directory}/repomd.xml`,
    repomdXml([record], 1_736_914_530),
  );
}

function unrelatedPackage(i: number) {
  return unrelated({ name: `library-${i}`, version: `1.${i % 97}.${i % 89}` });
}
