// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

/**
 * Runs of a campaign in a thread of its own, so that an endless input stops no
 * other run.
 *
 * @module
 */

import { fuzzOnce, type RunResult } from "./campaign.ts";

/** Which runs to do. */
export interface WorkOrder {
  readonly seed: number;
  /** The first run. */
  readonly first: number;
  /** The run after the last one. */
  readonly end: number;
  /** From one run to the next. */
  readonly step: number;
}

/** What a worker reports: which run it begins, and how that ended. */
export type WorkReport =
  | { readonly kind: "begin"; readonly run: number }
  | { readonly kind: "end"; readonly result: RunResult }
  | { readonly kind: "done" };

function report(message: WorkReport): void {
  self.postMessage(message);
}

self.onmessage = async ({ data }: MessageEvent<WorkOrder>) => {
  const { seed, first, end, step } = data;
  for (let run = first; run < end; run += step) {
    report({ kind: "begin", run });
    report({ kind: "end", result: await fuzzOnce(seed, run) });
  }
  report({ kind: "done" });
};
