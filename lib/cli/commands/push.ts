// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish push`.
 *
 * @module
 */

import { defineCommand } from "../command.ts";
import { Stopped } from "../interrupt.ts";
import { OPTION } from "../options.ts";
import { PUSH_OPTIONS, pushTargets } from "../push_options.ts";

/** `neuron-publish push` */
export const pushCommand = defineCommand({
  name: "push",
  summary: "send branch and tags to the primary remote and to mirrors",
  description: [
    "Sends the branch, the branches series/* and the release tags on them, " +
    "to the primary remote first, then to each mirror. Each accepts all of " +
    "it or nothing, and nothing is ever forced. git does not send again what " +
    "a remote already has.",
    "A mirror that fails does not stop the others, and the next push sends " +
    "what it lacks. If the primary remote fails, mirrors are skipped: they " +
    "must not have what it may never accept.",
    "Only https, ssh and directories named here are accepted. ssh and credential " +
    "helpers are the user's own, never the repository's.",
  ],
  options: [
    OPTION.repo,
    ...PUSH_OPTIONS,
    { ...OPTION.dryRun, help: "ask the remotes what they lack, send nothing" },
  ],
  exitCodes: [[0, "every remote has everything"], [1, "a remote failed"]],
  examples: [
    "neuron-publish push --repo aws-neuron-driver",
    "neuron-publish push --push-option skip-ci --mirror codeberg",
  ],

  parse(values) {
    return {
      repo: values.one("repo") ?? ".",
      dryRun: values.has("dry-run"),
      ...pushTargets(values),
    };
  },

  async run(options, terminal, { env, signal }) {
    const { push } = await import("../../publish/push.ts");
    const { PushReport } = await import("../push_report.ts");
    const report = new PushReport(terminal, options);
    try {
      await push({
        ...options,
        env,
        signal,
        onEvent: ({ remote }) => report.print(remote),
      });
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new Stopped(
        "each remote has accepted all of it or nothing; the next push sends what is missing",
      );
    } finally {
      terminal.json(report.toJson());
    }
    return report.exitCode;
  },
});
