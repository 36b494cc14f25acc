// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { long } from "../fixtures/long.ts";
import { liveThrough } from "./random_days.ts";

/** More of them: `deno task days`. */
const RUNS = 6;
const SEED = 20_261_130;

Deno.test(
  long("whatever the vendor does, what is public is verified"),
  async (t) => {
    for (let run = 0; run < RUNS; run++) {
      await t.step(`seed ${SEED}, run ${run}`, () => liveThrough(SEED, run));
    }
  },
);
