// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

/**
 * The other end of a {@linkcode DecoderThread}: decompresses what it is sent.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import { decompress } from "./compression.ts";
import { type Answer, type Request, WINDOW } from "./decoder_messages.ts";

/** Work that is under way. */
interface Job {
  /** Bytes that may be sent before the other side has taken some. */
  credit: number;
  stopped: boolean;
  /** Goes on, where it waits for credit. */
  wake: () => void;
}

const jobs = new Map<number, Job>();

function answer(message: Answer, transfer: Transferable[] = []): void {
  self.postMessage(message, transfer);
}

async function decode(request: Request & { kind: "start" }): Promise<void> {
  const { id, bytes, compression, options } = request;
  const job: Job = { credit: WINDOW, stopped: false, wake: () => {} };
  jobs.set(id, job);
  try {
    for await (const chunk of decompress(bytes, compression, options)) {
      job.credit -= chunk.length;
      answer({ kind: "chunk", id, chunk }, [chunk.buffer]);
      if (job.credit <= 0 && !job.stopped) {
        await new Promise<void>((resolve) => job.wake = resolve);
      }
      if (job.stopped) return;
    }
    answer({ kind: "end", id });
  } catch (error) {
    // The other side tries by itself, and meets it again or does not.
    if (!(error instanceof VerificationError)) {
      return answer({ kind: "failed", id });
    }
    const { code, subject, problem, expected, found } = error;
    answer({ kind: "error", id, code, subject, problem, expected, found });
  } finally {
    jobs.delete(id);
  }
}

self.onmessage = ({ data }: MessageEvent<Request>) => {
  if (data.kind === "start") return void decode(data);
  const job = jobs.get(data.id);
  if (job === undefined) return; // it has ended meanwhile
  if (data.kind === "stop") job.stopped = true;
  else job.credit += data.taken;
  if (job.stopped || job.credit > 0) job.wake();
};

answer({ kind: "ready" });
