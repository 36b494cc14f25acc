// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish init`.
 *
 * @module
 */

import type { Missing } from "../../init/choose_settings.ts";
import { init } from "../../init/init.ts";
import { updateJobs } from "../../init/update.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit.ts";
import type { CommandContext } from "../run.ts";
import type { Terminal } from "../terminal.ts";

/** Columns of the first column: "unchanged". */
const STATUS_WIDTH = 9;

/** Runs the command. */
export async function runInit(
  command: Command & { kind: "init" },
  terminal: Terminal,
  context: CommandContext,
): Promise<number> {
  const options = { ...command, ...context };
  await (command.update
    ? update(options, terminal)
    : create(options, terminal));
  return EXIT.done;
}

type Options = Parameters<typeof init>[0];

async function create(options: Options, terminal: Terminal): Promise<void> {
  const result = await init(options);
  const { branch, commit, remote, files, missing } = result;
  if (terminal.wantsJson) {
    terminal.json({
      folder: result.folder,
      branch,
      commit,
      remote,
      files: files.map((path) => ({ path, status: "created" })),
      missing: missing.map(toJson),
    });
    return;
  }
  for (const path of files) terminal.result(`created    ${path}`);
  terminal.note(`${branch} starts at ${commit.slice(0, 12)}`);
  tellMissing(missing, terminal);
  terminal.note(
    `Next: neuron-publish publish --push, which sends to ${remote}`,
  );
}

async function update(options: Options, terminal: Terminal): Promise<void> {
  const { folder, files, missing } = await updateJobs(options);
  if (terminal.wantsJson) {
    terminal.json({ folder, files, missing: missing.map(toJson) });
    return;
  }
  for (const { path, status } of files) {
    terminal.result(`${status.padEnd(STATUS_WIDTH)}  ${path}`);
  }
  tellMissing(missing, terminal);
  if (files.some(({ status }) => status !== "unchanged")) {
    terminal.note("Nothing is committed: look at it with git diff");
  }
}

function tellMissing(missing: readonly Missing[], terminal: Terminal): void {
  for (const { option, what } of missing) {
    terminal.warning(
      option === undefined
        ? `The job still needs ${what}`
        : `The job still needs ${what}: neuron-publish init --update ${option} …`,
    );
  }
}

function toJson({ option, what }: Missing): unknown {
  return { option: option ?? null, what };
}
