// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The only place that starts git.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { gitEnvironment, HARDENING_OPTIONS } from "./environment.ts";
import { loginVariables } from "./login.ts";
import { type NetworkUse, WATCH_VARIABLES } from "./watch.ts";

/**
 * The oldest git: 2.31 (March 2021) brought `GIT_CONFIG_COUNT` and
 * `rev-parse --path-format`; transactions of `update-ref` are older.
 */
export const OLDEST_GIT: readonly [major: number, minor: number] = [2, 31];

/** How one git command runs. */
export interface RunOptions {
  /** What git reads from its standard input, by default nothing. */
  readonly input?: Uint8Array;
  /** Exit codes that are an answer, by default 0 alone. */
  readonly okCodes?: readonly number[] | "any";
  /** Most bytes to accept on standard output, by default 256 MiB. */
  readonly stdoutLimit?: number;
  /** What an error is about, by default the directory. */
  readonly subject?: string;
  /**
   * Let git contact other repositories; without it no transport is allowed. Only
   * the user's own configuration can change how.
   */
  readonly network?: NetworkUse;
  /** Settings for this command, which win over all files. */
  readonly config?: readonly (readonly [key: string, value: string])[];
  /**
   * Let git and the programs that it runs ask on the terminal, for the password
   * of a signing key, say. Commands with `network` always may.
   */
  readonly terminal?: boolean;
}

/** What all processes of one {@linkcode Git} have in common. */
export interface ProcessSettings {
  /** The directory that git works in. */
  readonly directory: string;
  /** The environment to start from. */
  readonly env: Readonly<Record<string, string>>;
  /** Variables for commands that reach other repositories. */
  readonly networkVariables?: Readonly<Record<string, string>>;
  /** Variables that come on top, git's own among them. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Removes secrets from git's messages; by default those in URLs. */
  readonly redact?: (text: string) => string;
  /** Kills the process when it fires. */
  readonly signal?: AbortSignal | undefined;
  /** Whether the process must survive Ctrl-C in the terminal. */
  readonly isSteady?: boolean;
}

/**
 * Starts git with these settings alone: it inherits no environment.
 *
 * @throws {OperationError} "git" if there is no git
 */
export function spawnGit(
  settings: ProcessSettings,
  args: readonly string[],
  options: RunOptions,
): Deno.ChildProcess {
  settings.signal?.throwIfAborted();
  const { config = [], network } = options;
  const terminal = options.terminal ?? network !== undefined;
  try {
    return new Deno.Command("git", {
      args: [
        // Not `cwd`: Deno reports a missing directory like a missing program.
        "-C",
        settings.directory,
        ...HARDENING_OPTIONS,
        ...config.flatMap(([key, value]) => ["-c", `${key}=${value}`]),
        ...args,
      ],
      clearEnv: true,
      env: {
        ...gitEnvironment(settings.env, network !== undefined),
        ...(network && {
          ...settings.networkVariables,
          ...loginVariables(network.addresses, network.rewritten ?? [], {
            ...settings.env,
            ...settings.networkVariables,
          }),
          ...WATCH_VARIABLES,
          GIT_ALLOW_PROTOCOL: network.protocols,
        }),
        ...settings.variables,
      },
      // A detached process leads a process group of its own. Two kinds do:
      // - those that must survive Ctrl-C, which the terminal sends to its whole
      //   foreground group. No others, as a detached process starts slower.
      // - those with a network, so that ssh and other helpers of git can be
      //   killed with it. On a terminal they stay in its foreground group: only
      //   there can they ask for a password.
      // None on Windows, where git would lose the console.
      detached: Deno.build.os !== "windows" &&
        (network === undefined
          ? !terminal && settings.isSteady === true
          : !Deno.stdin.isTerminal()),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      ...(settings.signal && { signal: settings.signal }),
    }).spawn();
  } catch (cause) {
    if (isTooLong(cause)) {
      throw new OperationError("git", {
        subject: settings.directory,
        problem: "git cannot be started with so many settings as it takes to " +
          "switch off what the configuration names",
        hint: "Use a fresh clone of the repository: git clone URL",
        cause,
      });
    }
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new OperationError("git", {
      subject: "git",
      problem: "git is not installed, or not on the PATH",
      hint: `Install git ${OLDEST_GIT.join(".")} or newer`,
      cause,
    });
  }
}

/** Whether arguments and environment are longer than the system allows. */
function isTooLong(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "E2BIG";
}

/**
 * Kills a process group through a git alias. Deno lets a program signal a group
 * only if it may run any program; the released executable may run git alone, and
 * git runs the command of an alias.
 *
 * @param group the id of the group's first process
 */
export function endGroupByGit(
  group: number,
  { env }: Pick<ProcessSettings, "env">,
): void {
  const alias = `alias.end-group=!kill -s KILL -- -${group}`;
  const command = new Deno.Command("git", {
    args: ["-C", "/", "-c", alias, "end-group"],
    clearEnv: true,
    env: gitEnvironment(env, false),
    stdin: "null",
    stdout: "null",
    stderr: "null",
    detached: true, // so that it outlives this program
  });
  command.output().catch(() => {}); // there is nothing else to try
}
