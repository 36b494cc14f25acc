// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The only place that runs git. Everything that a repository could make git do
 * on its own account is switched off; see environment.ts for what and why.
 *
 * @module
 */

/** Where git runs and on whose behalf. */
export interface GitOptions {
  /**
   * The environment to start from, by default the process's own. What could
   * redirect git is left out of it: see {@linkcode gitEnvironment}.
   */
  readonly env?: Readonly<Record<string, string>>;
  /** Ends every git process when it fires. */
  readonly signal?: AbortSignal;
}

/** How one git command runs. */
export interface RunOptions {
  /** What git reads from its standard input, by default nothing. */
  readonly input?: Uint8Array | AsyncIterable<Uint8Array>;
  /** Exit codes that are an answer, by default 0 alone. */
  readonly okCodes?: readonly number[];
  /** Most bytes to accept on standard output, by default 256 MiB. */
  readonly stdoutLimit?: number;
  /** What an error is about, by default the folder. */
  readonly subject?: string;
  /** Let git reach other repositories; without it no transport is allowed. */
  readonly network?: boolean;
}

/** What a git command answered. */
export interface RunResult {
  /** The exit code, one of `okCodes`. */
  readonly code: number;
  /** Everything on standard output. */
  readonly stdout: Uint8Array<ArrayBuffer>;
  /** The end of standard error, at most 64 KiB. */
  readonly stderr: string;
}

/** A git process that is talked to while it runs. */
export interface GitProcess {
  /** The process id. */
  readonly pid: number;
  /** Writes to standard input; waits while git is slower than we are. */
  write(bytes: Uint8Array): Promise<void>;
  /** Reads one line of standard output, without its LF; throws at its end. */
  readLine(): Promise<string>;
  /** Reads exactly `length` bytes of standard output; throws at its end. */
  readBytes(length: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Closes standard input and waits for a good end. */
  finish(): Promise<void>;
  /** Ends the process, whatever it does, and waits until it is gone. */
  kill(): Promise<void>;
}

/** git in one folder. */
export interface Git {
  /** The folder that git works in. */
  readonly folder: string;
  /** The version, as `git version` tells it: "2.39.5". */
  readonly version: string;
  /**
   * Runs a command and collects its answer.
   *
   * @throws {OperationError} "git" with git's last line, if the exit code is
   * not one of `okCodes`
   */
  run(args: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** Runs a command; its standard output as text, without the final LF. */
  text(args: readonly string[], options?: RunOptions): Promise<string>;
  /** Runs a command with `-z`; its NUL-terminated records as text. */
  records(args: readonly string[], options?: RunOptions): Promise<string[]>;
  /** Starts a command that is talked to. */
  start(args: readonly string[], options?: RunOptions): GitProcess;
}

/**
 * Finds git, checks its version and prepares to run it in a folder.
 *
 * @param folder an existing folder, in a repository or not
 * @throws {OperationError} "git" if git is missing or older than 2.31
 */
export function openGit(
  _folder: string,
  _options: GitOptions = {},
): Promise<Git> {
  return Promise.reject(new Error("not yet"));
}
