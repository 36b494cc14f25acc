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
   * Let git reach other repositories, in ways that only the user's own
   * configuration can change; without it no transport is allowed.
   */
  readonly network?: NetworkUse;
  /** Settings for this command, which win over all files. */
  readonly config?: readonly (readonly [key: string, value: string])[];
  /**
   * Let git and what it runs ask the terminal, as a signing key's password is.
   * Commands that reach other repositories may anyway.
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
  /** Takes secrets out of what git says; by default those in URLs. */
  readonly redact?: (text: string) => string;
  /** Ends the process when it fires. */
  readonly signal?: AbortSignal | undefined;
  /** Whether Ctrl-C in the terminal leaves the process alone. */
  readonly isSteady?: boolean;
}

/**
 * Starts git, with nothing but what it is given here.
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
        // Not cwd: "no such directory" must not look like "no git".
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
      // Ctrl-C goes to every process of the terminal's foreground. What must
      // not end by it is detached, which takes five times as long to start: the
      // runtime has to fork itself for that. (On Windows this would take the
      // console from git and what it runs.) What reaches other repositories
      // starts others, which end with it: they are one group, where there is
      // no terminal that they may have to ask.
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

/** Whether arguments and environment are more than the system passes on. */
function isTooLong(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "E2BIG";
}

/**
 * Ends the processes of a group by git's means. The runtime lets only a program
 * that may run anything signal a group; git runs whatever an alias says.
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
  command.output().catch(() => {}); // nobody is left
}
