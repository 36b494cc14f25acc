// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The command line as somebody at a terminal sees it.
 *
 * @module
 */

import { run } from "../../lib/cli/run.ts";
import type { Outcome } from "./program.ts";

/** A terminal. */
export interface TerminalOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly columns: number;
  /** Whether the environment forbids colour. */
  readonly noColor?: boolean;
}

/** Runs the program on a terminal. */
export async function runOnTerminal(
  argv: readonly string[],
  { env, columns, noColor = false }: TerminalOptions,
): Promise<Outcome> {
  let [stdout, stderr] = ["", ""];
  const code = await run(argv, {
    stdout: (text) => stdout += text,
    stderr: (text) => stderr += text,
    stdoutIsTerminal: true,
    stderrIsTerminal: true,
    noColor,
    columns,
  }, env);
  return { code, stdout, stderr };
}

/** Text without colours. */
export function plain(text: string): string {
  // deno-lint-ignore no-control-regex -- colours
  return text.replaceAll(/\x1b\[\d+m/g, "");
}

/** Lines that are wider than the terminal, though they have several words. */
export function tooWide(text: string, columns: number): string[] {
  return plain(text).split("\n").filter((line) =>
    line.length > columns && line.trim().includes(" ")
  );
}
