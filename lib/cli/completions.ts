// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Completion scripts for shells, made from the commands' specs. Pure.
 *
 * @module
 */

import { formatBashCompletions } from "./completions_bash.ts";
import { formatFishCompletions } from "./completions_fish.ts";
import { formatZshCompletions } from "./completions_zsh.ts";
import { OUTPUT_OPTIONS } from "./options.ts";
import type {
  Candidates,
  CompletableCommand,
  CompletableOption,
  CompletableProgram,
  Shell,
} from "./completable.ts";
import type { CommandSpec, OptionSpec } from "./spec.ts";

/**
 * Finds out from a placeholder what may stand there.
 *
 * @param placeholder as help shows it: "FILE…", "now|build", "[TAG…]"
 */
function candidatesOf(placeholder: string | undefined): Candidates {
  if (placeholder === undefined) return { kind: "free" };
  // Words to choose from are in lower case, kinds of values are not.
  if (/^[a-z0-9|]+$/.test(placeholder) && placeholder.includes("|")) {
    return { kind: "words", words: placeholder.split("|") };
  }
  const [name] = placeholder.replaceAll(/[[\]…]/g, "").split("|");
  if (name === "FILE") return { kind: "files" };
  if (name === "PATH" || name === "DIR") return { kind: "folders" };
  if (name === "TAG" || name === "VERSION") return { kind: "tags" };
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

function completableCommand(spec: CommandSpec): CompletableCommand {
  return {
    name: spec.name,
    summary: spec.summary,
    operand: spec.operand,
    candidates: candidatesOf(spec.operand),
    options: [...spec.options, ...OUTPUT_OPTIONS]
      .map(completableOption),
  };
}

function completableProgram(
  specs: readonly CommandSpec[],
): CompletableProgram {
  return {
    commands: [
      ...specs.map(completableCommand),
      {
        name: "help",
        summary: "explain a command",
        operand: "COMMAND",
        candidates: { kind: "words", words: specs.map(({ name }) => name) },
        options: [],
      },
    ],
    options: [
      completableOption({ name: "help", short: "h", help: "show help" }),
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
 * @param specs the commands
 * @returns lines, without the last line's end
 */
export function formatCompletions(
  shell: Shell,
  specs: readonly CommandSpec[],
): string {
  return FORMATS[shell](completableProgram(specs));
}
