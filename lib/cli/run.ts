// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Runs one command line and answers with its exit code.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { COMMIT, VERSION } from "../version.ts";
import { parseCommandLine } from "./args.ts";
import type { Command, Invocation } from "./command.ts";
import { EXIT, exitCodeOf } from "./exit.ts";
import { Stopped } from "./stopped.ts";
import { describeError, type Streams, Terminal } from "./terminal.ts";
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
  let invocation: Invocation;
  try {
    invocation = parseCommandLine(argv);
  } catch (error) {
    // What was meant cannot be told, but who asked is a program.
    const json = argv.includes("--json");
    const terminal = new Terminal(streams, {
      json,
      quiet: false,
      verbose: false,
      color: true,
    });
    if (json) terminal.json({ error: describeError(error) });
    terminal.error(error, "start", "");
    return error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
  const { command, output } = invocation;
  const terminal = new Terminal(streams, output);
  const interrupt = new Interrupt();
  try {
    return await dispatch(command, terminal, {
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
    if (output.json) terminal.json({ error: describeError(error) });
    const written = error instanceof UsageError ? "" : "nothing was written";
    terminal.error(error, command.kind, written);
    return exitCodeOf(error);
  } finally {
    interrupt.dispose();
  }
}

/** What a command gets from outside, besides its options. */
export interface CommandContext {
  /** Fires when the user wants it to stop. */
  readonly signal: AbortSignal;
  /** Environment for git; the process's own where absent. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Commands are loaded when they are run: `--version` needs none of them. */
async function dispatch(
  command: Command,
  terminal: Terminal,
  context: CommandContext,
): Promise<number> {
  switch (command.kind) {
    case "help": {
      const { formatCommandHelp, formatHelp } = await import("./help.ts");
      const { topic } = command;
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
    case "check": {
      const { runCheck } = await import("./commands/check.ts");
      return await runCheck(command, terminal, context);
    }
    case "publish": {
      const { runPublish } = await import("./commands/publish.ts");
      return await runPublish(command, terminal, context);
    }
    case "push": {
      const { runPush } = await import("./commands/push.ts");
      return await runPush(command, terminal, context);
    }
    case "verify": {
      const { runVerify } = await import("./commands/verify.ts");
      return await runVerify(command, terminal, context);
    }
    case "notes": {
      const { runNotes } = await import("./commands/notes.ts");
      return await runNotes(command, terminal, context);
    }
    case "extract": {
      const { runExtract } = await import("./commands/extract.ts");
      return await runExtract(command, terminal, context);
    }
    case "inspect": {
      const { runInspect } = await import("./commands/inspect.ts");
      return await runInspect(command, terminal, context);
    }
    case "archive": {
      const { runArchive } = await import("./commands/archive.ts");
      return await runArchive(command, terminal, context);
    }
    case "compare": {
      const { runCompare } = await import("./commands/compare.ts");
      return await runCompare(command, terminal, context);
    }
    case "report": {
      const { runReport } = await import("./commands/report.ts");
      return await runReport(command, terminal, context);
    }
    case "init": {
      const { runInit } = await import("./commands/init.ts");
      return await runInit(command, terminal, context);
    }
    case "completions": {
      const { formatCompletions } = await import("./completions.ts");
      terminal.result(formatCompletions(command.shell));
      return EXIT.done;
    }
    default:
      return command satisfies never;
  }
}

/** SIGINT and SIGTERM stop the work instead of the process. */
class Interrupt {
  readonly #controller = new AbortController();
  readonly #listeners: readonly (readonly [Deno.Signal, () => void])[];
  /** Set once a signal came. */
  exitCode: number | undefined;

  constructor() {
    const signals = Deno.build.os === "windows"
      ? [["SIGINT", EXIT.interrupted] as const]
      : [
        ["SIGINT", EXIT.interrupted] as const,
        ["SIGTERM", EXIT.terminated] as const,
      ];
    this.#listeners = signals.map(([name, code]) => {
      const listener = () => {
        this.exitCode ??= code;
        this.#controller.abort();
      };
      Deno.addSignalListener(name, listener);
      return [name, listener];
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  dispose(): void {
    for (const [name, listener] of this.#listeners) {
      Deno.removeSignalListener(name, listener);
    }
  }
}

function processStreams(): Streams {
  const writer = (stream: typeof Deno.stdout) => (text: string) => {
    const bytes = new TextEncoder().encode(text);
    try {
      for (let at = 0; at < bytes.length;) {
        at += stream.writeSync(bytes.subarray(at));
      }
    } catch (error) {
      // Whoever read us has gone, as in `… | head`: there is nobody to tell.
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
  };
  return {
    stdout: writer(Deno.stdout),
    stderr: writer(Deno.stderr),
    stdoutIsTerminal: Deno.stdout.isTerminal(),
    ...(Deno.stdout.isTerminal() ? Deno.consoleSize() : {}),
    stderrIsTerminal: Deno.stderr.isTerminal(),
    noColor: Deno.noColor,
  };
}
