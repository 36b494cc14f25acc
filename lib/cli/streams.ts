// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The streams that the program prints to. The work does not wait for them, and
 * goes on if they cannot be written.
 *
 * @module
 */

import { variable } from "./process_status.ts";

/** The error of each stream that could not be written. */
export interface OutputFailures {
  readonly stdout?: unknown;
  readonly stderr?: unknown;
}

/** Where output goes. */
export interface Streams {
  /** Takes results. */
  readonly stdout: (text: string) => void;
  /** Takes results that are not text; absent where only text is taken. */
  readonly stdoutBytes?: (bytes: Uint8Array) => void;
  /** Takes everything else. */
  readonly stderr: (text: string) => void;
  /** Whether stdout is a terminal. */
  readonly stdoutIsTerminal: boolean;
  /** Whether stderr is a terminal that can do more than print lines. */
  readonly stderrIsTerminal: boolean;
  /** Whether the environment forbids colour. */
  readonly noColor: boolean;
  /** Columns of stdout, where that is a terminal. */
  readonly columns?: number;
  /** Waits until everything is written or has failed. */
  readonly flush?: () => Promise<OutputFailures>;
}

type StreamName = "stdout" | "stderr";

/** Milliseconds between two attempts to write to a stream that is full. */
const PAUSE = 10;

/** Attempts without progress before a stream is given up: five minutes. */
const MAX_ATTEMPTS = 30_000;

/**
 * Most bytes that a pipe takes as a whole or not at all: PIPE_BUF of Linux, and
 * the least that POSIX allows.
 */
const ATOMIC = Deno.build.os === "linux" ? 4096 : 512;

/**
 * Most bytes of a piece that ends within a line. Less than the 1,024 bytes of
 * the buffer in which Deno keeps the end of an unfinished line of stdout.
 */
const MAX_UNFINISHED = 512;

/** Writes to both streams, in the order in which text came. */
class OutputQueue {
  readonly #failures: { [name in StreamName]?: unknown } = {};
  readonly #encoder = new TextEncoder();
  #queue: { readonly stream: StreamName; text: string | Uint8Array }[] = [];
  #pump: Promise<void> | undefined;

  add(stream: StreamName, text: string | Uint8Array): void {
    const last = this.#queue.at(-1);
    const isMore = last?.stream === stream && typeof text === "string" &&
      typeof last.text === "string";
    if (isMore) last.text += text;
    else this.#queue.push({ stream, text });
    this.#pump ??= this.#run();
  }

  async flush(): Promise<OutputFailures> {
    await this.#pump;
    return this.#failures;
  }

  async #run(): Promise<void> {
    // Text that is printed in one call is written in one call.
    await Promise.resolve();
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      const { stream, text } = next;
      if (this.#failures[stream] !== undefined) continue;
      try {
        const bytes = typeof text === "string"
          ? this.#encoder.encode(text)
          : text;
        await write(stream, bytes);
      } catch (error) {
        this.#failures[stream] = error;
      }
    }
    this.#pump = undefined;
  }
}

/**
 * Writes all bytes. A stream that does not block may be full for now. Pieces are
 * so small that it takes all of one or nothing, since Deno does not say how much
 * was written.
 */
async function write(stream: StreamName, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const newline = bytes.subarray(at, at + ATOMIC).lastIndexOf(0x0a);
    const end = newline >= 0
      ? at + newline + 1
      : Math.min(at + MAX_UNFINISHED, bytes.length);
    await writePiece(stream, bytes.subarray(at, end));
    at = end;
  }
}

async function writePiece(
  stream: StreamName,
  piece: Uint8Array,
): Promise<void> {
  const isUnfinished = piece.at(-1) !== 0x0a;
  let rest = piece;
  for (let attempt = 1;; attempt++) {
    try {
      await Deno[stream].write(rest);
      return;
    } catch (error) {
      const isBusy = error instanceof Deno.errors.WouldBlock;
      if (!isBusy || attempt === MAX_ATTEMPTS) throw error;
      // Deno has it in a buffer, which an empty write sends. stderr has none.
      if (isUnfinished && stream === "stdout") rest = new Uint8Array();
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

/** The process's own streams. */
export function processStreams(): Streams {
  const queue = new OutputQueue();
  // Such a terminal shows the sequences for cursor and colour as text.
  const isDumb = variable("TERM") === "dumb";
  return {
    stdout: (text) => queue.add("stdout", text),
    stdoutBytes: (bytes) => queue.add("stdout", bytes),
    stderr: (text) => queue.add("stderr", text),
    stdoutIsTerminal: Deno.stdout.isTerminal(),
    ...(Deno.stdout.isTerminal() ? Deno.consoleSize() : {}),
    stderrIsTerminal: Deno.stderr.isTerminal() && !isDumb,
    noColor: Deno.noColor || isDumb,
    flush: () => queue.flush(),
  };
}
