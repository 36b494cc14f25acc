// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish completions`.
 *
 * @module
 */

import { UsageError } from "../../errors.ts";
import { type Command, defineCommand } from "../command.ts";
import { SHELLS } from "../completable.ts";
import { EXIT } from "../exit.ts";
import type { CommandSpec } from "../spec.ts";

/**
 * `neuron-publish completions`
 *
 * @param commands all commands, asked when the script is made
 */
export function completionsCommand(
  commands: () => readonly CommandSpec[],
): Command {
  return defineCommand({
    name: "completions",
    summary: "print the script that completes command lines in a shell",
    operand: "bash|zsh|fish",
    description: [
      "The script knows every command, every option, and the values of those " +
      "that take a choice, a file or a directory. Load it in the shell's start-up " +
      "file.",
    ],
    options: [],
    exitCodes: [],
    examples: [
      'eval "$(neuron-publish completions bash)"',
      "source <(neuron-publish completions zsh)",
      "neuron-publish completions fish | source",
    ],

    parse(values) {
      const shell = SHELLS.find((name) => name === values.operand);
      if (shell !== undefined) return shell;
      throw new UsageError(
        `No completions for ${JSON.stringify(values.operand)}`,
        `the shells are: ${SHELLS.join(", ")}`,
      );
    },

    async run(shell, terminal) {
      const { formatCompletions } = await import("../completions.ts");
      const script = formatCompletions(shell, commands());
      if (terminal.wantsJson) terminal.json({ shell, script });
      else terminal.result(script);
      return EXIT.done;
    },
  });
}
