// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The program that is measured: an executable, as users have it, or where none
 * can be made here, the source run by deno.
 *
 * @module
 */

import { compile } from "../tools/compile_program.ts";
import {
  officialToolchain,
  standInToolchain,
  type Toolchain,
} from "../tools/compile_runtime.ts";
import { createStage } from "../tools/compile_stage.ts";
import { currentSource, optionsOf } from "../tools/source.ts";
import type { CommandLine } from "./child.ts";

/** The project's root. */
export const PROJECT: string = decodeURIComponent(
  new URL("..", import.meta.url).pathname,
);

/** The program that is measured. */
export interface Program {
  /** Its command line, to be followed by arguments. */
  readonly command: CommandLine;
  /** The same of a program that does nothing. */
  readonly empty: CommandLine;
  /** What it is, for the reader. */
  readonly line: string;
}

/**
 * Compiles the program as it stands in the working tree.
 *
 * @param folder an existing folder
 * @param options `compile`: false to run the source in any case
 */
export async function makeProgram(
  folder: string,
  options: { readonly compile: boolean },
): Promise<Program> {
  if (!options.compile) return await fromSource(folder, "as it was asked for");
  let toolchain: Toolchain;
  try {
    toolchain = await officialToolchain() ?? await standInToolchain(folder);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return await fromSource(folder, `because ${reason}`);
  }
  await using stage = await createStage({
    project: PROJECT.replace(/\/$/, ""),
    source: currentSource(),
    folder: `${folder}/stage`,
  });
  const target = Deno.build.target;
  const program = `${folder}/neuron-publish`;
  const empty = `${folder}/empty`;
  await compile(stage, { toolchain, target, output: program });
  await Deno.writeTextFile(`${stage.folder}/source/empty.ts`, "export {};\n");
  const entry = "empty.ts";
  await compile(stage, { toolchain, target, output: empty, entry });
  return {
    command: [program],
    empty: [empty],
    line: `compiled by deno ${toolchain.version}`,
  };
}

async function fromSource(folder: string, reason: string): Promise<Program> {
  const empty = `${folder}/empty.ts`;
  await Deno.writeTextFile(empty, "export {};\n");
  return {
    command: denoRun(`${PROJECT}main.ts`),
    empty: denoRun(empty),
    line: `run by deno ${Deno.version.deno} from source, ${reason}`,
  };
}

/** How to run a module of this project, with its packages. */
export function denoRun(module: string, ...args: string[]): CommandLine {
  // The configuration is named by its path: programs run in other folders.
  const options = optionsOf("run", currentSource()).map((option) =>
    option.replace("--config=", `--config=${PROJECT}`)
  );
  const quiet = ["--quiet", "--no-prompt", "--no-check"];
  const all = ["run", ...quiet, ...options, "--allow-all", module, ...args];
  return [Deno.execPath(), ...all];
}
