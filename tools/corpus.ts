// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Compares what we and rpm say about every package of a directory.
 *
 * ```
 * deno task corpus [--key FILE]... [--all] DIR
 * ```
 *
 * Facts, files, digests, signatures and the verdict are compared; each
 * difference is one line. Those with a known reason (see
 * tests/fixtures/corpus_explanations.ts) are counted and with `--all` printed.
 * Every key of a `--key` file is trusted, by both sides: this compares two
 * programs, it does not verify anything for anybody. Without keys, signatures
 * are compared as far as they can be.
 *
 * Needs rpm 4.18. Exit code 1 if a difference has no known reason, 2 for wrong
 * usage.
 *
 * @module
 */

// deno-lint-ignore-file no-console -- a tool for the terminal

import { parseArgs } from "@std/cli/parse-args";
import { fingerprintOf, readKeyring } from "../lib/openpgp/keyring.ts";
import { readKeys } from "../lib/openpgp/key_file.ts";
import { inspectRpm } from "../lib/rpm/inspect.ts";
import {
  compareWithRpm,
  type CorpusPackage,
} from "../tests/fixtures/corpus.ts";

/** Every file below a directory whose name ends in `.rpm`, in order. */
async function findPackages(directory: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory, isFile } of Deno.readDir(directory)) {
    const path = `${directory}/${name}`;
    if (isDirectory) found.push(...await findPackages(path));
    else if (isFile && name.endsWith(".rpm")) found.push(path);
  }
  return found.sort();
}

async function main(args: readonly string[]): Promise<number> {
  const { key: keyFiles, all, _: [directory, ...rest] } = parseArgs([...args], {
    string: ["key"],
    boolean: ["all"],
    collect: ["key"],
  });
  if (directory === undefined || rest.length > 0) {
    console.error("usage: deno task corpus [--key FILE]... [--all] DIR");
    return 2;
  }
  const keys = await Promise.all(keyFiles.map((file) => Deno.readFile(file)));
  const certificates = (await Promise.all(keys.map(readKeys))).flat();
  const armored = certificates.map((certificate) => certificate.armor());
  const keyring = armored.length === 0 ? undefined : await readKeyring(
    new TextEncoder().encode(armored.join("\n")),
    { fingerprints: certificates.map(fingerprintOf), subject: "--key" },
  );
  const packages: CorpusPackage[] = [];
  for (const path of await findPackages(String(directory))) {
    const bytes = await Deno.readFile(path);
    const inspection = await inspectRpm(bytes, { keyring, subject: path });
    packages.push({ path, inspection });
  }
  let [explained, unexplained] = [0, 0];
  const compared = await compareWithRpm(packages, armored);
  for (const { path, differences } of compared) {
    for (const { topic, name, ours, rpm, why } of differences) {
      if (why === undefined) unexplained++;
      else explained++;
      if (why !== undefined && !all) continue;
      console.log(
        `${path}: ${topic} ${JSON.stringify(name)}: ours ` +
          `${JSON.stringify(ours)}, rpm ${JSON.stringify(rpm)}` +
          (why === undefined ? "" : ` (${why})`),
      );
    }
  }
  const verified =
    packages.filter(({ inspection }) => inspection.verdict === "verified")
      .length;
  const files = packages.reduce(
    (sum, { inspection }) => sum + (inspection.files?.total ?? 0),
    0,
  );
  console.log(
    `${packages.length} packages, ${verified} verified, ${files} files; ` +
      `${explained} differences explained, ${unexplained} not`,
  );
  return unexplained > 0 ? 1 : 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
