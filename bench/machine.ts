// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What the benchmarks ran on.
 *
 * @module
 */

import { programPath } from "../tests/fixtures/programs.ts";
import { runChild } from "./child.ts";

/** The machine, and the versions of all programs that take part. */
export interface Machine {
  /** "2 × AMD EPYC, 24 GB". */
  readonly hardware: string;
  /** "linux 6.1.0, x86_64". */
  readonly system: string;
  /** Name and version: "git 2.39.5". */
  readonly programs: readonly string[];
}

/** Describes this machine. */
export async function describeMachine(): Promise<Machine> {
  const { total } = Deno.systemMemoryInfo();
  const cores = navigator.hardwareConcurrency;
  return {
    hardware: `${cores} × ${processor()}, ${Math.round(total / 2 ** 30)} GB`,
    system: `${Deno.build.os} ${Deno.osRelease()}, ${Deno.build.arch}`,
    programs: [
      `deno ${Deno.version.deno}`,
      ...await Promise.all([
        versionOf("git", "--version"),
        versionOf("rpmkeys", "--version"),
        versionOf("cpio", "--version"),
        versionOf("curl", "--version"),
        versionOf("xz", "--version"),
        versionOf("python3", "--version"),
      ]),
    ],
  };
}

function processor(): string {
  try {
    const text = Deno.readTextFileSync("/proc/cpuinfo");
    return /^model name\s*: (.*)$/m.exec(text)?.[1] ?? "unknown processor";
  } catch {
    return "unknown processor";
  }
}

async function versionOf(
  program: Parameters<typeof programPath>[0],
  option: string,
): Promise<string> {
  if (programPath(program) === undefined) return `no ${program}`;
  const text = await runChild([program, option]);
  const [version = "?"] = /\d+(\.\d+)+/.exec(text) ?? [];
  return `${program} ${version}`;
}
