// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The list of commands. A new command is a file and a line here.
 *
 * @module
 */

import type { Command } from "./command.ts";
import { archiveCommand } from "./commands/archive.ts";
import { checkCommand } from "./commands/check.ts";
import { compareCommand } from "./commands/compare.ts";
import { completionsCommand } from "./commands/completions.ts";
import { extractCommand } from "./commands/extract.ts";
import { initCommand } from "./commands/init.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { notesCommand } from "./commands/notes.ts";
import { publishCommand } from "./commands/publish.ts";
import { pushCommand } from "./commands/push.ts";
import { reportCommand } from "./commands/report.ts";
import { traceCommand } from "./commands/trace.ts";
import { verifyCommand } from "./commands/verify.ts";
import type { CommandSpec } from "./spec.ts";

/** All commands, in the order in which help lists them. */
export const COMMANDS: readonly Command[] = [
  checkCommand,
  publishCommand,
  pushCommand,
  verifyCommand,
  notesCommand,
  extractCommand,
  inspectCommand,
  archiveCommand,
  compareCommand,
  traceCommand,
  reportCommand,
  initCommand,
  completionsCommand(() => SPECS),
];

/** The same list, as data for help and completions. */
export const SPECS: readonly CommandSpec[] = COMMANDS;
