// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Decompression beside everything else: what comes out of one payload is
 * digested and handed to git while the next is decompressed.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import {
  type Compression,
  decompress,
  type DecompressOptions,
} from "./compression.ts";
import type { Answer, Request } from "./decoder_messages.ts";

/**
 * A way to decompress.
 *
 * @param bytes the whole compressed input
 * @param compression its format
 * @param options the bound and the name for errors
 * @returns chunks of at most 256 KiB
 */
export type Decompress = (
  bytes: Uint8Array<ArrayBuffer>,
  compression: Compression,
  options: DecompressOptions,
) => AsyncGenerator<Uint8Array<ArrayBuffer>>;

/**
 * Bytes of compressed input after which a thread is worth its start, which
 * costs as much as decompressing a megabyte.
 */
const WORTH_A_THREAD = 1024 * 1024;

/**
 * Bytes of one input that is handed over: the thread gets a copy, and memory is
 * to hold a large package once.
 */
const MAX_INPUT = 8 * 1024 * 1024;

/** The worker's module. A compiled program holds it, too. */
const MODULE = new URL("./decoder_worker.ts", import.meta.url);

/** The folder that it takes other modules from. */
const LIBRARY = new URL("..", import.meta.url);

/** What one decompression hears from the worker. */
interface Inbox {
  readonly answers: Exclude<Answer, { kind: "ready" }>[];
  /** Goes on with the next answer, or with the thread's end. */
  wake: () => void;
}

/**
 * A thread that decompresses, for whoever verifies many packages. It starts
 * once there is enough to do, and only where that needs no permission that is
 * not given; until then, and without it, the caller's own thread does the work.
 * Dispose of it: a thread that runs keeps the process alive.
 *
 * @example
 * ```ts ignore
 * import { DecoderThread, verifyRpm } from "jsr:@wombelix/neuron-publish";
 *
 * using decoder = new DecoderThread();
 * for (const file of files) {
 *   const bytes = await Deno.readFile(file);
 *   await verifyRpm(bytes, { keyring, subject: file, decoder });
 * }
 * ```
 */
export class DecoderThread implements Disposable {
  #worker: Worker | undefined;
  /** Whether the worker has loaded what it needs. */
  #isReady = false;
  #isOver = false;
  #hasFailed = false;
  #seen = 0;
  #lastId = 0;
  readonly #inboxes = new Map<number, Inbox>();

  /** Whether the thread is there, so that the next input goes to it. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** As `decompress()`, with the same errors. */
  readonly decompress: Decompress = (bytes, compression, options) =>
    this.#decompress(bytes, compression, options);

  async *#decompress(
    bytes: Uint8Array<ArrayBuffer>,
    compression: Compression,
    options: DecompressOptions,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    this.#seen += bytes.length;
    this.expect(this.#seen);
    // The runtime does gzip by itself.
    const isOurs = compression !== "none" && compression !== "gzip";
    if (isOurs && this.#isReady && bytes.length <= MAX_INPUT) {
      yield* this.#inWorker(bytes, compression, options);
    } else yield* decompress(bytes, compression, options);
  }

  /**
   * Tells what is going to come, so that the thread can start before.
   *
   * @param length bytes of compressed input, as far as they are known
   */
  expect(length: number): void {
    if (length >= WORTH_A_THREAD) this.#start();
  }

  #start(): void {
    if (this.#worker !== undefined || this.#isOver || !mayStart()) return;
    this.#worker = new Worker(MODULE, { type: "module" });
    this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (data.kind === "ready") {
        this.#isReady = true;
        return;
      }
      const inbox = this.#inboxes.get(data.id);
      inbox?.answers.push(data);
      inbox?.wake();
    };
    this.#worker.onerror = (event) => {
      event.preventDefault(); // whoever waits is told
      this.#fail();
    };
  }

  /** From here on the caller's own thread does the work. */
  #fail(): void {
    this.#hasFailed = true;
    this[Symbol.dispose]();
  }

  async *#inWorker(
    bytes: Uint8Array<ArrayBuffer>,
    compression: Compression,
    options: DecompressOptions,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const id = ++this.#lastId;
    const inbox: Inbox = { answers: [], wake: () => {} };
    this.#inboxes.set(id, inbox);
    let isEnded = false;
    let taken = 0;
    try {
      const copy = bytes.slice();
      this.#send({ kind: "start", id, bytes: copy, compression, options }, [
        copy.buffer,
      ]);
      for (;;) {
        const answer = await this.#next(inbox);
        isEnded = answer.kind !== "chunk";
        if (answer.kind === "end") return;
        if (answer.kind === "error") throw revive(answer);
        if (answer.kind === "failed") break;
        taken += answer.chunk.length;
        this.#send({ kind: "taken", id, taken: answer.chunk.length });
        yield answer.chunk;
      }
      if (taken > 0) throw new Error("The decoder's thread has failed");
      this.#fail();
      yield* decompress(bytes, compression, options);
    } finally {
      this.#inboxes.delete(id);
      if (!isEnded) this.#send({ kind: "stop", id });
    }
  }

  async #next(inbox: Inbox): Promise<Inbox["answers"][number]> {
    for (;;) {
      const answer = inbox.answers.shift();
      if (answer !== undefined) return answer;
      if (this.#hasFailed) return { kind: "failed", id: 0 };
      if (this.#isOver) throw new Error("The decoder's thread has ended");
      await new Promise<void>((resolve) => inbox.wake = resolve);
    }
  }

  #send(request: Request, transfer: Transferable[] = []): void {
    if (!this.#isOver) this.#worker?.postMessage(request, transfer);
  }

  /** Ends the thread; decompressions that are under way fail. */
  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#isReady = false;
    this.#worker?.terminate();
    for (const { wake } of this.#inboxes.values()) wake();
  }
}

/** A question of the runtime's, in a terminal, would be one too many. */
function mayStart(): boolean {
  if (typeof Worker === "undefined") return false;
  const { state } = Deno.permissions.querySync(
    MODULE.protocol === "file:"
      ? { name: "read", path: LIBRARY }
      : { name: "import", host: MODULE.host },
  );
  return state === "granted";
}

function revive(
  { code, expected, found, ...details }: Answer & { kind: "error" },
): VerificationError {
  return new VerificationError(code, {
    ...details,
    ...(expected === undefined ? {} : { expected }),
    ...(found === undefined ? {} : { found }),
  });
}
