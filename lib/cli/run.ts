// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Runs one command line and returns its exit code.
 *
 * @module
 */

import { redactor } from "../address.ts";
import { UsageError } from "../errors.ts";
import { COMMIT, VERSION } from "../version.ts";
import { type Invocation, parseCommandLine } from "./args.ts";
import type { CommandContext } from "./command.ts";
import { EXIT, exitCodeOf } from "./exit.ts";
import { Interrupt } from "./interrupt.ts";
import { Stopped } from "./stopped.ts";
import { processStreams, type Streams } from "./streams.ts";
import { Terminal } from "./terminal.ts";
import { formatVersion } from "./version_text.ts";

/**
 * Runs the program.
 *
 * @param argv the arguments behind the program's name
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
  let invocation: Invocation;
  try {
    invocation = parseCommandLine(argv);
  } catch (error) {
    // The options are not known, but the caller may be a program.
    const json = argv.includes("--json");
    const terminal = new Terminal(streams, {
      json,
      quiet: false,
      verbose: false,
      color: true,
    }, redact);
    if (json) terminal.json({ error: terminal.describe(error) });
    terminal.error(error, "start", "");
    return error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
  const terminal = new Terminal(streams, invocation.output, redact);
  using interrupt = new Interrupt();
  try {
    return await dispatch(invocation, terminal, {
      signal: interrupt.signal,
      ...(env === undefined ? {} : { env }),
    });
  } catch (error) {
    if (interrupt.exitCode !== undefined) {
      const state = error instanceof Stopped
        ? error.state
        : "nothing was written";
      terminal.note(`Interrupted; ${state}`);
      return interrupt.exitCode;
    }
    if (terminal.wantsJson) terminal.json({ error: terminal.describe(error) });
    const written = error instanceof UsageError ? "" : "nothing was written";
    const what = invocation.kind === "command"
      ? invocation.name
      : invocation.kind;
    terminal.error(error, what, written);
    return exitCodeOf(error);
  }
}

/** Whatever may be an address with a secret: arguments and proxies. */
function secretsSources(
  argv: readonly string[],
  env: Readonly<Record<string, string>> | undefined,
): string[] {
  const proxies = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"]
    .flatMap((name) => [name, name.toLowerCase()])
    .flatMap((name) => (env === undefined ? variable(name) : env[name]) ?? []);
  return [...argv.map((arg) => arg.replace(/^--?[\w-]+=/, "")), ...proxies];
}

/** A variable, where the environment may be read: nobody is asked for that. */
function variable(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}

async function dispatch(
  invocation: Invocation,
  terminal: Terminal,
  context: CommandContext,
): Promise<number> {
  switch (invocation.kind) {
    case "command":
      return await invocation.work(terminal, context);
    case "help": {
      const { formatCommandHelp, formatHelp } = await import("./help.ts");
      const { topic } = invocation;
      terminal.result(
        topic === undefined ? formatHelp() : formatCommandHelp(topic),
      );
      return EXIT.done;
    }
    case "version":
      terminal.result(formatVersion({
        version: VERSION,
        commit: COMMIT,
        module: import.meta.url,
        deno: Deno.version.deno,
      }));
      return EXIT.done;
    default:
      return invocation satisfies never;
  }
}
