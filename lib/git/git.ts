// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Runs git in a directory. This room is the only one that does.
 *
 * git stores **objects** under the hash of their content: blobs (files), trees
 * (directories), commits and annotated tags. **Refs** are names for objects:
 * branches and tags. The **index** is git's record of the worktree. objects.ts
 * reads objects, refs.ts moves refs, fast_import.ts writes commits, and
 * update_worktree.ts updates index and worktree.
 *
 * A repository's configuration, attributes and hooks can make git run programs
 * or show something else than its objects. All of that is switched off; see
 * environment.ts for what and why.
 *
 * Objects and refs:
 * {@link https://git-scm.com/book/en/v2/Git-Internals-Git-Objects}.
 * The commands: {@link https://git-scm.com/docs}.
 *
 * @module
 */

import { redactor } from "../redactor.ts";
import { OperationError } from "../errors.ts";
import { PROGRAM_SECTIONS, withoutPrograms } from "./environment.ts";
import {
  configuredAddresses,
  NETWORK_SETTINGS,
  networkOverrides,
  parseSettings,
  settingVariables,
  sshCommand,
} from "./network.ts";
import { together } from "../together.ts";
import { GitProcess, type RunResult } from "./process.ts";
import { OLDEST_GIT, type ProcessSettings, type RunOptions } from "./spawn.ts";

/** Where git runs and on whose behalf. */
export interface GitOptions {
  /**
   * The environment to start from, by default the process's own. What could
   * redirect git is left out of it.
   */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Stops the work, and ends every git process and download, when it fires. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds git, checks its version and prepares to run it in a directory.
 *
 * @param folder an existing directory, in a repository or not
 * @throws {OperationError} "git" if git is missing or older than 2.31
 */
export async function openGit(
  folder: string,
  options: GitOptions = {},
): Promise<Git> {
  const env = options.env ?? Deno.env.toObject();
  const first = askGit(folder, { ...options, env });
  const [version, settings] = await together(
    first.text(["version"]).then(parseVersion),
    first.records([
      "config",
      "--show-scope",
      "-z",
      "--get-regexp",
      `${PROGRAM_SECTIONS}|${NETWORK_SETTINGS}`,
    ], { okCodes: [0, 1] }).then(parseSettings), // 1: there is none
  );
  const programs = new RegExp(PROGRAM_SECTIONS);
  const keys = settings.map(({ key }) => key).filter((key) =>
    programs.test(key)
  );
  const quiet = { ...env, ...withoutPrograms(keys, env) };
  const networkVariables = {
    ...settingVariables(networkOverrides(settings), quiet),
    GIT_SSH_COMMAND: sshCommand(settings, env),
  };
  return new Git(
    {
      ...options,
      env: quiet,
      networkVariables,
      redact: redactor(configuredAddresses(settings, env)),
      folder,
    },
    version,
  );
}

/**
 * git before its version and the programs that configuration names are known:
 * for commands that run no program.
 */
export function askGit(folder: string, options: GitOptions = {}): Git {
  const env = options.env ?? Deno.env.toObject();
  return new Git({ ...options, env, folder }, "");
}

/** Reads "git version 2.39.5 (Apple Git-154)". */
function parseVersion(text: string): string {
  const match = /(\d+)\.(\d+)(\.\d+)*/.exec(text);
  const [oldestMajor, oldestMinor] = OLDEST_GIT;
  const [major, minor] = [Number(match?.[1]), Number(match?.[2])];
  const recent = major > oldestMajor ||
    major === oldestMajor && minor >= oldestMinor;
  if (match === null || !recent) {
    throw new OperationError("git", {
      subject: "git",
      problem: "this git is too old",
      expected: `${OLDEST_GIT.join(".")} or newer`,
      found: match?.[0] ?? text.slice(0, 40),
      hint: "Install a newer git",
    });
  }
  return match[0];
}

/** git in one directory. */
export class Git {
  /** The version, as `git version` prints it: "2.39.5". */
  readonly version: string;
  readonly #settings: ProcessSettings;

  /**
   * Use {@linkcode openGit}.
   *
   * @param settings what all its processes have in common
   * @param version "" where it is not known yet
   */
  constructor(settings: ProcessSettings, version: string) {
    this.#settings = settings;
    this.version = version;
  }

  /** The directory that git works in. */
  get folder(): string {
    return this.#settings.folder;
  }

  #having(changes: Partial<ProcessSettings>): Git {
    return new Git({ ...this.#settings, ...changes }, this.version);
  }

  /** git in another directory of the same repository. */
  at(folder: string): Git {
    return this.#having({ folder });
  }

  /** git with more variables, such as where objects go. */
  with(variables: Readonly<Record<string, string>>): Git {
    return this.#having({
      variables: { ...this.#settings.variables, ...variables },
    });
  }

  /**
   * git that neither the signal nor Ctrl-C ends, for what must not be left
   * halfway.
   */
  unstoppable(): Git {
    return this.#having({ signal: undefined, isSteady: true });
  }

  /** Throws the signal's reason if it has fired. */
  throwIfStopped(): void {
    this.#settings.signal?.throwIfAborted();
  }

  /**
   * Runs a command and collects its answer.
   *
   * @throws {OperationError} "git" with git's own message, if the exit code
   * is not one of `okCodes`
   */
  async run(
    args: readonly string[],
    options: RunOptions = {},
  ): Promise<RunResult> {
    return await this.start(args, options).collect();
  }

  /** Runs a command; its standard output as text, without the final LF. */
  async text(args: readonly string[], options?: RunOptions): Promise<string> {
    const { stdout } = await this.run(args, options);
    return new TextDecoder().decode(stdout).replace(/\r?\n$/, "");
  }

  /** Runs a command with `-z`; its NUL-terminated records as text. */
  async records(
    args: readonly string[],
    options?: RunOptions,
  ): Promise<string[]> {
    const { stdout } = await this.run(args, options);
    return new TextDecoder().decode(stdout).split("\0").slice(0, -1);
  }

  /** The value of one setting, the last that counts; "" where it is not set. */
  async setting(key: string): Promise<string> {
    return await this.text(["config", "--get", key], {
      okCodes: [0, 1], // 1: not set
    });
  }

  /**
   * Starts a command for a dialogue over stdin and stdout. Its methods throw an
   * {@linkcode OperationError} with git's own message once it has died.
   */
  start(args: readonly string[], options: RunOptions = {}): GitProcess {
    return new GitProcess(this.#settings, args, options);
  }
}
