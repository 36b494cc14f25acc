// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Options and their values, whichever command they belong to. Pure.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { parseAddress, printableAddress } from "../address.ts";
import { UsageError } from "../errors.ts";
import type { CommandSpec, OptionSpec } from "./spec.ts";
import { nearest } from "../suggestion.ts";

/** What begins as each version does, and hardly a path. */
const VERSION = /^[0-9]/;

/** What a command takes. */
type Grammar = Pick<CommandSpec, "name" | "options" | "operand">;

/**
 * Reads the options and operands of a command.
 *
 * @param words the arguments after the command
 * @param grammar what the command takes
 * @throws {UsageError} for what it does not take
 */
export function readValues(
  words: readonly string[],
  grammar: Grammar,
): Values {
  const { options: specs, operand } = grammar;
  const args = withDashes(words, specs);
  const see = hintOf(grammar);
  const refuse = (arg: string): never => {
    const before = args[args.indexOf(arg) - 1] ?? "";
    const spec = specOf(before.replace(/^--?/, ""), specs);
    if (before.startsWith("-") && spec?.value !== undefined) {
      throw new UsageError(
        `Option --${spec.name} needs a value: ${spec.value}`,
        arg === ""
          ? see
          : `a value that begins with a dash is written --${spec.name}=-…`,
      );
    }
    throw refusal(arg, grammar);
  };
  for (const arg of untilDashes(args)) {
    const name = /^--([^=]+)=/.exec(arg)?.[1];
    const isSwitch = name !== undefined &&
      specOf(name, specs)?.value === undefined;
    if (isSwitch) refuse(arg);
  }
  const withValue = specs.filter((spec) => spec.value !== undefined);
  const parsed = parseArgs([...args], {
    string: [...withValue.map((spec) => spec.name), "_"],
    collect: withValue.map((spec) => spec.name),
    boolean: specs.filter((s) => s.value === undefined).map((s) => s.name),
    alias: Object.fromEntries(
      specs.map((spec) => [spec.name, otherNames(spec)]),
    ),
    unknown: (arg, key) =>
      key === undefined && operand !== undefined ? true : refuse(arg),
  });
  const values = new Map<string, readonly string[]>();
  for (const spec of specs) {
    const value: unknown = parsed[spec.name];
    if (value === true) values.set(spec.name, [""]);
    if (!Array.isArray(value) || value.length === 0) continue;
    const texts = value.map(String);
    const option = `Option --${spec.name}`;
    if (texts.includes("")) {
      throw new UsageError(`${option} needs a value: ${spec.value}`, see);
    }
    if (!takesAddress(spec)) {
      for (const text of texts) refuseAddress(option, text);
    }
    if (texts.length > 1 && spec.repeatable !== true) {
      throw new UsageError(`${option} is given twice`, see);
    }
    values.set(spec.name, texts);
  }
  const operands = parsed._.map(String);
  const isRequired = operand?.startsWith("[") === false;
  if (isRequired && operands.length === 0) {
    const what = /^[A-Z]+/.exec(operand)?.[0] ?? "argument";
    throw new UsageError(`No ${what} given`, see);
  }
  if (operand === undefined && operands[0] !== undefined) refuse(operands[0]);
  if (operands.includes("")) throw new UsageError("An argument is empty", see);
  for (const text of operands) refuseAddress("An argument", text);
  if (operands.length > 1 && operand?.includes("…") === false) {
    const [name = operand] = /[A-Z]+/.exec(operand) ?? [];
    throw new UsageError(
      `Expected one ${name}, found ${operands.join(", ")}`,
      specs.some((spec) => spec.name === "with")
        ? "name the other publication with --with"
        : "run it once for each",
    );
  }
  const other = /TAG|VERSION/.test(operand ?? "")
    ? operands.find((text) => !VERSION.test(text))
    : undefined;
  if (other !== undefined) {
    throw new UsageError(
      `${JSON.stringify(other)} is not a version`,
      "a version begins with a digit; a repository is named with --repo",
    );
  }
  values.set("", operands);
  return new Values(values);
}

/** The parser takes `--out -` for an option without a value, `--out=-` not. */
function withDashes(
  words: readonly string[],
  specs: readonly OptionSpec[],
): string[] {
  const end = untilDashes(words).length;
  const isBefore = (i: number) => {
    const name = /^--([^=]+)$/.exec(words[i] ?? "")?.[1];
    return i + 1 < end && words[i + 1] === "-" && name !== undefined &&
      specOf(name, specs)?.value !== undefined;
  };
  return words.flatMap((word, i) =>
    isBefore(i) ? [`${word}=-`] : isBefore(i - 1) ? [] : [word]
  );
}

