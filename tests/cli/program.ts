// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The program, as tests of the command line run it: in this process, which is
 * fast and says more about a failure, or, where `NEURON_PUBLISH` names an
 * executable, as a process of its own, whose PATH is then
 * `NEURON_PUBLISH_PATH`. `deno task compile:check` runs tests a second time so.
 *
 * @module
 */

import { run } from "../../lib/cli/run.ts";

/** What a command line printed, and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The executable to test in place of the code of this checkout. */
const EXECUTABLE: string | undefined = Deno.env.get("NEURON_PUBLISH");

/**
 * Runs the program.
 *
 * @param argv the arguments after the program's name
 * @param env all that it finds in its environment
 */
export function runProgram(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Outcome> {
  return EXECUTABLE === undefined
    ? runHere(argv, env)
    : runExecutable(EXECUTABLE, argv, { ...env, ...barePath(env) });
}

/**
 * The PATH for an executable that would get the tests' own PATH, or none: the
 * runtime of deno 2.7 does not start without one if it may run programs by
 * name.
 */
function barePath(
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  const PATH = Deno.env.get("NEURON_PUBLISH_PATH");
  const { PATH: wanted = Deno.env.get("PATH") } = env;
  return PATH === undefined || wanted !== Deno.env.get("PATH") ? {} : { PATH };
}

async function runHere(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Outcome> {
  let stdout = "";
  let stderr = "";
  const code = await run(argv, {
    stdout: (text) => stdout += text,
    stderr: (text) => stderr += text,
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    noColor: false,
  }, env);
  return { code, stdout, stderr };
}

/** Runs a program of its own, with nothing in its environment but `env`. */
export async function runExecutable(
  executable: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const { code, stdout, stderr } = await new Deno.Command(executable, {
    args: [...argv],
    clearEnv: true,
    env: { ...env },
  }).output();
  const decoder = new TextDecoder();
  return {
    code,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
  };
}
