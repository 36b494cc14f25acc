// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Makes the executables and what is released with them: `deno task compile`, or
 * `deno task compile --target x86_64-unknown-linux-gnu`.
 *
 * For each target there is dist/neuron-publish-<version>-<target>.tar.gz, and
 * for all of them dist/neuron-publish-<version>-SHA256SUMS, which lists the
 * executables in them too. The same commit and the same version of deno give the
 * same bytes, in any directory. `--release` refuses to make anything else.
 *
 * @module
 */

// deno-lint-ignore-file no-console -- a tool for the terminal

import { parseArgs } from "@std/cli/parse-args";
import { VERSION } from "../lib/version.ts";
import { formatChecksums, sha256OfFile } from "./checksums.ts";
import { compile } from "./compile_program.ts";
import {
  officialToolchain,
  RELEASE_DENO,
  type Toolchain,
} from "./compile_runtime.ts";
import { createStage, type Stage } from "./compile_stage.ts";
import { archive, documentation } from "./release_archive.ts";
import { currentSource } from "./source.ts";
import { executableName, isTarget, type Target, TARGETS } from "./targets.ts";

/** What is made. */
interface Wanted {
  readonly targets: readonly Target[];
  /** Refuse to make what others could not reproduce. */
  readonly release: boolean;
}

/** Why others would not get the same bytes; nothing where they would. */
function obstacles(stage: Stage, toolchain: Toolchain): string[] {
  return [
    ...(stage.commit === undefined
      ? ["the working tree is not as committed"]
      : []),
    ...(stage.source.config !== "deno.json" || !stage.source.locked
      ? [`the packages are not those of jsr.io: ${stage.source.line}`]
      : []),
    ...(toolchain.version !== RELEASE_DENO
      ? [`this is deno ${toolchain.version}, not ${RELEASE_DENO}`]
      : []),
  ];
}

async function main({ targets, release }: Wanted): Promise<void> {
  const toolchain = await officialToolchain();
  if (toolchain === undefined) {
    throw new Error(
      "Cannot compile: deno's download site is out of reach, and executables " +
        "for others are made with its runtimes only; for a check of this " +
        "machine's there is: deno task compile:check",
    );
  }
  const work = await Deno.makeTempDir({ prefix: "neuron-publish-compile-" });
  try {
    await using stage = await createStage({
      project: Deno.cwd(),
      source: currentSource(),
      folder: `${work}/stage`,
    });
    console.error(`Compiler: ${toolchain.line}`);
    console.error(`Source: ${stage.commit ?? "the working tree"}`);
    const reasons = obstacles(stage, toolchain);
    for (const reason of reasons) console.error(`Not for release: ${reason}`);
    if (release && reasons.length > 0) Deno.exit(1);
    const files = await documentation({
      project: Deno.cwd(),
      version: VERSION,
      licences: stage.licences,
    });
    await Deno.mkdir("dist", { recursive: true });
    const checksums = new Map<string, string>();
    for (const target of targets) {
      const folder = `neuron-publish-${VERSION}-${target}`;
      const name = executableName(target);
      const executable = `${work}/${target}/${name}`;
      await Deno.mkdir(`${work}/${target}`);
      await compile(stage, { toolchain, target, output: executable });
      const tarball = `${folder}.tar.gz`;
      await Deno.writeFile(
        `dist/${tarball}`,
        archive({ folder, target, executable, files, time: stage.time }),
      );
      checksums.set(tarball, await sha256OfFile(`dist/${tarball}`));
      checksums.set(`${folder}/bin/${name}`, await sha256OfFile(executable));
      console.error(`Wrote dist/${tarball}`);
    }
    const list = `dist/neuron-publish-${VERSION}-SHA256SUMS`;
    await Deno.writeTextFile(list, formatChecksums(checksums));
    console.error(`Wrote ${list}`);
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

if (import.meta.main) {
  const { target, release } = parseArgs(Deno.args, {
    string: ["target"],
    collect: ["target"],
    boolean: ["release"],
  });
  const unknown = target.find((word) => !isTarget(word));
  if (unknown !== undefined) {
    console.error(
      `Unknown target ${unknown}; there are: ${TARGETS.join(", ")}`,
    );
    Deno.exit(2);
  }
  const named = target.filter(isTarget);
  await main({ targets: named.length === 0 ? TARGETS : named, release });
}
