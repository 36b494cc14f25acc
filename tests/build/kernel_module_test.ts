// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What people do with a tag: check it out and build the kernel module. The tag
// name, the layout of src/ and its file modes are an interface to them.

import { assertEquals } from "@std/assert";
import { long } from "../fixtures/long.ts";
import { needs, runProgram, skipIf } from "../fixtures/programs.ts";
import { noData, serveSnapshot } from "../fixtures/snapshot.ts";
import { TestRepository } from "../git/test_repository.ts";
import { runProgram as runCommandLine } from "../publish/scene.ts";

/** The newest real release among the shared data. */
const NEWEST = "2.22.2.0";

/** The build directory of an installed kernel's headers, if there is one. */
function kernelBuild(): string | undefined {
  try {
    for (const { name } of Deno.readDirSync("/lib/modules")) {
      const build = `/lib/modules/${name}/build`;
      try {
        if (Deno.statSync(`${build}/Makefile`).isFile) return build;
      } catch {
        // This kernel has no headers; the next one may.
      }
    }
  } catch {
    // No kernel is installed at all, as in a container.
  }
  return undefined;
}

const BUILD = kernelBuild();
const tools = skipIf(
  noData() ?? needs("make", "gcc", "modinfo").missing ??
    (BUILD === undefined ? "linux-headers-amd64 not installed" : undefined),
);

Deno.test({
  ...long(tools.for("a published tag builds as a kernel module")),
  timeout: 300_000, // gcc takes half a minute on an idle machine
  fn: async () => {
    await using repository = await TestRepository.make();
    await using server = await serveSnapshot("2025-07-06");
    const published = await runCommandLine([
      "publish",
      `--version=${NEWEST}`,
      "--max-age=0",
      "--no-notes",
      `--repo=${repository.path}`,
      `--repo-url=${server.url}`,
    ], repository.env);
    assertEquals(published.code, 0, published.stderr);

    const clone = `${repository.root}/clone`;
    await repository.git(
      ...["clone", "--quiet", `--branch=${NEWEST}`, repository.path, clone],
    );
    const source = `${clone}/src`;
    await runProgram("make", [
      ...["--silent", `--jobs=${navigator.hardwareConcurrency}`],
      ...[`--directory=${BUILD}`, `M=${source}`, "KCFLAGS=-g0", "modules"],
    ]);

    const { text } = await runProgram("modinfo", [
      ...["--field=version", `${source}/neuron.ko`],
    ]);
    assertEquals(text.trim(), NEWEST);
  },
});
