// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Completion scripts for shells, made from the table of options: what all of
 * them have to know. Pure.
 *
 * @module
 */

import {
  type CommandName,
  COMMANDS,
  type CommandSpec,
  isCommandName,
} from "./command_specs.ts";
import { OPTIONS, type OptionSpec, OUTPUT_OPTIONS } from "./options.ts";
import { formatBashCompletions } from "./completions_bash.ts";
import { formatFishCompletions } from "./completions_fish.ts";
import { formatZshCompletions } from "./completions_zsh.ts";
import type { Shell } from "./shells.ts";

/** What may stand in a place of the command line. */
export type Candidates =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "files" }
  | { readonly kind: "folders" }
  | { readonly kind: "free" };

/** An option, as a shell completes it. */
export interface CompletableOption {
  readonly name: string;
  readonly short: string | undefined;
  readonly help: string;
  readonly repeatable: boolean;
  /** What its value is called; undefined for a switch. */
  readonly value: string | undefined;
  readonly candidates: Candidates;
}

/** A command, as a shell completes it. */
export interface CompletableCommand {
  readonly name: string;
  readonly summary: string;
  /** What stands behind the options; undefined where nothing may. */
  readonly operand: string | undefined;
  readonly candidates: Candidates;
  readonly options: readonly CompletableOption[];
}

/** What every script is made of. */
export interface CompletableProgram {
  readonly commands: readonly CompletableCommand[];
  /** Options instead of a command. */
  readonly options: readonly CompletableOption[];
}

/**
 * Finds out from a placeholder what may stand there.
 *
 * @param placeholder as help shows it: "FILE…", "now|build", "[TAG…]"
 */
function candidatesOf(placeholder: string | undefined): Candidates {
  if (placeholder === undefined) return { kind: "free" };
  if (placeholder.includes("|")) {
    return { kind: "words", words: placeholder.split("|") };
  }
  const name = placeholder.replaceAll(/[[\]…]/g, "");
  if (name === "FILE") return { kind: "files" };
  if (name === "PATH" || name === "DIR") return { kind: "folders" };
  return { kind: "free" };
}

function completableOption(spec: OptionSpec): CompletableOption {
  return {
    name: spec.name,
    short: spec.short,
    help: spec.help,
    repeatable: spec.repeatable === true,
    value: spec.value,
    candidates: candidatesOf(spec.value),
  };
}

function completableCommand(
  name: CommandName,
  spec: CommandSpec,
): CompletableCommand {
  return {
    name,
    summary: spec.summary,
    operand: spec.operand,
    candidates: candidatesOf(spec.operand),
    options: [...spec.options, ...OUTPUT_OPTIONS]
      .map((option) => completableOption(OPTIONS[option])),
  };
}

function completableProgram(): CompletableProgram {
  const names = Object.keys(COMMANDS).filter(isCommandName);
  return {
    commands: [
      ...names.map((name) => completableCommand(name, COMMANDS[name])),
      {
        name: "help",
        summary: "explain a command",
        operand: "COMMAND",
        candidates: { kind: "words", words: names },
        options: [],
      },
    ],
    options: [
      completableOption(OPTIONS.help),
      completableOption({
        name: "version",
        short: "V",
        help: "show the version",
      }),
    ],
  };
}

const FORMATS: Readonly<
  Record<Shell, (program: CompletableProgram) => string>
> = {
  bash: formatBashCompletions,
  zsh: formatZshCompletions,
  fish: formatFishCompletions,
};

/**
 * The completion script for a shell.
 *
 * @param shell the shell
 * @returns lines, without the last line's end
 */
export function formatCompletions(shell: Shell): string {
  return FORMATS[shell](completableProgram());
}
