// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Reading what a process writes, within bounds.
 *
 * @module
 */

import { concat, Joiner } from "../concat.ts";

/** Reads lines and exact lengths from a stream of chunks. */
export class ChunkReader {
  #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  #chunk: Uint8Array<ArrayBuffer> = new Uint8Array();

  /**
   * Begins to read.
   *
   * @param stream a stream that nobody else reads
   */
  constructor(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.#reader = stream.getReader();
  }

  /** Makes sure that there is a byte; false at the stream's end. */
  async #fill(): Promise<boolean> {
    while (this.#chunk.length === 0) {
      const { done, value } = await this.#reader.read();
      if (done) return false;
      this.#chunk = value;
    }
    return true;
  }

  #take(length: number): Uint8Array<ArrayBuffer> {
    const taken = this.#chunk.subarray(0, length);
    this.#chunk = this.#chunk.subarray(length);
    return taken;
  }

  /** A line without its LF; undefined if the stream ends before one. */
  async line(): Promise<string | undefined> {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    while (await this.#fill()) {
      const end = this.#chunk.indexOf(0x0a);
      if (end < 0) {
        parts.push(this.#take(this.#chunk.length));
        continue;
      }
      parts.push(this.#take(end));
      this.#take(1);
      return new TextDecoder().decode(concat(parts));
    }
    return undefined;
  }

  /** Exactly so many bytes; undefined if the stream ends before. */
  async bytes(length: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const result = new Uint8Array(length);
    let at = 0;
    while (at < length) {
      if (!await this.#fill()) return undefined;
      const part = this.#take(length - at);
      result.set(part, at);
      at += part.length;
    }
    return result;
  }

  /** Reads to the end and forgets what it reads. */
  async drain(): Promise<void> {
    while (await this.#fill()) this.#take(this.#chunk.length);
  }

  /** Stops reading. */
  async cancel(): Promise<void> {
    await this.#reader.cancel();
  }
}

/** How a stream is read to its end. */
export interface ReadOptions {
  /** Ends the stream early. */
  readonly signal?: AbortSignal | undefined;
  /** Is called with the length of each chunk. */
  readonly onBytes?: ((count: number) => void) | undefined;
}

/**
 * The chunks of a stream, until its end or a signal. A process that was stopped
 * may leave others behind that keep its streams open; this does not wait for
 * them.
 */
async function* chunksOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  { signal, onBytes }: ReadOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  const stop = () => {
    reader.cancel().catch(() => {}); // broken already
  };
  if (signal?.aborted === true) stop();
  signal?.addEventListener("abort", stop);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onBytes?.(value.length);
      yield value;
    }
  } finally {
    signal?.removeEventListener("abort", stop);
    await reader.cancel().catch(() => {});
  }
}

/** A stream's whole content; undefined, and cancelled, if it is longer. */
export async function readAll(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  limit: number,
  options: ReadOptions = {},
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const all = new Joiner(limit);
  for await (const part of chunksOf(stream, options)) {
    if (all.length + part.length > limit) return undefined; // and cancel
    all.add(part);
  }
  return all.join();
}

/** What {@linkcode readTail} leaves out. */
export interface TailOptions extends ReadOptions {
  /** Whether a line counts; by default each does. */
  readonly keeps?: ((line: string) => boolean) | undefined;
}

/** The end of a stream's text, at most `limit` bytes, whatever its length. */
export async function readTail(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  limit: number,
  options: TailOptions = {},
): Promise<string> {
  const { keeps = () => true } = options;
  const decoder = new TextDecoder();
  let tail = "";
  // The last line, which may go on, is looked at with the next chunk.
  let line = "";
  const keep = (text: string) => {
    tail = (tail + text).slice(-limit);
  };
  for await (const part of chunksOf(stream, options)) {
    const lines = (line + decoder.decode(part, { stream: true }))
      .split(/(?<=[\r\n])/);
    line = /[\r\n]$/.test(lines.at(-1) ?? "") ? "" : lines.pop() ?? "";
    keep(lines.filter(keeps).join(""));
    if (line.length > limit) line = line.slice(0, limit);
  }
  if (keeps(line)) keep(line);
  return tail;
}
