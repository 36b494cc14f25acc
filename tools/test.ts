// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Runs the tests, and says at the end what was skipped.
 *
 * ```
 * deno task test                  a quick run, without the long tests
 * deno task test .                all of them
 * deno task test tests/rpm --filter=cpio
 * ```
 *
 * The arguments are those of `deno test`. The exit code is its exit code, but
 * for one case: where the variable `CI` is set, no test may be skipped for one of
 * these reasons, and a run without arguments has the long tests, too.
 *
 * Types are not checked: that is `deno task check`.
 *
 * @module
 */

// deno-lint-ignore-file no-console -- a tool for the terminal

import { isLeftOut } from "../tests/fixtures/long.ts";
import {
  missingPrograms,
  type Program,
  PROGRAMS,
} from "../tests/fixtures/programs.ts";
import { chooseSource, jsrRegistry, optionsOf } from "./source.ts";
import { DENO } from "./deno_command.ts";

/** What the tests may do. The network is this machine. */
const PERMISSIONS = [
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-sys",
  "--allow-run",
  "--allow-net=127.0.0.1,localhost",
];

/** What was skipped. Tests and their steps are counted alike. */
export interface Skipped {
  /** How many because programs are missing. */
  readonly lacking: number;
  /** Debian's packages of these programs, sorted. */
  readonly packages: readonly string[];
  /** How many because they are long. */
  readonly long: number;
}

/**
 * Counts what was skipped because it is long or because programs are missing.
 *
 * @param report as `deno test --junit-path` writes it
 */
export function skippedIn(report: string): Skipped {
  const cases = report.matchAll(
    /<testcase name="([^"]*)"[^>]*>\s*<skipped\/>/g,
  );
  const names = [...cases].map(([, name = ""]) => name);
  const programs: Program[][] = names.map(missingPrograms)
    .filter((missing) => missing.length > 0);
  const packages = programs.flat().map((program) => PROGRAMS[program]);
  return {
    lacking: programs.length,
    packages: [...new Set(packages)].sort(),
    long: names.filter(isLeftOut).length,
  };
}

/**
 * The last lines of a run, one for each reason to skip.
 *
 * @param deno how to run deno
 */
export function closingLines(
  { lacking, packages, long }: Skipped,
  deno: string,
): string[] {
  const line = (count: number, reason: string, command: string) =>
    count === 0 ? [] : [
      `Skipped ${count} ${count === 1 ? "test" : "tests"} because ${reason}. ` +
      `To run all: ${command}`,
    ];
  return [
    ...line(long, "this is a quick run", `${deno} task test .`),
    ...line(
      lacking,
      "programs are missing",
      `apt-get install ${packages.join(" ")}`,
    ),
  ];
}

/** Whether this run may leave nothing out. */
const isCi = Boolean(Deno.env.get("CI"));

/** Runs `deno test` with a temporary directory of its own. */
async function runTests(
  args: readonly string[],
  directory: string,
): Promise<{ code: number; skipped: Skipped }> {
  const source = await chooseSource(jsrRegistry());
  console.error(`Packages: ${source.line}`);
  const report = `${directory}/report.xml`;
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: [
      "test",
      ...optionsOf("test", source),
      ...PERMISSIONS,
      "--doc",
      "--no-check",
      "--parallel",
      "--preload=tests/fixtures/deadline.ts",
      "--preload=tests/fixtures/sessions.ts",
      `--junit-path=${report}`,
      ...args,
    ],
    env: {
      TMPDIR: directory,
      NEURON_PUBLISH_TEST_RUN: directory,
      ...(args.length === 0 && !isCi ? { NEURON_PUBLISH_TESTS: "quick" } : {}),
      // One more than there are cores: tests wait for processes and servers.
      DENO_JOBS: Deno.env.get("DENO_JOBS") ??
        String(navigator.hardwareConcurrency + 1),
    },
  }).spawn().status;
  const text = await Deno.readTextFile(report).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return ""; // it ran no test
    throw error;
  });
  return { code, skipped: skippedIn(text) };
}

/** Removes what the tests left, all at once: that takes a third of the time. */
async function removeAll(directory: string): Promise<void> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(directory));
    const remove = (path: string) => Deno.remove(path, { recursive: true });
    // Not all(): the rest goes, too, where one cannot be removed.
    await Promise.allSettled(
      entries.map(({ name }) => remove(`${directory}/${name}`)),
    );
    await Deno.remove(directory);
  } catch {
    console.error(`Cannot remove ${directory}`);
  }
}

if (import.meta.main) {
  // Ctrl-C reaches the tests by itself. What they leave is to be removed.
  Deno.addSignalListener("SIGINT", () => {});
  const directory = await Deno.makeTempDir({ prefix: "np-" });
  let result: Awaited<ReturnType<typeof runTests>>;
  try {
    result = await runTests(Deno.args, directory);
  } finally {
    await removeAll(directory);
  }
  const { code, skipped } = result;
  for (const line of closingLines(skipped, DENO)) console.error(line);
  const isFailure = isCi && skipped.lacking + skipped.long > 0;
  if (isFailure) {
    console.error("error: CI is set, where no test may be skipped");
  }
  Deno.exit(code === 0 && isFailure ? 1 : code);
}
