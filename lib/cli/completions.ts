// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Completion scripts for shells, made from the commands' specs. Pure.
 *
 * @module
 */

import type { CompletableProgram, Shell } from "./completable.ts";
import { formatBashCompletions } from "./completions_bash.ts";
import { formatFishCompletions } from "./completions_fish.ts";
import { formatZshCompletions } from "./completions_zsh.ts";
import { OUTPUT_OPTIONS } from "./options.ts";
import type { CommandSpec } from "./spec.ts";

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
  const help = {
    name: "help",
    summary: "explain a command",
    operand: specs.map(({ name }) => name).join("|"),
    options: [],
  };
  return FORMATS[shell]({
    commands: [
      ...specs.map((spec) => ({
        ...spec,
        options: [...spec.options, ...OUTPUT_OPTIONS],
      })),
      help,
    ],
    options: [
      { name: "help", short: "h", help: "show help" },
      { name: "version", short: "V", help: "show the version" },
    ],
  });
}
