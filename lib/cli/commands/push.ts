// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish push`.
 *
 * @module
 */

import { push, type PushResult } from "../../publish/push.ts";
import type { Command } from "../command.ts";
import { PushReport } from "../push_report.ts";
import type { CommandContext } from "../run.ts";
import { Stopped } from "../stopped.ts";
import type { Terminal } from "../terminal.ts";

/** Runs the command. */
export async function runPush(
  command: Command & { kind: "push" },
  terminal: Terminal,
  context: CommandContext,
): Promise<number> {
  const report = new PushReport(terminal, command);
  let result: PushResult;
  try {
    result = await push({
      ...command,
      ...context,
      onRemote: (remote) => report.tell(remote),
    });
  } catch (error) {
    if (!context.signal.aborted) throw error;
    throw new Stopped("each remote has all or nothing; the next push goes on");
  }
  if (terminal.wantsJson) terminal.json(PushReport.toJson(result));
  return report.exitCode;
}
