// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * One git process: its streams, its bounds and how it ended.
 *
 * @module
 */

import { kill } from "node:process";
import { redactor } from "../redactor.ts";
import { OperationError } from "../errors.ts";
import { anySignal } from "../together.ts";
import { gitFailure } from "./failure.ts";
import {
  endGroupByGit,
  type ProcessSettings,
  type RunOptions,
  spawnGit,
} from "./spawn.ts";
import { ChunkReader, readAll, readTail } from "./streams.ts";
import { NetworkWatch, type Peer } from "./watch.ts";

/** Most bytes of standard output that are collected by default. */
const STDOUT_LIMIT = 256 * 1024 * 1024;

/** Bytes of standard error that are kept. */
const STDERR_LIMIT = 64 * 1024;

/** Milliseconds to wait until this process gets a signal that git has got. */
const SIGNAL_DELAY = 50;

/** What a git command answered. */
export interface RunResult {
  /** The exit code, one of `okCodes`. */
  readonly code: number;
  /** Everything on standard output. */
  readonly stdout: Uint8Array<ArrayBuffer>;
  /**
   * The end of standard error, at most 64 KiB, without secrets of addresses.
   */
  readonly stderr: string;
  /** What is known of the other side; undefined without a network. */
  readonly peer: Peer | undefined;
}

/** A git process, for one answer or for a dialogue. */
export class GitProcess {
  readonly #args: readonly string[];
  readonly #settings: ProcessSettings;
  readonly #options: RunOptions;
  readonly #child: Deno.ChildProcess;
  readonly #stderr: Promise<string>;
  readonly #watch: NetworkWatch | undefined;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  #output: ChunkReader | undefined;
  /** The last read, finished or not: a stream allows one at a time. */
  #reading: Promise<unknown> = Promise.resolve();

