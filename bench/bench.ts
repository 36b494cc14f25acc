// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The benchmarks: `deno task bench`.
 *
 * ```
 * --short       fewer rounds and smaller inputs; fails where a value is twice
 *               what bench/baseline.json has
 * --json        one JSON document in place of the table
 * --only WORD   jobs whose name has the word; may be repeated
 * --rounds N    rounds that count (default: 5, short: 3)
 * --source      run the program from source, compile nothing
 * --record      write the values to bench/baseline.json
 * ```
 *
 * Every job runs the program as users do, with every check, in a folder that
 * knows nothing of this machine's configuration.
 *
 * @module
 */

// deno-lint-ignore-file no-console -- a tool for the terminal

import { parseArgs } from "@std/cli/parse-args";
import { type Baseline, findRegressions, toBaseline } from "./baseline.ts";
import { firstPublication } from "./jobs/first_publication.ts";
import { largeMetadata } from "./jobs/large_metadata.ts";
import { largePackage } from "./jobs/large_package.ts";
import { longHistory } from "./jobs/long_history.ts";
import { nothingNew } from "./jobs/nothing_new.ts";
import { verifyAll } from "./jobs/verify_all.ts";
import { describeMachine } from "./machine.ts";
import { PROJECT } from "./program.ts";
import type { Row } from "./row.ts";
import { openSetting, type Setting } from "./setting.ts";
import { formatReport, type Report } from "./table.ts";

const JOBS: Readonly<Record<string, (setting: Setting) => Promise<Row[]>>> = {
  "first-publication": firstPublication,
  "nothing-new": nothingNew,
  "verify-all": verifyAll,
  "large-metadata": largeMetadata,
  "large-package": largePackage,
  "long-history": longHistory,
};

const BASELINE = `${PROJECT}bench/baseline.json`;

async function main(): Promise<number> {
  const options = parseArgs(Deno.args, {
    boolean: ["short", "json", "source", "record"],
    string: ["only", "rounds"],
    collect: ["only"],
  });
  const { short } = options;
  const rounds = Number(options.rounds ?? (short ? 3 : 5));
  const names = Object.keys(JOBS).filter((name) =>
    options.only.length === 0 ||
    options.only.some((word) => name.includes(word))
  );
  if (!Number.isInteger(rounds) || rounds < 1 || names.length === 0) {
    console.error(
      `--rounds takes a number, --only a part of: ${
        Object.keys(JOBS).join(", ")
      }`,
    );
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
    for (const name of names) {
      console.error(`Running ${name}`);
      rows.push(...await JOBS[name]?.(setting) ?? []);
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
    if (options.record) await record(rows, short);
    return short ? await judge(rows) : 0;
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** Recorded values of each form. */
interface Recorded {
  readonly full: Baseline;
  readonly short: Baseline;
}

async function readRecorded(): Promise<Recorded> {
  return JSON.parse(await Deno.readTextFile(BASELINE));
}

async function record(rows: readonly Row[], short: boolean): Promise<void> {
  const recorded = await readRecorded();
  const form = short ? "short" : "full";
  const next = {
    ...recorded,
    [form]: { ...recorded[form], ...toBaseline(rows) },
  };
  await Deno.writeTextFile(BASELINE, `${JSON.stringify(next, null, 2)}\n`);
}

async function judge(rows: readonly Row[]): Promise<number> {
  const regressions = findRegressions(rows, (await readRecorded()).short);
  for (const line of regressions) console.error(`Regression: ${line}`);
  return regressions.length === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main());
