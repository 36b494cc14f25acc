// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Reads the metadata in a directory as `check` and `publish` do, with every
 * check, and prints how many driver packages it lists.
 *
 * ```
 * read-primary DIRECTORY SUFFIX
 * ```
 *
 * @module
 */

// deno-lint-ignore-file no-console -- a program for the benchmarks

import { verifyMetadata } from "../lib/yum/metadata.ts";

const [directory = ".", suffix = ".gz"] = Deno.args;
const { packages } = await verifyMetadata({
  repomd: await Deno.readFile(`${directory}/repomd.xml`),
  files: new Map([
    ["primary", await Deno.readFile(`${directory}/primary.xml${suffix}`)],
  ]),
}, { names: ["aws-neuronx-dkms"] });
console.log(packages.length);
