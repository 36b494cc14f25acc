// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Bounds for a git process that talks to another repository: the time without
 * progress, the whole time, and the bytes that it receives.
 *
 * git has no limit of time for ssh and for paths, and none of bytes for any
 * transport. Its standard error shows what it is doing: `--progress` counts
 * objects there, and `GIT_TRACE_PACKET` writes a line for each packet of the
 * protocol. So a server that lists refs without end is stopped before they fill
 * git's memory.
 *
 * @module
 */

import { join } from "@std/path/join";
import { OperationError } from "../errors.ts";
import type { Rewritten } from "./login.ts";

/** What a command may do on the network, and at what cost. */
export interface NetworkUse {
  /**
   * The addresses that git is given or finds in configuration, with secrets;
   * errors are printed without these.
   */
  readonly addresses: readonly string[];
  /**
   * Addresses before and after `url.*.insteadOf` and the like, with secrets.
   */
  readonly rewritten?: readonly Rewritten[];
  /** git's names of the transports that may be used: "https:ssh". */
  readonly protocols: string;
  /** The directory that git fetches into, and the most bytes it may hold. */
  readonly receives?: { readonly directory: string; readonly maxBytes: number };
  /** Milliseconds without any progress. Default 60,000. */
  readonly silenceMs?: number | undefined;
  /** Milliseconds in all. Default 1,800,000. */
  readonly totalMs?: number | undefined;
}

/** Variables for every git process that is watched. */
export const WATCH_VARIABLES: Readonly<Record<string, string>> = {
  GIT_TRACE_PACKET: "1",
  // The largest allocation: git keeps a whole HTTP response in memory.
  GIT_ALLOC_LIMIT: "256m",
};

/** A line that `GIT_TRACE_PACKET` writes, not an error message. */
const TRACE_LINE =
  /^(?:remote: )?\d\d:\d\d:\d\d\.\d{6} \S+:\d+ +packet: +(\S+)([<>]) ?(.*)/;

/** The server's programs, whose packets are traced, too, for a local path. */
const SERVER_PROGRAM = /^(receive|upload)-pack$/;

/** What is known of the other side without trusting what it says. */
export interface Peer {
  /** Whether anything has answered in git's protocol. */
  readonly isReached: boolean;
  /** The capabilities that it offers for a push, separated by spaces. */
  readonly capabilities: string;
}

/** Milliseconds without progress after which a server counts as dead. */
const SILENCE_MS = 60_000;

/** Milliseconds that one command may take. */
const TOTAL_MS = 1_800_000;

/** Milliseconds between two checks of the clock and the directory. */
const TICK_MS = 200;

/** Most bytes on standard error: some 500,000 refs as packets are traced. */
const MAX_SAID = 64 * 1024 * 1024;

/** Watches one git process. */
export class NetworkWatch {
  readonly #controller = new AbortController();
  readonly #use: NetworkUse;
  readonly #subject: string;
  readonly #start = performance.now();
  readonly #timer: ReturnType<typeof setInterval>;
  #last = this.#start;
  #said = 0;
  #received = 0;
  #looking: Promise<void> | undefined;
  #isReached = false;
  #capabilities = "";

  /**
   * Starts to watch.
   *
   * @param use the bounds
   * @param subject what an error is about
   */
  constructor(use: NetworkUse, subject: string) {
    this.#use = use;
    this.#subject = subject;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  /** Fires when a bound is reached. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Call this when standard output has brought something. */
  answered(): void {
    this.#last = performance.now();
  }

  /** Call this when standard error has brought some bytes. */
  said(bytes: number): void {
    this.#last = performance.now();
    this.#said += bytes;
    if (this.#said <= MAX_SAID) return;
    this.#stop("its answer does not end", `at most ${MAX_SAID} bytes`);
  }

  /**
   * Learns what a line of standard error says about the other side.
   *
   * @returns whether it is a message for people, not a trace
   */
  readLine(line: string): boolean {
    const [, program = "", direction, packet = ""] = TRACE_LINE.exec(line) ??
      [];
    if (direction === undefined) return true;
    if (direction === "<" && !SERVER_PROGRAM.test(program)) {
      this.#isReached = true;
      // Behind a NUL of the first ref (gitprotocol-pack, "Reference
      // Discovery").
      this.#capabilities ||= /\\0(.*)/.exec(packet)?.[1]?.trim() ?? "";
    }
    return false;
  }

  /** What is known of the other side by now. */
  get peer(): Peer {
    return { isReached: this.#isReached, capabilities: this.#capabilities };
  }

  /** Ends watching. */
  end(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const { silenceMs = SILENCE_MS, totalMs = TOTAL_MS } = this.#use;
    const now = performance.now();
    if (now - this.#start > totalMs) {
      this.#stop(
        "it does not finish in time",
        `an end within ${seconds(totalMs)}`,
      );
    } else if (now - this.#last > silenceMs) {
      this.#stop("it has gone silent", `progress within ${seconds(silenceMs)}`);
    } else this.#looking ??= this.#look();
  }

  /**
   * Checks the received bytes once more after git has ended: a fast server may
   * have sent too much since the last check.
   *
   * @throws {OperationError} where a bound was reached
   */
  async finish(): Promise<void> {
    await this.#looking;
    await this.#look();
    this.signal.throwIfAborted();
  }

  async #look(): Promise<void> {
    const { receives } = this.#use;
    if (receives === undefined) return;
    const size = await sizeOf(receives.directory);
    this.#looking = undefined;
    if (size > this.#received) this.#last = performance.now();
    this.#received = size;
    if (size <= receives.maxBytes) return;
    this.#stop("it sends too much data", `at most ${receives.maxBytes} bytes`);
  }

  #stop(problem: string, expected: string): void {
    this.end();
    this.#controller.abort(
      new OperationError("network", {
        subject: this.#subject,
        problem,
        expected,
        hint: "Check the connection and the server, then run it again",
      }),
    );
  }
}

function seconds(ms: number): string {
  return `${ms / 1_000} s`;
}

/** Bytes of all files in a directory; a file that disappears counts as 0. */
async function sizeOf(directory: string): Promise<number> {
  let size = 0;
  try {
    for await (const { name, isDirectory } of Deno.readDir(directory)) {
      const path = join(directory, name);
      size += isDirectory
        ? await sizeOf(path)
        : (await Deno.lstat(path).catch(() => undefined))?.size ?? 0;
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return size;
}
