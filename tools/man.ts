// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Writes the manual page, made from the specs of the commands as the help is:
 * `deno task man`, then `man dist/neuron-publish.1`.
 *
 * @module
 */

// deno-lint-ignore-file no-console -- a tool for the terminal

import { COMMON_EXIT_CODES } from "../lib/cli/help.ts";
import { SPECS } from "../lib/cli/commands.ts";
import { EXIT } from "../lib/cli/exit.ts";
import { OUTPUT_OPTIONS } from "../lib/cli/options.ts";
import type { CommandSpec, OptionSpec } from "../lib/cli/spec.ts";
import { VERSION } from "../lib/version.ts";
import { wrap } from "../lib/wording.ts";
import { parseChangelog } from "./changelog.ts";

/** What the page says of itself. */
export interface ManPageHead {
  readonly version: string;
  /** "2026-12-31", undefined while it is not released. */
  readonly date: string | undefined;
}

/** Text as man(7) wants it: one line that no macro or escape hides in. */
function roff(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("…", "\\&...")
    .replace(/^([.'])/, "\\&$1");
}

/** An argument of a macro. */
function quoted(text: string): string {
  return `"${roff(text).replaceAll('"', '""')}"`;
}

/** Columns of running text, which escapes make longer. */
const WIDTH = 65;

/** Running text in lines of less than 80 bytes, as man(7) wants them. */
function prose(text: string): string[] {
  return wrap(text, WIDTH).map(roff);
}

/** A term and what it means. */
function tagged(term: string, text: string): string[] {
  return [".TP", term, ...prose(text)];
}

function option(spec: OptionSpec): string[] {
  const value = spec.value === undefined ? "" : ` \\fI${roff(spec.value)}\\fR`;
  const short = spec.short === undefined ? "" : `\\fB\\-${spec.short}\\fR, `;
  const again = spec.repeatable === true ? "; may be repeated" : "";
  return tagged(
    `${short}\\fB${roff(`--${spec.name}`)}\\fR${value}`,
    `${spec.help}${again}`,
  );
}

function command(spec: CommandSpec): string[] {
  const { name } = spec;
  const operand = spec.operand === undefined
    ? ""
    : ` \\fI${roff(spec.operand)}\\fR`;
  return [
    `.SS ${quoted(name)}`,
    `\\fBneuron\\-publish ${name}\\fR [\\fIoptions\\fR]${operand}`,
    ...spec.description.flatMap((text) => [".PP", ...prose(text)]),
    ...spec.options.flatMap(option),
    ...(spec.exitCodes.length === 0
      ? []
      : [".PP", "Its exit codes, where they mean more than elsewhere:"]),
    ...spec.exitCodes.flatMap(([code, text]) => tagged(`${code}`, text)),
    ".PP",
    "For example:",
    ".PP",
    ".EX",
    ...spec.examples.map((example) => `  ${roff(example)}`),
    ".EE",
  ];
}

const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ["NO_COLOR", "if set, no colour, as with --no-color"],
  [
    "SOURCE_DATE_EPOCH",
    "time of the commits in seconds since 1970, where --date=build does not " +
    "decide",
  ],
  [
    "GIT_AUTHOR_NAME, GIT_AUTHOR_EMAIL, GIT_COMMITTER_NAME, " +
    "GIT_COMMITTER_EMAIL",
    "who commits, as git reads them",
  ],
];

/**
 * The manual page. Pure.
 *
 * @returns man(7) source, with the last line's end
 */
export function formatManPage({ version, date }: ManPageHead): string {
  const lines = [
    '.\\" Made by: deno task man',
    `.TH NEURON\\-PUBLISH 1 "${date ?? "unreleased"}" ` +
    `"neuron\\-publish ${version}" "User Commands"`,
    ".SH NAME",
    "neuron\\-publish \\- publish the AWS Neuron driver's source from " +
    "signed packages",
    ".SH SYNOPSIS",
    "\\fBneuron\\-publish\\fR \\fIcommand\\fR [\\fIoptions\\fR]",
    ".SH DESCRIPTION",
    ...prose(
      "Turns the AWS Neuron kernel driver's signed packages into a git " +
        "repository, and proves where every byte of it came from.",
    ),
    ".PP",
    "Results go to standard output, everything else to standard error.",
    ".SH COMMANDS",
    ...SPECS.flatMap(command),
    ".SH OPTIONS OF EVERY COMMAND",
    ...OUTPUT_OPTIONS.flatMap(option),
    ".SH OPTIONS INSTEAD OF A COMMAND",
    ...tagged("\\fB\\-h\\fR, \\fB\\-\\-help\\fR", "show help"),
    ...tagged(
      "\\fB\\-V\\fR, \\fB\\-\\-version\\fR",
      "show version, origin and runtime",
    ),
    ".SH EXIT STATUS",
    ...[
      ...COMMON_EXIT_CODES,
      [EXIT.news, "check only: there is something new to publish"] as const,
      [EXIT.hungUp, "the terminal was closed"] as const,
      [EXIT.interrupted, "interrupted"] as const,
      [EXIT.terminated, "terminated"] as const,
    ].flatMap(([code, text]) => tagged(String(code), text)),
    ".SH ENVIRONMENT",
    ...ENVIRONMENT.flatMap(([name, text]) =>
      tagged(`\\fB${roff(name)}\\fR`, text)
    ),
    ".SH SEE ALSO",
    ".BR git (1),",
    ".BR rpmkeys (8)",
    ".PP",
    "https://git.sr.ht/\\(ti" + roff("wombelix/neuron-publish"),
  ];
  return `${lines.join("\n")}\n`;
}

if (import.meta.main) {
  const [newest] = parseChangelog(await Deno.readTextFile("CHANGELOG.md"));
  await Deno.mkdir("dist", { recursive: true });
  await Deno.writeTextFile(
    "dist/neuron-publish.1",
    formatManPage({ version: VERSION, date: newest?.date }),
  );
  console.error("Wrote dist/neuron-publish.1");
}
