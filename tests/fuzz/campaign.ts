// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Runs of the fuzzer: what each of them does follows from a seed and its
 * number alone.
 *
 * @module
 */

import {
  DetailedError,
  UsageError,
  VerificationError,
} from "../../lib/errors.ts";
import type { Bytes } from "../fixtures/bytes.ts";
import { KEY_TARGETS } from "./key_target.ts";
import { METADATA_TARGETS } from "./metadata_target.ts";
import { NOTES_TARGETS } from "./notes_target.ts";
import { PACKAGE_TARGETS } from "./package_target.ts";
import { PAYLOAD_TARGETS } from "./payload_target.ts";
import { Random } from "./random.ts";
import type { FuzzCase, FuzzTarget } from "./target.ts";
import { TREE_TARGETS } from "./tree_target.ts";

/** Everything that is fuzzed. */
export const TARGETS: readonly FuzzTarget[] = [
  ...PACKAGE_TARGETS,
  ...PAYLOAD_TARGETS,
  ...TREE_TARGETS,
  ...METADATA_TARGETS,
  ...KEY_TARGETS,
  ...NOTES_TARGETS,
];

/** Bytes of memory that may be held after an input, in one thread. */
export const MAX_MEMORY: number = 512 * 2 ** 20;

/** What became of an input. */
export interface RunResult {
  readonly run: number;
  /** What was changed: `package-xz`. */
  readonly name: string;
  /** `accepted` as the original; `refused` with a documented error. */
  readonly outcome: "accepted" | "refused" | "finding";
  /** The error's code where it was refused, the problem where it is a finding. */
  readonly reason: string;
  /** Milliseconds, to be shown. */
  readonly time: number;
  /** The input, of findings only. */
  readonly input: Bytes | undefined;
}

function pickTarget(random: Random): FuzzTarget {
  const total = TARGETS.reduce((sum, { weight }) => sum + weight, 0);
  let at = random.below(total);
  for (const target of TARGETS) {
    if (at < target.weight) return target;
    at -= target.weight;
  }
  throw new RangeError("weights do not add up");
}

/** Makes the input of a run, without using it. */
export async function makeCase(seed: number, run: number): Promise<FuzzCase> {
  const random = new Random(seed, run);
  return await pickTarget(random).make(random);
}

/**
 * Does one run.
 *
 * @param seed names the campaign
 * @param run number of the run in it
 */
export async function fuzzOnce(seed: number, run: number): Promise<RunResult> {
  const { name, input, judge } = await makeCase(seed, run);
  const start = performance.now();
  const [outcome, reason] = await judged(judge);
  const time = performance.now() - start;
  const memory = heldMemory();
  if (outcome === "finding") return { run, name, outcome, reason, time, input };
  if (memory > MAX_MEMORY) {
    const excess = `holds ${Math.round(memory / 2 ** 20)} MiB`;
    return { run, name, outcome: "finding", reason: excess, time, input };
  }
  return { run, name, outcome, reason, time, input: undefined };
}

/**
 * Bytes of objects, buffers and WebAssembly in this thread. An allocation that
 * was too large is still there, because nothing has been collected since; the
 * system does not see one that nobody wrote to.
 */
function heldMemory(): number {
  const { heapTotal, external } = Deno.memoryUsage();
  return heapTotal + external;
}

async function judged(
  judge: () => Promise<void>,
): Promise<[RunResult["outcome"], string]> {
  try {
    await judge();
    return ["accepted", ""];
  } catch (error) {
    if (error instanceof VerificationError) return ["refused", error.code];
    if (error instanceof DetailedError || error instanceof UsageError) {
      return ["refused", error.name];
    }
    const text = error instanceof Error
      ? error.stack ?? error.message
      : String(error);
    return ["finding", text];
  }
}

/** Sums of a campaign. */
export class Tally {
  runs = 0;
  accepted = 0;
  refused = 0;
  /** Milliseconds of the slowest run. */
  slowest = 0;
  readonly findings: RunResult[] = [];
  /** How often each code was the reason. */
  readonly codes: Map<string, number> = new Map();

  add(result: RunResult): void {
    this.runs += 1;
    this.slowest = Math.max(this.slowest, result.time);
    if (result.outcome === "accepted") this.accepted += 1;
    if (result.outcome === "finding") this.findings.push(result);
    if (result.outcome === "refused") {
      this.refused += 1;
      const count = this.codes.get(result.reason) ?? 0;
      this.codes.set(result.reason, count + 1);
    }
  }
}
