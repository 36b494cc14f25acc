// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish publish`.
 *
 * @module
 */

import { UsageError } from "../../errors.ts";
import type { PublishEvent, PublishResult } from "../../publish/contract.ts";
import type { PushOptions, PushTargets } from "../../publish/push.ts";
import { counted } from "../../wording.ts";
import { defineCommand } from "../command.ts";
import { EXIT, exitCodeOf } from "../exit.ts";
import { Stopped } from "../interrupt.ts";
import { OPTION, VENDOR_OPTIONS } from "../options.ts";
import { withProgress, type WorkProgress } from "../progress.ts";
import { PUSH_OPTIONS, pushTargets } from "../push_options.ts";
import type { Terminal } from "../terminal.ts";
import { FRESHNESS_OPTIONS, upstreamOptions } from "../upstream_options.ts";
import type { Values } from "../values.ts";

/** `neuron-publish publish` */
export const publishCommand = defineCommand({
  name: "publish",
  summary: "verify, extract, commit and tag every missing release",
  description: [
    "For each release that upstream has and the repository lacks: download " +
    "the package, verify size, checksum, signatures and every file, commit " +
    "its source with the evidence, and tag it. Branch and tags move " +
    "together at the end.",
    "If a release fails verification, the releases before it are published; " +
    "it and those after it are not.",
    "With --push, all of it is first proved as by verify (if that fails, " +
    "nothing is kept or sent), then sent, including what an earlier run " +
    "could not send; see neuron-publish push --help.",
  ],
  options: [
    OPTION.repo,
    ...VENDOR_OPTIONS,
    { ...OPTION.key, rare: true },
    OPTION.fingerprint,
    OPTION.notesUrl,
    OPTION.notesFile,
    {
      name: "no-notes",
      rare: true,
      help: "download no notes; archived pages count",
    },
    OPTION.dryRun,
    {
      name: "version",
      value: "V",
      repeatable: true,
      help: "publish this version only",
    },
    {
      name: "limit",
      rare: true,
      value: "N",
      help: "publish at most N releases, the oldest first",
    },
    {
      name: "date",
      value: "now|build",
      help: "time of commits: now (default), or the package's build time, " +
        "which gives the same ids everywhere",
    },
    {
      name: "sign",
      rare: true,
      help:
        "sign commits, and make signed, annotated tags, as git is configured " +
        "to sign",
    },
    ...FRESHNESS_OPTIONS,
    {
      name: "push",
      help: "then send branch and tags, as push does",
    },
    ...PUSH_OPTIONS.map((option) => ({ ...option, rare: true as const })),
  ],
  exitCodes: [[0, "done, or nothing to do"]],
  examples: [
    "neuron-publish publish --repo aws-neuron-driver",
    "neuron-publish publish --dry-run --version 2.22.2.0",
  ],

  parse(values) {
    return {
      ...upstreamOptions(values),
      // Without it, this may be another project's directory by mistake.
      begin: values.has("repo"),
      keyFile: values.one("key"),
      notesFiles: values.all("notes-file"),
      dryRun: values.has("dry-run"),
      versions: values.all("version"),
      limit: values.count("limit"),
      date: values.choice("date", ["now", "build"]),
      sign: values.has("sign"),
      /** Where to push to afterwards, if at all. */
      push: pushAfterwards(values),
    };
  },

  async run({ push: targets, ...options }, terminal, context) {
    const { publish } = await import("../../publish/publish.ts");
    const { preparePush } = await import("../../publish/push.ts");
    const output = await import("../publish_output.ts");
    const { env, signal } = context;
    const pushOptions = targets &&
      { repo: options.repo, ...targets, env, signal };
    // Better now than after an hour of downloads.
    if (pushOptions !== undefined) await preparePush(pushOptions);
    const result = await withProgress(terminal, (progress) =>
      publish({
        ...options,
        prove: targets !== undefined,
        onEvent: eventPrinter(progress, terminal),
        ...context,
      }));
    if (!terminal.wantsJson) output.printPublished(result, terminal);
    const { failure, branch: { after } } = result;
    if (failure !== undefined) {
      const { length } = result.releases;
      const are = result.dryRun ? "would be" : length === 1 ? "is" : "are";
      terminal.error(
        failure.error,
        `publish ${failure.tag}`,
        `${counted(length, "release")} before it ${are} published, ` +
          "it and those after it are not",
      );
    }
    if (result.unfollowed !== undefined) {
      terminal.error(
        result.unfollowed,
        "update the worktree",
        "branch and tags have moved",
      );
    }
    terminal.json(output.publishedToJson(result));
    const pushCode = pushOptions === undefined || after === undefined
      ? EXIT.done
      : await sendAll({ ...pushOptions, result }, terminal);
    const error = failure?.error ?? result.unfollowed;
    return error === undefined ? pushCode : exitCodeOf(error);
  },
});

function pushAfterwards(values: Values): PushTargets | undefined {
  if (values.has("push")) return pushTargets(values);
  const idle = PUSH_OPTIONS.find(({ name }) => values.has(name));
  if (idle === undefined) return undefined;
  throw new UsageError(
    `Option --${idle.name} has no effect without --push`,
    "add --push, or leave it out",
  );
}

/**
 * Pushes. Whatever happens, what was published stays published.
 *
 * @returns the exit code
 */
async function sendAll(
  { result, ...options }: PushOptions & { readonly result: PublishResult },
  terminal: Terminal,
): Promise<number> {
  const { push } = await import("../../publish/push.ts");
  const { PushReport } = await import("../push_report.ts");
  const { publishedToJson } = await import("../publish_output.ts");
  const { dryRun } = result;
  const report = new PushReport(terminal, { dryRun });
  const document = () => publishedToJson(result, report.toJson());
  try {
    await push({
      ...options,
      dryRun,
      onEvent: ({ remote }) => report.print(remote),
    });
    terminal.json(document());
    return report.exitCode;
  } catch (error) {
    const kept = "what was published is kept here; the next push tries again";
    terminal.json({ ...document(), error: terminal.describe(error) });
    if (options.signal?.aborted) throw new Stopped(kept);
    terminal.error(error, "push", kept);
    return exitCodeOf(error);
  }
}

/** Turns events into lines and a bar. */
function eventPrinter(
  progress: WorkProgress,
  terminal: Terminal,
): (event: PublishEvent) => void {
  let planned = 0;
  let verified = 0;
  return (event) => {
    switch (event.kind) {
      case "warning":
        return terminal.warning(event.text);
      case "metadata":
        return terminal.step(
          `Metadata verified, driver packages: ${event.packages}`,
        );
      case "plan":
        planned = event.tags.length;
        terminal.step(`Missing: ${event.tags.join(", ") || "nothing"}`);
        return progress.begin(event.bytes, "bytes");
      case "download":
        return progress.received(event.tag, event.received);
      case "release":
        verified += 1;
        return terminal.step(
          `Verified ${event.release.tag} (${verified} of ${planned})`,
        );
      default:
        event satisfies never;
    }
  };
}
