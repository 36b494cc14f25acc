// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The program as a process of its own, to be killed or looked at from outside.
 *
 * @module
 */

import { DENO_CONFIG } from "../fixtures/deno_config.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

/** How a process ended, and what it said. */
export interface Ended {
  readonly code: number;
  readonly signal: Deno.Signal | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running program. */
export interface Program {
  readonly pid: number;
  /** Settles once the program and the last process that it started are gone. */
  readonly ended: Promise<Ended>;
  kill(signal: Deno.Signal): void;
}

/** How a program is started. */
export interface StartOptions {
  /** Its whole environment, but for deno's own folders. */
  readonly env: Readonly<Record<string, string>>;
  /** Folder to run in. */
  readonly cwd?: string;
  /** Shell commands to run in the same process before: "ulimit -f 8". */
  readonly first?: string;
}

/** What deno needs to find its packages, whatever HOME is for git. */
const DENO_VARIABLES: Readonly<Record<string, string>> = {
  DENO_DIR: Deno.env.get("DENO_DIR") ??
    `${
      Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`
    }/deno`,
  DENO_NO_UPDATE_CHECK: "1",
  NO_COLOR: "1",
  ...Object.fromEntries(
    ["JSR_URL", "NPM_CONFIG_REGISTRY"].flatMap((name) => {
      const value = Deno.env.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  ),
};

/**
 * Starts the program in a process group of its own.
 *
 * File 9 is a second name of its standard output. Every process that it starts
 * inherits that, and so the output ends when the last of them does.
 */
export function startProgram(
  argv: readonly string[],
  { env, cwd, first = ":" }: StartOptions,
): Program {
  const args = [
    "-c",
    `${first}; exec "$@" 9>&1`,
    "sh",
    Deno.execPath(),
    "run",
    "--quiet",
    "--allow-all",
    "--no-lock",
    "--no-check",
    `--config=${DENO_CONFIG.pathname}`,
    MAIN,
    ...argv,
  ];
  const child = new Deno.Command("/bin/sh", {
    args,
    clearEnv: true,
    env: { ...env, ...DENO_VARIABLES },
    ...(cwd === undefined ? {} : { cwd }),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: true,
  }).spawn();
  return {
    pid: child.pid,
    ended: child.output().then(({ code, signal, stdout, stderr }) => ({
      code,
      signal,
      stdout: new TextDecoder().decode(stdout),
      stderr: new TextDecoder().decode(stderr),
    })),
    kill: (signal) => {
      try {
        child.kill(signal);
      } catch { /* it has ended by itself */ }
    },
  };
}
