// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import type { Toolchain } from "./compile_runtime.ts";
import type { Stage } from "./compile_stage.ts";
import { jsrRegistry, optionsOf } from "./source.ts";
import { PERMISSIONS } from "./targets.ts";

/** What to make of a stage. */
export interface CompileOptions {
  readonly toolchain: Toolchain;
  /** The machine to make it for. */
  readonly target: string;
  /** Path of the executable. Its last part goes into the executable. */
  readonly output: string;
  /** The main module, from the stage's source. Default: the program's. */
  readonly entry?: string;
}

/** Makes an executable. */
export async function compile(
  stage: Stage,
  { toolchain, target, output, entry = "main.ts" }: CompileOptions,
): Promise<void> {
  const { success } = await new Deno.Command(toolchain.deno, {
    args: [
      "compile",
      "--quiet",
      "--no-check",
      ...optionsOf("compile", stage.source),
      ...PERMISSIONS,
      // By default code may come from a list of sites while it runs.
      `--allow-import=${jsrRegistry().host}`,
      // A cache of code would lie at a predictable place in the temp directory.
      "--no-code-cache",
      // Most objects die young, and V8's default keeps 50 MB of dead ones
      // before it collects, without being faster. The others live until the
      // end: V8 collects them from 64 MB on, not from about 20 MB on
      // (docs/performance.md).
      "--v8-flags=--max-semi-space-size=4,--initial-heap-size=64",
      `--target=${target}`,
      `--output=${output}`,
      entry,
    ],
    cwd: `${stage.folder}/source`,
    env: { ...toolchain.env, DENO_DIR: `${stage.folder}/packages` },
  }).spawn().status;
  if (!success) throw new Error(`${target} cannot be compiled`);
}
