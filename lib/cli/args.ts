// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * argv → what to do. Pure.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import type { Command, Work } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { OUTPUT_OPTIONS, outputOptions } from "./options.ts";
import type { CommandSpec } from "./spec.ts";
import { nearest } from "../suggestion.ts";
import type { OutputOptions } from "./terminal.ts";
import { readValues, untilDashes, type Values } from "./values.ts";

/** What the command line asks for. */
export type Invocation =
  & { readonly output: OutputOptions }
  & (
    | { readonly kind: "help"; readonly topic: CommandSpec | undefined }
    | { readonly kind: "version" }
    | { readonly kind: "command"; readonly verb: string; readonly work: Work }
  );

/**
 * Parses the command line.
 *
 * @param argv the arguments after the program's name
 * @throws {UsageError} for unknown commands and options, and for values that
 * make no sense
 */
export function parseCommandLine(argv: readonly string[]): Invocation {
  // The runtime puts U+FFFD where an argument is not in UTF-8.
  const broken = argv.find((arg) => arg.includes("\ufffd"));
  if (broken !== undefined) {
    throw new UsageError(
      `The argument ${JSON.stringify(broken)} is not in UTF-8`,
      "use a name that is: rename the file, or the directory",
    );
  }
  const args = modernize(argv);
  const [first] = args;
  const isGlobal = first === undefined || first.startsWith("-") ||
    first === "help" || first === "version";
  if (!isGlobal) return parseCommand(first, args.slice(1));
  // The predecessor had one job and no commands.
  const isLegacy = argv.some((arg) => LEGACY.test(arg)) &&
    !args.includes("--help");
  return isLegacy ? parseCommand("publish", args) : parseGlobal(args);
}

function parseGlobal(args: readonly string[]): Invocation {
  const json = wantsJson(args);
  const words = args.filter((arg) => !arg.startsWith("-"));
  const flags = args.filter((arg) => arg.startsWith("-") && arg !== "--json");
  const verbose = flags.includes("--verbose") || flags.includes("-v");
  const output = { json, quiet: false, verbose, color: true };
  if (words[0] === "help" || flags.includes("--help") || flags.includes("-h")) {
    const topic = words[0] === "help" ? words[1] : words[0];
    return {
      kind: "help",
      topic: topic === undefined ? undefined : commandOf(topic),
      output,
    };
  }
  const isVersion = words[0] === "version" || flags.includes("--version") ||
    flags.includes("-V");
  if (isVersion) return { kind: "version", output };
  // The first word may be the value of an option.
  const name = words.find((word) => COMMANDS.some(({ name }) => name === word));
  if (name !== undefined) {
    const option = (flags[0] ?? "--json").replace(/=.*/s, "");
    throw new UsageError(
      `Option ${option} stands before the command`,
      `write the command first: neuron-publish ${name} ${option}`,
    );
  }
  if (flags[0] !== undefined) {
    throw new UsageError(
      `Unknown option ${flags[0]}`,
      "see neuron-publish --help",
    );
  }
  throw new UsageError(
    "No command given",
    "use check to look for new releases, publish to publish them, verify to " +
      "prove published ones; neuron-publish --help lists all commands",
  );
}

/** Whether the caller wants JSON, even if the rest makes no sense. */
export function wantsJson(argv: readonly string[]): boolean {
  return untilDashes(argv).includes("--json");
}

function commandOf(word: string): Command {
  const command = COMMANDS.find(({ name }) => name === word);
  if (command !== undefined) return command;
  const names = COMMANDS.map(({ name }) => name);
  const suggestion = nearest(word, names);
  throw new UsageError(
    `Unknown command ${JSON.stringify(word)}`,
    suggestion === undefined
      ? `the commands are: ${names.join(", ")}`
      : `did you mean ${suggestion}?`,
  );
}

/** `-repopath`, `-loglevel=DEBUG` and so on, as Go's flag package took them. */
const LEGACY =
  /^-(repopath|archive-folder|archive-rpm-folder|source-folder|loglevel)(=|$)/;

/** Gives the predecessor's options their names of today. */
function modernize(argv: readonly string[]): string[] {
  const isLevel = (arg = "") => /^--?loglevel$/.test(arg);
  return argv.flatMap((arg, i) => {
    if (isLevel(argv[i - 1])) return []; // the value, read with its option
    const level = isLevel(arg)
      ? argv[i + 1]
      : /^--?loglevel=(debug|info)$/i.exec(arg)?.[1];
    if (level !== undefined) return /debug/i.test(level) ? ["--verbose"] : [];
    const name = LEGACY.exec(arg)?.[1];
    if (name === undefined) return [arg];
    const today = name === "repopath" ? "--repo" : `--${name}`;
    return [arg.replace(`-${name}`, today)];
  });
}

function parseCommand(name: string, args: readonly string[]): Invocation {
  const command = commandOf(name);
  const values = commandValues(command, args);
  const output = outputOptions(values);
  if (values.has("help")) return { kind: "help", topic: command, output };
  const work = command.prepare(values);
  return { kind: "command", verb: command.verb ?? name, work, output };
}

/**
 * Reads the options and operands of a command.
 *
 * @param spec the command
 * @param args the arguments after its name
 * @throws {UsageError} for what it does not take
 */
export function commandValues(
  { name, options, operand }: CommandSpec,
  args: readonly string[],
): Values {
  const wantsHelp = args.includes("--help") || args.includes("-h");
  return readValues(args, {
    name,
    options: [...options, ...OUTPUT_OPTIONS],
    operand: wantsHelp ? undefined : operand,
  });
}
