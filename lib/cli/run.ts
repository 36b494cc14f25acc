// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Runs one command line and returns its exit code.
 *
 * @module
 */

import { redactor } from "../redactor.ts";
import { messageOf, OperationError, UsageError } from "../errors.ts";
import { type Invocation, parseCommandLine, wantsJson } from "./args.ts";
import type { Surroundings } from "./command.ts";
import { sentence } from "./error_report.ts";
import { EXIT, exitCodeOf } from "./exit.ts";
import { Interrupt, type ReceivedSignal, Stopped } from "./interrupt.ts";
import { requireUsableUmask, variable } from "./process_status.ts";
import { processStreams, type Streams } from "./streams.ts";
import { Terminal } from "./terminal.ts";

/**
 * Runs the program.
 *
 * @param argv the arguments after the program's name
 * @param streams where output goes; the process's own by default
 * @param env the environment for git; the process's own by default
 * @returns the exit code
 */
export async function run(
  argv: readonly string[],
  streams: Streams = processStreams(),
  env?: Readonly<Record<string, string>>,
): Promise<number> {
  const redact = redactor(secretsSources(argv, env));
  let terminal = new Terminal(streams, {
    json: wantsJson(argv),
    quiet: false,
    verbose: false,
    color: true,
  }, redact);
  let what = "start";
  let code: number;
  {
    using interrupt = new Interrupt();
    const { signal } = interrupt;
    try {
      const invocation = parseCommandLine(argv);
      const { kind, output } = invocation;
      terminal = new Terminal(streams, output, redact);
      what = kind === "command" ? invocation.verb : kind;
      code = await dispatch(invocation, terminal, { signal, env });
      terminal.end();
    } catch (error) {
      const { received } = interrupt;
      code = received === undefined
        ? failed(error, what, terminal)
        : interrupted(error, received, terminal);
    }
  } // From here on a signal ends the process, even if nobody reads its output.
  return await delivered(code, terminal, streams);
}

/** Texts that may be addresses with secrets: arguments and proxies. */
function secretsSources(
  argv: readonly string[],
  env: Readonly<Record<string, string>> | undefined,
): string[] {
  const proxies = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"]
    .flatMap((name) => [name, name.toLowerCase()])
    .flatMap((name) => (env === undefined ? variable(name) : env[name]) ?? []);
  return [...argv.map((arg) => arg.replace(/^--?[\w-]+=/, "")), ...proxies];
}

function failed(error: unknown, what: string, terminal: Terminal): number {
  const written = error instanceof UsageError ? "" : "nothing was written";
  terminal.error(error, what, written);
  terminal.end(terminal.describe(error));
  return exitCodeOf(error);
}

function interrupted(
  error: unknown,
  { name, code }: ReceivedSignal,
  terminal: Terminal,
): number {
  const state = error instanceof Stopped ? error.state : "nothing was written";
  terminal.note(`Interrupted; ${state}`);
  terminal.end({ problem: `Interrupted by ${name}`, hint: sentence(state) });
  return code;
}

/**
 * Waits until all output is written. Lost output changes neither what was done
 * nor what was said about it.
 *
 * @returns the code; 1 in place of success where output is lost
 */
async function delivered(
  code: number,
  terminal: Terminal,
  { flush }: Streams,
): Promise<number> {
  if (flush === undefined) return code;
  const { stdout, stderr } = await flush();
  // A reader that has seen enough, as in `… | head`, is not a failure.
  const isLost = [stdout, stderr].some((error) =>
    error !== undefined && !(error instanceof Deno.errors.BrokenPipe)
  );
  if (!isLost) return code;
  if (stdout !== undefined) {
    const error = new OperationError("disk", {
      subject: "standard output",
      problem: "cannot be written",
      found: messageOf(stdout),
      hint: code === EXIT.done || code === EXIT.news
        ? "the command itself did all of its work; only its output is lost"
        : "the command itself ended as said above; its output is lost",
      cause: stdout,
    });
    terminal.error(error, "print", "");
    await flush();
  }
  return code === EXIT.done || code === EXIT.news ? EXIT.failed : code;
}

async function dispatch(
  invocation: Invocation,
  terminal: Terminal,
  surroundings: Surroundings,
): Promise<number> {
  switch (invocation.kind) {
    case "command":
      requireUsableUmask();
      return await invocation.work(terminal, surroundings);
    case "help": {
      const { formatHelp, helpToJson } = await import("./help.ts");
      const { topic } = invocation;
      if (terminal.wantsJson) terminal.json(helpToJson(topic));
      else terminal.result(formatHelp(topic, { full: terminal.isVerbose }));
      return EXIT.done;
    }
    case "version": {
      const { formatVersion, thisBuild } = await import("./version_text.ts");
      if (terminal.wantsJson) terminal.json(thisBuild());
      else terminal.result(formatVersion(thisBuild()));
      return EXIT.done;
    }
    default:
      return invocation satisfies never;
  }
}
