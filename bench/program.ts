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

/** A program that does nothing. */
const EMPTY = "export {};\n";

/** A program that reads metadata and does nothing else. */
const READ_PRIMARY = "bench/read_primary.ts";

/** The program that is measured. */
export interface Program {
  /** Its command line, to be followed by arguments. */
  readonly command: CommandLine;
  /** The same of a program that does nothing. */
  readonly empty: CommandLine;
  /** The same of read_primary.ts. */
  readonly readPrimary: CommandLine;
  /** What it is, for the reader. */
  readonly line: string;
}

/**
 * Compiles the program as it stands in the working tree.
 *
 * @param directory an existing directory
 * @param options `compile`: false to run the source in any case
 */
export async function makeProgram(
  directory: string,
  options: { readonly compile: boolean },
): Promise<Program> {
  if (!options.compile) {
    return await fromSource(directory, "as it was asked for");
  }
  let toolchain: Toolchain;
  try {
    toolchain = await officialToolchain() ?? await standInToolchain(directory);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return await fromSource(directory, `because ${reason}`);
  }
  await using stage = await createStage({
    project: PROJECT.replace(/\/$/, ""),
    source: currentSource(),
    folder: `${directory}/stage`,
  });
  const target = Deno.build.target;
  const make = async (name: string, entry: string): Promise<CommandLine> => {
    const output = `${directory}/${name}`;
    await compile(stage, { toolchain, target, output, entry });
    return [output];
  };
  const own = `${stage.folder}/source`;
  await Deno.writeTextFile(`${own}/empty.ts`, EMPTY);
  await Deno.mkdir(`${own}/bench`);
  await Deno.copyFile(`${PROJECT}${READ_PRIMARY}`, `${own}/${READ_PRIMARY}`);
  return {
    command: await make("neuron-publish", "main.ts"),
    empty: await make("empty", "empty.ts"),
    readPrimary: await make("read-primary", READ_PRIMARY),
    line: `compiled by deno ${toolchain.version}, packages from ${registry()}`,
  };
}

/** Users get packages from JSR; npm's stand-in for @std/xml is slower. */
function registry(): string {
  return currentSource().config === "deno.json" ? "JSR" : "npm";
}

async function fromSource(directory: string, reason: string): Promise<Program> {
  const empty = `${directory}/empty.ts`;
  await Deno.writeTextFile(empty, EMPTY);
  return {
    command: denoRun(`${PROJECT}main.ts`),
    empty: denoRun(empty),
    readPrimary: denoRun(`${PROJECT}${READ_PRIMARY}`),
    line: `run by deno ${Deno.version.deno} from source, ${reason}, ` +
      `packages from ${registry()}`,
  };
}

/** How to run a module of this project, with its packages. */
function denoRun(module: string): CommandLine {
  // The configuration is named by its path: programs run in other directories.
  const options = optionsOf("run", currentSource()).map((option) =>
    option.replace("--config=", `--config=${PROJECT}`)
  );
  const quiet = ["--quiet", "--no-prompt", "--no-check"];
  return [
    Deno.execPath(),
    ...["run", ...quiet, ...options, "--allow-all", module],
  ];
}
