// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Fuzzes everything that reads what others have written.
 *
 * ```
 * deno task fuzz [--runs N] [--seed S] [--keep DIR]
 * deno task fuzz --seed S --run R [--keep DIR]         one run again
 * ```
 *
 * Good packages, metadata, keys, notes and archives are changed; whatever is
 * then accepted has to be what it was before the change, and all else has to be
 * refused with a documented error within 2 s and 512 MiB. Without `--seed` each
 * campaign is another one; a seed gives the same inputs on every machine.
 * `--keep` writes the input of each finding to a file of DIR.
 *
 * The last line counts the runs. Exit code 1 where something was found.
 *
 * @module
 */

// deno-lint-ignore-file no-console -- a tool for the terminal

import { parseCampaign } from "../tests/fuzz/campaign_options.ts";
import { makeCase, type RunResult, Tally } from "../tests/fuzz/campaign.ts";
import type { WorkOrder, WorkReport } from "../tests/fuzz/worker.ts";

/** Milliseconds after which a run counts as endless. */
const ENDLESS = 20_000;

/** Milliseconds between two looks at the workers. */
const LOOK = 500;

/** Threads at most: each has its own copy of everything. */
const MAX_THREADS = 4;

/** Findings that are printed and kept; one bug makes many. */
const MAX_FINDINGS = 20;

/** Does every `step`th run in a thread; an endless one ends the thread only. */
function work(
  order: WorkOrder,
  onResult: (result: RunResult) => Promise<void>,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const worker = new Worker(
    new URL("../tests/fuzz/worker.ts", import.meta.url),
    { type: "module" },
  );
  let current = order.first;
  let begun = performance.now();
  let handled: Promise<void> = Promise.resolve();
  const end = () => {
    clearInterval(watch);
    worker.terminate();
  };
  const watch = setInterval(async () => {
    const time = performance.now() - begun;
    if (time < ENDLESS) return;
    end();
    const { name, input } = await makeCase(order.seed, current);
    await onResult({
      run: current,
      name,
      input,
      time,
      outcome: "finding",
      reason: `does not end within ${ENDLESS / 1000} s`,
    });
    resolve(work({ ...order, first: current + order.step }, onResult));
  }, LOOK);
  worker.onmessage = ({ data }: MessageEvent<WorkReport>) => {
    begun = performance.now();
    switch (data.kind) {
      case "begin":
        current = data.run;
        break;
      case "end":
        handled = handled.then(() => onResult(data.result));
        break;
      case "done":
        end();
        resolve(handled);
        break;
      default:
        data satisfies never;
    }
  };
  worker.onerror = (event) => {
    event.preventDefault();
    end();
    reject(new Error(`run ${current}: ${event.message}`));
  };
  worker.postMessage(order);
  return promise;
}

async function keepInput(folder: string, seed: number, result: RunResult) {
  await Deno.mkdir(folder, { recursive: true });
  const path = `${folder}/${seed}-${result.run}-${result.name}`;
  await Deno.writeFile(path, result.input ?? new Uint8Array());
  console.log(`  input: ${path}`);
}

async function main(): Promise<number> {
  const { seed, first, end, keep } = parseCampaign(Deno.args, {
    runs: 10_000,
    words: ["keep"],
  });
  console.error(`Fuzzing with seed ${seed}`);
  const start = performance.now();
  const tally = new Tally();
  let memory = 0;
  const threads = Math.max(
    1,
    Math.min(
      navigator.hardwareConcurrency,
      MAX_THREADS,
      Math.ceil((end - first) / 100),
    ),
  );
  const onResult = async (result: RunResult) => {
    tally.add(result);
    memory = Math.max(memory, Deno.memoryUsage().rss);
    if (result.outcome !== "finding") return;
    if (tally.findings.length > MAX_FINDINGS) return;
    console.log(`finding in run ${result.run}, ${result.name}:`);
    console.log(`  ${result.reason.replaceAll("\n", "\n  ")}`);
    console.log(`  again: deno task fuzz --seed ${seed} --run ${result.run}`);
    if (keep !== undefined) await keepInput(keep, seed, result);
  };
  await Promise.all(
    Array.from(
      { length: threads },
      (_, thread) =>
        work({ seed, first: first + thread, end, step: threads }, onResult),
    ),
  );
  const codes = [...tally.codes].sort(([, a], [, b]) => b - a)
    .map(([code, count]) => `${code} ${count}`);
  console.error(`Refused with ${codes.join(", ") || "nothing"}`);
  console.log([
    `fuzz: ${tally.runs} runs`,
    `${tally.accepted} accepted as the original`,
    `${tally.refused} refused`,
    `${tally.findings.length} findings`,
    `seed ${seed}`,
    `${((performance.now() - start) / 1000).toFixed(1)} s`,
    `slowest ${Math.round(tally.slowest)} ms`,
    `${threads} threads in ${Math.round(memory / 2 ** 20)} MiB`,
  ].join(", "));
  return tally.findings.length === 0 ? 0 : 1;
}

if (import.meta.main) {
  try {
    Deno.exit(await main());
  } catch (error) {
    console.error(error instanceof RangeError ? error.message : error);
    Deno.exit(2);
  }
}
