// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The program on a real terminal, as the kernel has it, and what its screen
 * shows.
 *
 * @module
 */

import { DENO_VARIABLES, denoRun, MAIN } from "../fixtures/deno_run.ts";
import { type Needs, needs, skipIf } from "../fixtures/programs.ts";
import { runExecutable } from "./program.ts";

/** Runs a program on a terminal of its own, and prints all that comes. */
const ON_TERMINAL = `
import fcntl, os, pty, struct, sys, termios
columns, *program = sys.argv[1:]
child, master = pty.fork()
if child == 0:
    size = struct.pack("HHHH", 24, int(columns), 0, 0)
    fcntl.ioctl(1, termios.TIOCSWINSZ, size)
    os.execvp(program[0], program)
while True:
    try:
        chunk = os.read(master, 65536)
    except OSError:
        break  # Linux, once the last process has closed it
    if not chunk:
        break
    sys.stdout.buffer.write(chunk)
_, status = os.waitpid(child, 0)
sys.exit(os.waitstatus_to_exitcode(status))
`;

/** What a terminal got, and what it shows. */
export interface Shown {
  readonly code: number;
  /** Every byte, as text. */
  readonly sent: string;
  /** The lines that can be seen at the end, without colours. */
  readonly lines: readonly string[];
}

/** Where the program runs. */
export interface PseudoTerminal {
  readonly env: Readonly<Record<string, string>>;
  /** 0: the terminal does not say. */
  readonly columns: number;
  /** A redirection: ">/dev/full". */
  readonly redirection?: string;
}

/**
 * Skips tests where {@linkcode runOnPseudoTerminal} cannot run: without
 * python3 or sh, or where the system gives no terminals, as in a chroot without
 * `/dev/pts`.
 */
export function needsPseudoTerminal(): Needs {
  const programs = needs("python3", "sh");
  if (programs.missing !== undefined) return programs;
  const { success } = new Deno.Command("python3", {
    args: ["-c", "import pty; pty.openpty()"],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).outputSync();
  return skipIf(success ? undefined : "no pseudo-terminal can be opened here");
}

/** Runs the program on a terminal; see {@linkcode needsPseudoTerminal}. */
export async function runOnPseudoTerminal(
  argv: readonly string[],
  { env, columns, redirection = "" }: PseudoTerminal,
): Promise<Shown> {
  const { NO_COLOR: _, ...deno } = DENO_VARIABLES;
  const { code, stdout: sent } = await runExecutable(
    "python3",
    [
      ...["-c", ON_TERMINAL, String(columns)],
      ...["sh", "-c", `exec "$@" ${redirection}`, "sh"],
      ...[Deno.execPath(), ...denoRun(MAIN, ...argv)],
    ],
    { TERM: "xterm", ...deno, ...env },
  );
  return { code, sent, lines: screen(sent) };
}

/**
 * What a terminal shows that is wide and high enough (ECMA-48: CR, LF, EL, ED,
 * CHA, SGR).
 */
export function screen(sent: string): string[] {
  const lines: string[][] = [[]];
  let column = 0;
  // deno-lint-ignore no-control-regex -- a terminal's sequences
  const token = /\x1b\[(\d*)([A-Za-z])|[^]/gu;
  for (const [text, number, command] of sent.matchAll(token)) {
    const line = lines.at(-1) ?? [];
    if (text === "\r") column = 0;
    else if (text === "\n") {
      lines.push([]);
    } else if (command === undefined) {
      while (line.length < column) line.push(" ");
      line[column++] = text;
    } else if (command === "G") column = Math.max(0, Number(number) - 1);
    else if (command === "K" && number === "2") line.length = 0;
    else if (command === "K") line.length = Math.min(line.length, column);
    else if (command !== "J" && command !== "m") {
      throw new Error(`A sequence that this screen does not know: ${command}`);
    }
  }
  return lines.map((line) => line.join("").trimEnd());
}
