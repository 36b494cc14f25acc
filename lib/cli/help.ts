// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Help texts, made from the commands' specs: a short form that fits a small
 * screen, and a full one, which docs/commands.md shows too. Pure.
 *
 * @module
 */

import { AWS_NEURON } from "../profile.ts";
import { grouped, longest, wrap } from "../wording.ts";
import { SPECS } from "./commands.ts";
import { OUTPUT_OPTIONS } from "./options.ts";
import type { CommandSpec, OptionSpec } from "./spec.ts";

const WIDTH = 80; // columns
const INDENT = "  ";

/** Two columns; the second is wrapped. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const left = longest(rows.map(([term]) => term));
  const margin = INDENT.length + left + 2;
  return rows.flatMap(([term, text]) =>
    wrap(text, WIDTH - margin).map((line, i) =>
      i === 0
        ? `${INDENT}${term.padEnd(left)}  ${line}`
        : `${" ".repeat(margin)}${line}`
    )
  );
}

/** Marks options that can be repeated. */
const AGAIN = "...";

function optionRow(spec: OptionSpec): readonly [string, string] {
  const short = spec.short === undefined ? "    " : `-${spec.short}, `;
  const value = spec.value === undefined ? "" : ` ${spec.value}`;
  const again = spec.repeatable === true ? AGAIN : "";
  return [`${short}--${spec.name}${value}${again}`, spec.help];
}

/** Exit codes that mean the same in every command. */
export const COMMON_EXIT_CODES: readonly (readonly [number, string])[] = [
  [0, "done"],
  [1, "it failed: network, git, disk, or the state of the repository"],
  [2, "wrong usage"],
  [3, "verification failed: something is not what it claims to be"],
];

/** The lines about exit codes; a command's own meaning replaces a common one. */
function exitCodes(
  codes: CommandSpec["exitCodes"],
  title = "Exit codes:",
): string[] {
  if (codes.length === 0) return [];
  const rows = [...new Map(codes)].map(([code, text]) =>
    [String(code), text] as const
  );
  return [title, ...columns(rows), ""];
}

/**
 * The help of a command.
 *
 * @param topic the command; undefined for the whole program
 * @param options whether it shows everything, not what most people need
 * @returns lines of at most 80 columns, but for addresses
 */
export function formatHelp(
  topic: CommandSpec | undefined,
  { full }: { readonly full: boolean },
): string {
  const lines = topic === undefined
    ? programHelp(full)
    : commandHelp(topic, full);
  return lines.join("\n");
}

/**
 * The same as data: what is known of the command, or of all commands.
 *
 * @param topic the command; undefined for the whole program
 */
export function helpToJson(topic: CommandSpec | undefined): object {
  return topic === undefined
    ? {
      commands: SPECS.map(specToJson),
      options: OUTPUT_OPTIONS.map(optionToJson),
    }
    : specToJson(topic);
}

function specToJson(spec: CommandSpec): object {
  const { name, summary, operand, description, examples } = spec;
  return {
    ...{ name, summary, operand, description, examples },
    options: spec.options.map(optionToJson),
    exitCodes: spec.exitCodes.map(([code, meaning]) => ({ code, meaning })),
  };
}

function optionToJson(
  { alias: _alias, rare: _rare, ...option }: OptionSpec,
): object {
  return option;
}

/** The built-in profile. Addresses are not broken, so that they can be copied. */
function builtIn(): string[] {
  const { repoUrl, packages, fingerprints, notesUrls } = AWS_NEURON;
  return [
    ...columns([
      ["--repo-url", repoUrl],
      ...packages.map((name) => ["--package", name] as const),
      ...fingerprints.map((pin) => ["--fingerprint", grouped(pin)] as const),
    ]),
    `${INDENT}--notes-url`,
    ...notesUrls.map((url) => `${INDENT}${INDENT}${url}`),
  ];
}

function programHelp(full: boolean): string[] {
  return [
    "Turns the AWS Neuron kernel driver's signed packages into a git " +
    "repository,",
    "and proves where every byte of it came from.",
    "",
    "Usage: neuron-publish <command> [options]",
    "",
    "Commands:",
    ...columns(SPECS.map(({ name, summary }) => [name, summary])),
    "",
    ...(full ? programDetails() : programSummary()),
    "",
    ...wrap(
      "neuron-publish <command> --help explains a command; with --verbose it " +
        "leaves nothing out. Results go to stdout, everything else to stderr.",
      WIDTH,
    ),
  ];
}

function programSummary(): string[] {
  return [
    ...wrap(`Options: ${shared()} -V/--version`, WIDTH),
    ...wrap(
      "Exit codes: 0 done; 1 failed; 2 wrong usage; 3 verification failed; " +
        "10 check: something new",
      WIDTH,
    ),
  ];
}

function programDetails(): string[] {
  return [
    "Options of every command:",
    ...columns(OUTPUT_OPTIONS.map(optionRow)),
    "",
    "Options instead of a command:",
    ...columns([
      ["-h, --help", "show this help"],
      ["-V, --version", "show the version"],
    ]),
    "",
    ...exitCodes([
      ...COMMON_EXIT_CODES,
      [10, "check only: there is something new to publish"],
      [130, "interrupted (143: terminated, 129: hung up)"],
    ]),
    "What is trusted, and where it comes from, unless options say otherwise:",
    ...builtIn(),
  ];
}

/** Options that the program's own help explains: `-q, --quiet`. */
function shared(): string {
  return OUTPUT_OPTIONS
    .map(({ name, short }) =>
      short === undefined ? `--${name}` : `-${short}/--${name}`
    )
    .join(" ");
}

/** Examples that short help shows. */
const MAX_EXAMPLES = 2;

function commandHelp(spec: CommandSpec, full: boolean): string[] {
  const { name } = spec;
  const description = full ? spec.description : spec.description.slice(0, 1);
  const explained = spec.options.filter(({ rare }) => full || rare !== true);
  const others = spec.options.filter((option) => !explained.includes(option));
  return [
    ...wrap(`neuron-publish ${name}: ${spec.summary}`, WIDTH),
    "",
    `Usage: neuron-publish ${name} [options]` +
    (spec.operand === undefined ? "" : ` ${spec.operand}`),
    "",
    ...description.flatMap((text) => [...wrap(text, WIDTH), ""]),
    ...spec.options.length === 0 ? [] : [
      spec.options.some(({ repeatable }) => repeatable)
        ? `Options (those with ${AGAIN} can be repeated):`
        : "Options:",
    ],
    ...columns(explained.map(optionRow)),
    ...(others.length === 0 ? [] : wrap(
      `Others, explained by --help --verbose: ${
        others.map(({ name }) => `--${name}`).join(" ")
      }`,
      WIDTH,
    )),
    ...(full && explained.length > 0 ? [""] : []),
    ...wrap(`Options of every command: ${shared()}`, WIDTH),
    "",
    ...full ? exitCodes([...COMMON_EXIT_CODES, ...spec.exitCodes]) : exitCodes(
      spec.exitCodes,
      "Exit codes (others: neuron-publish --help):",
    ),
    "Examples:",
    ...(full ? spec.examples : spec.examples.slice(0, MAX_EXAMPLES))
      .map((example) => INDENT + example),
  ];
}
