// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Publishes what a vendor does at random, day by day, and verifies it.
 *
 * ```
 * deno task days [--runs N] [--seed S]
 * deno task days --seed S --run R         one sequence again
 * ```
 *
 * After each day, what is public has to be verified, and no release may have
 * moved; see tests/publish/random_days.ts. Without `--seed` each campaign is
 * another one. Exit code 1 where something was found.
 *
 * @module
 */

// deno-lint-ignore-file no-console -- a tool for the terminal

import { parseCampaign } from "../tests/fuzz/campaign_options.ts";
import { liveThrough } from "../tests/publish/random_days.ts";

async function main(): Promise<number> {
  const { seed, first, end } = parseCampaign(Deno.args, { runs: 50 });
  console.error(`Living through days with seed ${seed}`);
  let findings = 0;
  for (let run = first; run < end; run++) {
    console.error(`run ${run}`);
    try {
      await liveThrough(seed, run);
    } catch (error) {
      findings += 1;
      console.log(error);
      console.log(`again: deno task days --seed ${seed} --run ${run}`);
    }
  }
  console.log(`days: ${end - first} runs, ${findings} findings, seed ${seed}`);
  return findings === 0 ? 0 : 1;
}

if (import.meta.main) {
  try {
    Deno.exit(await main());
  } catch (error) {
    console.error(error instanceof RangeError ? error.message : error);
    Deno.exit(2);
  }
}
