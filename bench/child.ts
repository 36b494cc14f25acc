// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Runs programs for the benchmarks: to their end, without output on the
 * terminal. A program that fails is an error.
 *
 * @module
 */

/** How a program runs. */
export interface ChildOptions {
  readonly cwd?: string;
  /** The whole environment; the process's own where absent. */
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are an answer. Default: 0. */
  readonly okCodes?: readonly number[];
}

/** A program and its arguments. */
export type CommandLine = readonly [program: string, ...args: string[]];

function start(
  [program, ...args]: CommandLine,
  { cwd, env }: ChildOptions,
): Deno.ChildProcess {
  return new Deno.Command(program, {
    args,
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { clearEnv: true, env: { ...env } }),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/**
 * Runs a program.
 *
 * @returns its standard output
 * @throws Error with its last words, where it fails
 */
export async function runChild(
  commandLine: CommandLine,
  options: ChildOptions = {},
): Promise<string> {
  return await end(start(commandLine, options), commandLine, options);
}

async function end(
  child: Deno.ChildProcess,
  commandLine: CommandLine,
  { okCodes = [0] }: ChildOptions,
): Promise<string> {
  const { code, stdout, stderr } = await child.output();
  const text = new TextDecoder();
  if (okCodes.includes(code)) return text.decode(stdout);
  const words = text.decode(stderr).trim().split("\n").slice(-8).join("\n");
  throw new Error(`${commandLine.slice(0, 3).join(" ")} … (${code}): ${words}`);
}

/** Milliseconds between two readings of a process's memory. */
const INTERVAL = 5;

/**
 * Runs a program and watches the peak of its resident memory, without the
 * programs that it starts. Linux keeps the peak, so only the last milliseconds
 * can be missed.
 *
 * @returns bytes
 */
export async function peakMemory(
  commandLine: CommandLine,
  options: ChildOptions = {},
): Promise<number> {
  const child = start(commandLine, options);
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, readPeak(child.pid));
  }, INTERVAL);
  try {
    await end(child, commandLine, options);
  } finally {
    clearInterval(timer);
  }
  return peak;
}

/** Whether {@linkcode peakMemory} works here. */
export function canWatchMemory(): boolean {
  return readPeak(Deno.pid) > 0;
}

function readPeak(pid: number): number {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    const [, kilobytes = "0"] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
    return Number(kilobytes) * 1024;
  } catch {
    return 0; // it is gone, or this is not Linux
  }
}
