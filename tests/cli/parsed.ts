// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { commandValues } from "../../lib/cli/args.ts";
import type { CommandParts } from "../../lib/cli/command.ts";

/**
 * The arguments after a command's name, parsed.
 *
 * @throws {UsageError} as the command line does
 */
export function parsed<Options>(
  command: CommandParts<Options>,
  argv: readonly string[],
): Options {
  return command.parse(commandValues(command, argv));
}
