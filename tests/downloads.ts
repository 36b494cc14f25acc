// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Downloads without patience, and servers that fail.
 *
 * @module
 */

import { assertRejects } from "@std/assert";
import { OperationError } from "../lib/errors.ts";
import { createDownload, type HttpOptions } from "../lib/http.ts";
import { serve, type TestServer } from "./fixtures/server.ts";
import type { Fault } from "./fixtures/server_fault.ts";

/** A download that does not wait between attempts, but notes how long it would. */
export function impatient(options: HttpOptions = {}) {
  const waits: number[] = [];
  const download = createDownload({
    sleep: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
    random: () => 0.5,
    ...options,
  });
  return { download, waits };
}

export function rejectsNetwork(
  promise: Promise<unknown>,
  problem: string,
): Promise<OperationError> {
  return assertRejects(() => promise, OperationError, problem);
}

/** A server of one file, `a.gz`, with a fault. */
export function faulty(
  fault?: Fault,
  body: string | Uint8Array = "hello",
): TestServer {
  const faults = fault === undefined ? {} : { "a.gz": fault };
  return serve(new Map([["a.gz", body]]), { faults });
}
