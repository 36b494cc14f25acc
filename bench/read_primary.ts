// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Reads the metadata in a folder as `check` and `publish` do, every check
 * included, and prints how many driver packages it lists. A process of its own,
 * so that its memory can be measured.
 *
 * ```
 * deno run --allow-read bench/read_primary.ts FOLDER SUFFIX
 * ```
 *
 * @module
 */

// deno-lint-ignore-file no-console -- a program for the benchmarks

import { verifyMetadata } from "../lib/yum/metadata.ts";

const [folder = ".", suffix = ".gz"] = Deno.args;
const { packages } = await verifyMetadata({
  repomd: await Deno.readFile(`${folder}/repomd.xml`),
  files: new Map([
    ["primary", await Deno.readFile(`${folder}/primary.xml${suffix}`)],
  ]),
}, { names: ["aws-neuronx-dkms"] });
console.log(packages.length);
