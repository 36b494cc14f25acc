// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The program as a process of its own, to be killed or looked at from outside.
 *
 * @module
 */

import {
  DENO_VARIABLES,
  denoRun,
  download,
  MAIN,
} from "../fixtures/deno_run.ts";

await download();

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
  /** Settles once the program itself is gone. */
  readonly gone: Promise<unknown>;
  kill(signal: Deno.Signal): void;
  /**
   * Waits for a condition.
   *
   * @throws Error with what the program said, if it ends before
   */
  until(condition: () => boolean | Promise<boolean>): Promise<void>;
}

/** How a program is started. */
export interface StartOptions {
  /** Its whole environment, but for deno's own directories. */
  readonly env: Readonly<Record<string, string>>;
  /** Directory to run in. */
  readonly cwd?: string;
  /** Shell commands to run in the same process before: "ulimit -f 8". */
  readonly first?: string;
  /** What deno allows, in place of everything. */
  readonly permissions?: readonly string[];
}

/**
 * Starts the program in a process group of its own.
 *
 * File 9 is a second name of its standard output. Every process that it starts
 * inherits that, and so the output ends when the last of them does.
 */
export function startProgram(
  argv: readonly string[],
  { env, cwd, first = ":", permissions = ["--allow-all"] }: StartOptions,
): Program {
  const args = [
    "-c",
    `${first}; exec "$@" 9>&1`,
    "sh",
    Deno.execPath(),
    ...denoRun(MAIN, ...argv).flatMap((arg) =>
      arg === "--allow-all" ? permissions : [arg]
    ),
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
  let over = false;
  const ended = child.output().then(({ code, signal, stdout, stderr }) => {
    over = true;
    return {
      code,
      signal,
      stdout: new TextDecoder().decode(stdout),
      stderr: new TextDecoder().decode(stderr),
    };
  });
  return {
    pid: child.pid,
    ended,
    gone: child.status,
    kill: (signal) => {
      try {
        child.kill(signal);
      } catch { /* it has ended by itself */ }
    },
    until: async (condition) => {
      while (!await condition()) {
        if (over) {
          throw new Error(`it has ended: ${JSON.stringify(await ended)}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  };
}
