// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The benchmarks: `deno task bench`.
 *
 * ```
 * --short       fewer rounds and smaller inputs; fails where a ratio is twice
 *               the one of bench/baseline.json
 * --json        one JSON document in place of the table
 * --only WORD   jobs whose name has the word; may be repeated
 * --rounds N    rounds that count (default: 5, short: 3)
 * --source      run the program from source, compile nothing
 * --record      write the table to docs/performance.md, or with --short the
 *               ratios to bench/baseline.json
 * ```
 *
 * Every job runs the program as users do, with every check, in a directory
 * without this machine's configuration.
 *
 * @module
 */

// deno-lint-ignore-file no-console -- a tool for the terminal

import { parseArgs } from "@std/cli/parse-args";
import { type Baseline, findRegressions, toBaseline } from "./baseline.ts";
import { everyday } from "./jobs/everyday.ts";
import { firstPublication } from "./jobs/first_publication.ts";
import { largeMetadata } from "./jobs/large_metadata.ts";
import { largePackage } from "./jobs/large_package.ts";
import { longHistory } from "./jobs/long_history.ts";
import { slowNetwork } from "./jobs/slow_network.ts";
import { testSuite } from "./jobs/test_suite.ts";
import { verifyAll } from "./jobs/verify_all.ts";
import { describeMachine } from "./machine.ts";
import { PROJECT } from "./program.ts";
import type { Row } from "./row.ts";
import { openSetting, type Setting } from "./setting.ts";
import { formatReport, placeReport, type Report } from "./table.ts";

const JOBS: Readonly<Record<string, (setting: Setting) => Promise<Row[]>>> = {
  "first-publication": firstPublication,
  "verify-all": verifyAll,
  "everyday": everyday,
  "slow-network": slowNetwork,
  "large-metadata": largeMetadata,
  "long-history": longHistory,
  "large-package": largePackage,
  "test-suite": testSuite,
};

/** Jobs that take minutes and say nothing about a single change. */
const FULL_ONLY = ["test-suite"];

const BASELINE = `${PROJECT}bench/baseline.json`;
const PAGE = `${PROJECT}docs/performance.md`;

async function main(): Promise<number> {
  const unknown: string[] = [];
  const options = parseArgs(Deno.args, {
    boolean: ["short", "json", "source", "record"],
    string: ["only", "rounds"],
    collect: ["only"],
    unknown: (word) => void unknown.push(word),
  });
  if (unknown.length > 0) {
    console.error(
      `Unknown: ${unknown.join(" ")}; see the top of bench/bench.ts`,
    );
    return 2;
  }
  const { short } = options;
  const rounds = Number(options.rounds ?? (short ? 3 : 5));
  const names = Object.keys(JOBS).filter((name) =>
    options.only.length === 0
      ? !short || !FULL_ONLY.includes(name)
      : options.only.some((word) => name.includes(word))
  );
  if (!Number.isInteger(rounds) || rounds < 1 || names.length === 0) {
    console.error(
      `--rounds takes a number, --only a part of: ${
        Object.keys(JOBS).join(", ")
      }`,
    );
    return 2;
  }
  if (options.record && options.only.length > 0) {
    console.error("--record takes all jobs, so not --only");
    return 2;
  }
  const root = await Deno.realPath(
    await Deno.makeTempDir({ prefix: "neuron-publish-bench-" }),
  );
  try {
    const setting = await openSetting(root, {
      short,
      rounds,
      compile: !options.source,
    });
    const rows: Row[] = [];
    let code = 0;
    for (const name of names) {
      console.error(`Running ${name}`);
      try {
        rows.push(...await JOBS[name]?.(setting) ?? []);
      } catch (error) {
        // The other jobs take minutes: keep what they have measured.
        console.error(`${name} failed:`, error);
        rows.push({ key: name, job: name, against: "", skipped: "it failed" });
        code = 1;
      }
    }
    const report: Report = {
      date: new Date().toISOString().slice(0, 10),
      machine: await describeMachine(),
      program: setting.program.line,
      vendor: setting.vendor.line,
      rounds,
      short,
      rows,
    };
    console.log(
      options.json ? JSON.stringify(report, null, 2) : formatReport(report),
    );
    if (options.record) await record(report);
    return short ? Math.max(code, await judge(rows)) : code;
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

async function readBaseline(): Promise<Baseline> {
  return JSON.parse(await Deno.readTextFile(BASELINE));
}

async function record(report: Report): Promise<void> {
  if (report.short) {
    const text = JSON.stringify(toBaseline(report.rows), null, 2);
    await Deno.writeTextFile(BASELINE, `${text}\n`);
    return;
  }
  const page = await Deno.readTextFile(PAGE);
  await Deno.writeTextFile(PAGE, placeReport(page, report));
}

async function judge(rows: readonly Row[]): Promise<number> {
  const regressions = findRegressions(rows, await readBaseline());
  for (const line of regressions) console.error(`Regression: ${line}`);
  return regressions.length === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main());
