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
import { withoutPrograms } from "./environment.ts";
import { gitFailure } from "./failure.ts";
import {
  configuredAddresses,
  networkOverrides,
  parseSettings,
  type Setting,
  settingVariables,
  sshCommand,
} from "./network.ts";
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
 * @param directory an existing directory, in a repository or not
 * @param variables for all of its processes, such as which repository it is
 * @throws {OperationError} "git" if git is missing or older than 2.31
 */
export async function openGit(
  directory: string,
  options: GitOptions = {},
  variables: Readonly<Record<string, string>> = {},
): Promise<Git> {
  const env = options.env ?? Deno.env.toObject();
  const process = { ...options, env, directory, variables };
  const settings = await readSettings(process);
  const keys = settings.map(({ key }) => key);
  const quiet = { ...env, ...withoutPrograms(keys, env) };
  const networkVariables = {
    ...settingVariables(networkOverrides(settings), quiet),
    GIT_SSH_COMMAND: sshCommand(settings, env),
  };
  return new Git(
    {
      ...process,
      env: quiet,
      networkVariables,
      redact: redactor(configuredAddresses(settings, env)),
    },
    settings,
  );
}

/**
 * git before the programs that configuration names are known: for commands that
 * run no program.
 */
export function askGit(directory: string, options: GitOptions = {}): Git {
  const env = options.env ?? Deno.env.toObject();
  return new Git({ ...options, env, directory }, []);
}

/** A setting of the environment, which git reads since 2.31. */
const PROBE = "neuron-publish.probe";

/**
 * All settings. A git that does not see one from its environment would also miss
 * those that keep it from running programs.
 */
async function readSettings(process: ProcessSettings): Promise<Setting[]> {
  const { env, directory } = process;
  const probe = settingVariables([[PROBE, "true"]], env);
  const git = new Git({ ...process, env: { ...env, ...probe } }, []);
  const { code, stdout, stderr } = await git.run(
    ["config", "--list", "--show-scope", "-z"],
    { okCodes: "any" },
  );
  const settings = parseSettings(new TextDecoder().decode(stdout).split("\0"));
  // By scope, too: a repository may have a setting of that name.
  const isSeen = settings.some(({ scope, key }) =>
    scope === "command" && key === PROBE
  );
  if (isSeen) return settings;
  requireRecent(await git.text(["version"]));
  throw gitFailure({
    subject: directory,
    command: "config",
    stderr,
    end: code,
    isRemote: false,
  });
}

/** Reads "git version 2.39.5 (Apple Git-154)". */
function requireRecent(text: string): void {
  const [found = text.slice(0, 40), major, minor] =
    /(\d+)\.(\d+)(?:\.\d+)*/.exec(text) ?? [];
  const [oldest, oldestMinor] = OLDEST_GIT;
  const isRecent = Number(major) > oldest ||
    Number(major) === oldest && Number(minor) >= oldestMinor;
  if (isRecent) return;
  throw new OperationError("git", {
    subject: "git",
    problem: "this git is too old",
    expected: `${OLDEST_GIT.join(".")} or newer`,
    found,
    hint: "Install a newer git",
  });
}

/** git in one directory. */
export class Git {
  /** The configuration as it was when git was opened, in git's order. */
  readonly settings: readonly Setting[];
  readonly #process: ProcessSettings;

  /**
   * Use {@linkcode openGit}.
   *
   * @param process what all its processes have in common
   * @param settings none where they are not known yet
   */
  constructor(process: ProcessSettings, settings: readonly Setting[]) {
    this.#process = process;
    this.settings = settings;
  }

  /** The directory that git works in. */
  get directory(): string {
    return this.#process.directory;
  }

  #having(changes: Partial<ProcessSettings>): Git {
    return new Git({ ...this.#process, ...changes }, this.settings);
  }

  /** git in another directory of the same repository. */
  at(directory: string): Git {
    return this.#having({ directory });
  }

  /** git with more variables, such as where objects go. */
  with(variables: Readonly<Record<string, string>>): Git {
    return this.#having({
      variables: { ...this.#process.variables, ...variables },
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
    this.#process.signal?.throwIfAborted();
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

  /**
   * The value of one setting, the last that counts; "" where it is not set.
   *
   * @param key section and name in lower case, the subsection as written
   */
  setting(key: string): string {
    return this.settings.findLast((setting) => setting.key === key)?.value ??
      "";
  }

  /**
   * Starts a command for a dialogue over stdin and stdout. Its methods throw an
   * {@linkcode OperationError} with git's own message once it has died.
   */
  start(args: readonly string[], options: RunOptions = {}): GitProcess {
    return new GitProcess(this.#process, args, options);
  }
}