/** The option of a name, a letter or another spelling. */
function specOf(
  name: string,
  specs: readonly OptionSpec[],
): OptionSpec | undefined {
  return specs.find((spec) => [spec.name, ...otherNames(spec)].includes(name));
}

function hintOf({ name }: Grammar): string {
  return `see neuron-publish ${name} --help`;
}

function refusal(arg: string, grammar: Grammar): UsageError {
  const { options: specs } = grammar;
  const see = hintOf(grammar);
  if (!arg.startsWith("-") || arg === "-") {
    const option = VERSION.test(arg) ? "version" : "repo";
    return new UsageError(
      `Unexpected argument ${JSON.stringify(arg)}`,
      !specs.some((spec) => spec.name === option)
        ? see
        : option === "repo"
        ? "a repository is named with --repo"
        : "a version is named with --version",
    );
  }
  const name = arg.replace(/^-+/, "").replace(/=.*/s, "");
  const spec = specOf(name, specs);
  if (spec !== undefined && spec.value === undefined && arg.includes("=")) {
    return new UsageError(`Option --${name} takes no value`, see);
  }
  const suggestion = nearest(name, specs.map((spec) => spec.name));
  return new UsageError(
    `Unknown option ${arg.replace(/=.*/s, "")}`,
    suggestion === undefined ? see : `did you mean --${suggestion}?`,
  );
}

/** Whether an option's value may be an address, or text that contains one. */
function takesAddress({ value }: OptionSpec): boolean {
  return value?.includes("URL") === true || value === "TEXT";
}

/**
 * Refuses an address where a file or a name belongs: an error about a missing
 * file would print its password.
 */
function refuseAddress(what: string, text: string): void {
  const isAddress = text.includes("://") ||
    parseAddress(text) === undefined && text.includes("@");
  if (!isAddress) return;
  throw new UsageError(
    `${what} is ${JSON.stringify(printableAddress(text))}, an address`,
    "give a path on this machine: a clone, a downloaded file",
  );
}

/** Other spellings of an option than its name. */
function otherNames({ short, alias }: OptionSpec): string[] {
  return [short, alias].filter((name) => name !== undefined);
}

/** The arguments before `--`; everything after it is an operand. */
export function untilDashes(args: readonly string[]): readonly string[] {
  const at = args.indexOf("--");
  return at < 0 ? args : args.slice(0, at);
}

/** Typed access to the values of options; a switch has the value "". */
export class Values {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  /** @param values by the option's name; the operands stand under "" */
  constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.#values = values;
  }

  /** @returns whether the option was given */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** @returns all values of an option */
  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** @returns the arguments that are not options */
  get operands(): readonly string[] {
    return this.all("");
  }

  /** @returns the first of them, "" where there is none */
  get operand(): string {
    return this.operands[0] ?? "";
  }

  /** @returns the value of an option, undefined where it was not given */
  one(name: string): string | undefined {
    return this.#values.get(name)?.[0];
  }

  /**
   * @returns the path of a new file, undefined where it was not given
   * @throws {UsageError} for a path that only a directory can have
   */
  newFile(name: string): string | undefined {
    const path = this.one(name);
    if (path === undefined || !/(?:^|\/)\.{0,2}$/.test(path)) return path;
    throw new UsageError(
      `Option --${name} is ${JSON.stringify(path)}, a directory`,
      "name the file to write",
    );
  }

  /**
   * @returns the value, one of the choices; the first where it was not given
   * @throws {UsageError} for anything else
   */
  choice<const T extends string>(
    name: string,
    choices: readonly [T, ...T[]],
  ): T {
    const value = this.one(name) ?? choices[0];
    const choice = choices.find((choice) => choice === value);
    if (choice !== undefined) return choice;
    throw new UsageError(
      `Option --${name} is ${JSON.stringify(value)}`,
      `it is one of: ${choices.join(", ")}`,
    );
  }

  /**
   * @param name the option
   * @param least the smallest number that makes sense
   * @returns the value as a whole number
   * @throws {UsageError} for anything else
   */
  count(name: string, least: 0 | 1 = 1): number | undefined {
    const value = this.one(name);
    if (value === undefined) return undefined;
    const number = /^(?:0|[1-9][0-9]{0,8})$/.test(value) ? Number(value) : NaN;
    if (number >= least) return number;
    throw new UsageError(
      `Option --${name} is ${JSON.stringify(value)}`,
      `it is a whole number from ${least}`,
    );
  }
}