  /**
   * Starts git.
   *
   * @throws {OperationError} "git" if there is no git
   */
  constructor(
    settings: ProcessSettings,
    args: readonly string[],
    options: RunOptions,
  ) {
    this.#args = args;
    this.#options = options;
    const { network } = options;
    const watch = network && new NetworkWatch(network, options.subject ?? "");
    this.#watch = watch;
    this.#settings = watch === undefined ? settings : {
      ...settings,
      signal: anySignal(watch.signal, settings.signal),
    };
    try {
      this.#child = spawnGit(this.#settings, args, options);
    } catch (error) {
      watch?.end();
      throw error;
    }
    this.#stderr = readTail(this.#child.stderr, STDERR_LIMIT, {
      signal: this.#settings.signal,
      onBytes: watch && ((count) => watch.said(count)),
      keeps: watch && ((line) => watch.readLine(line)),
    });
    if (watch !== undefined) this.#endGroup();
    this.#input = this.#child.stdin.getWriter();
    this.#input.closed.catch(() => {}); // the exit code says the same
  }

  /** The process's stdout, from which the first caller reads. */
  get #reader(): ChunkReader {
    this.#output ??= new ChunkReader(this.#child.stdout);
    return this.#output;
  }

  /** Writes to standard input; waits while git is slower than we are. */
  async write(bytes: Uint8Array): Promise<void> {
    try {
      await this.#input.write(bytes);
    } catch {
      throw await this.#death(); // a broken pipe; git says why
    }
  }

  /** Reads one line of standard output, without its LF; throws at its end. */
  async readLine(): Promise<string> {
    const reading = this.#reader.line();
    this.#reading = reading;
    const line = await reading;
    if (line === undefined) throw await this.#death();
    return line;
  }

  /** Reads exactly `length` bytes of standard output; throws at its end. */
  async readBytes(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const reading = this.#reader.bytes(length);
    this.#reading = reading;
    const bytes = await reading;
    if (bytes === undefined) throw await this.#death();
    return bytes;
  }

  /** Closes standard input and waits until git ends with success. */
  async finish(): Promise<void> {
    await this.#closeInput();
    await this.#reader.drain(); // a closed pipe would end git by SIGPIPE
    const { end, stderr } = await this.#end();
    if (end !== 0) throw this.#failure(end, stderr);
  }

  /** Ends the process, whatever it does, and waits until it is gone. */
  async kill(): Promise<void> {
    this.#shoot();
    await this.#closeInput();
    await this.#reader.cancel();
    await this.#child.status;
    await this.#stderr;
  }

  #shoot(): void {
    try {
      this.#child.kill("SIGKILL");
    } catch { /* gone already */ }
  }

  /**
   * Once git is gone, kills what it has started: ssh, say, that waits for a
   * silent server.
   */
  #endGroup(): void {
    this.#child.status.then(() => {
      this.#watch?.end();
      const isOurs = Deno.build.os !== "windows" && !Deno.stdin.isTerminal();
      const { state } = Deno.permissions.querySync({ name: "run" });
      if (!isOurs) return;
      if (state !== "granted") {
        const isStopped = this.#settings.signal?.aborted === true;
        if (isStopped) endGroupByGit(this.#child.pid, this.#settings);
        return;
      }
      try {
        kill(-this.#child.pid, "SIGKILL");
      } catch { /* nobody is left */ }
    });
  }

  /** Feeds the input, collects the answer, and judges the exit code. */
  async collect(): Promise<RunResult> {
    const { input, okCodes = [0], stdoutLimit = STDOUT_LIMIT } = this.#options;
    const { signal } = this.#settings;
    const watch = this.#watch;
    const reading = readAll(this.#child.stdout, stdoutLimit, {
      signal,
      onBytes: watch && (() => watch.answered()),
    });
    if (input !== undefined) await this.#input.write(input).catch(() => {});
    await this.#closeInput(); // that git stops reading is not an error by itself
    const stdout = await reading;
    if (stdout === undefined) this.#shoot();
    const { end, stderr } = await this.#end();
    if (stdout === undefined) {
      throw new OperationError("git", {
        subject: this.#subject,
        problem: `git ${this.#args[0]} prints too much`,
        expected: `at most ${stdoutLimit} bytes`,
      });
    }
    const isOk = okCodes === "any" ||
      typeof end === "number" && okCodes.includes(end);
    if (typeof end === "string" || !isOk) {
      throw this.#failure(end, stderr);
    }
    await this.#watch?.finish();
    return { code: end, stdout, stderr, peer: this.#watch?.peer };
  }

  async #closeInput(): Promise<void> {
    await this.#input.close().catch(() => {}); // closed or broken already
  }

  async #end(): Promise<{ end: number | string; stderr: string }> {
    const [status, stderr] = await Promise.all([
      this.#child.status,
      this.#stderr,
    ]);
    const { signal } = this.#settings;
    if (status.signal === "SIGINT" && signal?.aborted === false) {
      // Ctrl-C goes to this process, too, which may not have handled it yet.
      await new Promise((resolve) => setTimeout(resolve, SIGNAL_DELAY));
    }
    signal?.throwIfAborted();
    return { end: status.signal ?? status.code, stderr: this.#redact(stderr) };
  }

  #redact(text: string): string {
    const { redact = redactor() } = this.#settings;
    return redactor(this.#options.network?.addresses)(redact(text));
  }

  /** The error for a process that ended in the middle of a dialogue. */
  async #death(): Promise<OperationError> {
    await this.#closeInput();
    await this.#reading.catch(() => {}); // its own caller gets the error
    await this.#reader.drain();
    const { end, stderr } = await this.#end();
    return this.#failure(end, stderr);
  }

  get #subject(): string {
    return this.#options.subject ?? this.#settings.directory;
  }

  #failure(end: number | string, stderr: string): OperationError {
    const [command = ""] = this.#args;
    return gitFailure({
      subject: this.#subject,
      command,
      stderr,
      end,
      isRemote: this.#watch !== undefined,
    });
  }
}
