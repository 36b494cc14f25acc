// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `deno task test` in a fresh clone, with everything downloaded before: what a
 * contributor waits for. Once, since it takes minutes.
 *
 * @module
 */

import { runChild } from "../child.ts";
import { PROJECT } from "../program.ts";
import { alone } from "../race.ts";
import type { Row } from "../row.ts";
import type { Setting } from "../setting.ts";

/** Milliseconds. */
const GOAL = 120_000;

/** Runs the job. */
export async function testSuite({ directory }: Setting): Promise<Row[]> {
  const clone = await directory();
  await runChild(["git", "clone", "--quiet", PROJECT, clone]);
  const start = performance.now();
  await runChild([Deno.execPath(), "task", "test"], { cwd: clone });
  return [
    alone({
      key: "test",
      kind: "duration",
      job: "deno task test of the last commit",
      against: `${navigator.hardwareConcurrency} cores, a fresh clone`,
      goal: GOAL,
    }, performance.now() - start),
  ];
}
