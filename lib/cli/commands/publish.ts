// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish publish`.
 *
 * @module
 */

import { createDownload } from "../../http.ts";
import { singleLine } from "../../printable.ts";
import type {
  PublishedRelease,
  PublishEvent,
  PublishResult,
} from "../../publish/contract.ts";
import { publish } from "../../publish/publish.ts";
import {
  preparePush,
  push,
  type PushOptions,
  type PushResult,
} from "../../publish/push.ts";
import { payloadSignature } from "../../record/signature_choice.ts";
import type { Command } from "../command.ts";
import { EXIT, exitCodeOf } from "../exit.ts";
import { metadataToJson } from "../metadata_json.ts";
import { PushReport } from "../push_report.ts";
import type { CommandContext } from "../run.ts";
import { Stopped } from "../stopped.ts";
import { describeError, type Progress, type Terminal } from "../terminal.ts";

/** Runs the command. */
export async function runPublish(
  command: Command & { kind: "publish" },
  terminal: Terminal,
  context: CommandContext,
): Promise<number> {
  const { keyFile, limit, push: targets, ...options } = command;
  const pushOptions = targets && { repo: command.repo, ...targets, ...context };
  // Better now than after an hour of downloads.
  if (pushOptions !== undefined) await preparePush(pushOptions);
  const listener = new Listener(terminal);
  let result: PublishResult;
  try {
    result = await publish({
      ...options,
      ...(keyFile === undefined ? {} : { keyFile }),
      ...(limit === undefined ? {} : { limit }),
      download: createDownload(),
      onEvent: (event) => listener.hear(event),
      ...context,
    });
  } finally {
    await listener.stop();
  }
  if (!terminal.wantsJson) print(result, terminal);
  const { failure } = result;
  if (failure !== undefined) {
    const { length } = result.releases;
    const are = result.dryRun ? "would be" : length === 1 ? "is" : "are";
    terminal.error(
      failure.error,
      `publish ${failure.version}`,
      `${count(length, "release")} before it ${are} published, ` +
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
  const pushed = pushOptions === undefined || result.branch.after === undefined
    ? undefined
    : await sendAll({ ...pushOptions, dryRun: result.dryRun }, terminal);
  if (terminal.wantsJson) {
    terminal.json(toJson(result, pushed?.result));
  }
  const error = failure?.error ?? result.unfollowed;
  if (error !== undefined) return exitCodeOf(error);
  return pushed?.exitCode ?? EXIT.done;
}

/** Pushes; whatever happens, what was published stays published. */
async function sendAll(
  options: PushOptions & { readonly dryRun: boolean },
  terminal: Terminal,
): Promise<{ result: PushResult | undefined; exitCode: number }> {
  const report = new PushReport(terminal, options);
  try {
    const result = await push({
      ...options,
      onRemote: (remote) => report.tell(remote),
    });
    return { result, exitCode: report.exitCode };
  } catch (error) {
    const kept = "what was published is kept here, and the next push sends it";
    if (options.signal?.aborted) throw new Stopped(kept);
    terminal.error(error, "push", kept);
    return { result: undefined, exitCode: exitCodeOf(error) };
  }
}

/** Turns events into words and a bar. */
class Listener {
  readonly #terminal: Terminal;
  readonly #received = new Map<string, number>();
  #progress: Progress | undefined;
  #planned = 0;
  #verified = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  hear(event: PublishEvent): void {
    switch (event.kind) {
      case "warning":
        this.#terminal.warning(event.text);
        break;
      case "metadata":
        this.#terminal.step(
          `Metadata verified: ${count(event.packages, "driver package")}`,
        );
        break;
      case "plan":
        this.#planned = event.versions.length;
        this.#terminal.step(
          `Missing: ${event.versions.join(", ") || "nothing"}`,
        );
        this.#progress = this.#terminal.progress(event.bytes);
        break;
      case "download":
        this.#received.set(event.version, event.received);
        this.#progress?.update(
          this.#received.values().reduce((sum, bytes) => sum + bytes, 0),
        );
        break;
      case "verified":
        this.#verified += 1;
        this.#terminal.step(
          `Verified ${event.release.tag} (${this.#verified} of ` +
            `${this.#planned})`,
        );
        break;
      default:
        event satisfies never;
    }
  }

  async stop(): Promise<void> {
    await this.#progress?.stop();
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function print(result: PublishResult, terminal: Terminal): void {
  const width = Math.max(0, ...result.releases.map(({ tag }) => tag.length));
  for (const { subject, branch, commit, files } of result.archive) {
    terminal.note(
      `${subject} (${count(files.length, "file")}) on ${branch}` +
        `${commit === undefined ? "" : ` ${commit.slice(0, 12)}`}`,
    );
  }
  for (const release of result.releases) {
    const { tag, branch, commit, evidence } = release;
    terminal.result([
      terminal.painted("bold", tag.padEnd(width)),
      terminal.painted("green", result.dryRun ? "would publish" : "published"),
      ...(branch === result.branch.name ? [] : [`on ${branch}`]),
      commit?.slice(0, 12) ?? release.tree.slice(0, 12),
      `signed ${signedAt(release).slice(0, 10)}`,
      count(evidence.tree.files.length, "file"),
      singleLine(evidence.filename),
    ].join("  "));
    if (result.dryRun) {
      for (const line of release.message.trimEnd().split("\n")) {
        terminal.result(line === "" ? "" : `    ${line}`);
      }
    }
  }
  if (result.skipped.length > 0) {
    terminal.note(`Backports left out: ${result.skipped.join(", ")}`);
  }
  const { name, before, after } = result.branch;
  if (result.dryRun) {
    terminal.note("Dry run: nothing was written");
  } else if (result.releases.length === 0 && result.archive.length === 0) {
    terminal.note("Nothing new: the repository is up to date");
  } else if (before !== after) {
    terminal.note(
      `${name} moved from ${before?.slice(0, 12) ?? "nothing"} to ` +
        `${after?.slice(0, 12)}, ${count(result.releases.length, "new tag")}`,
    );
  } else { // backports alone
    const branches = new Set(result.releases.map(({ branch }) => branch));
    terminal.note(
      `${[...branches].join(" and ")} moved, ${name} did not, ` +
        count(result.releases.length, "new tag"),
    );
  }
}

function signedAt(release: PublishedRelease): string {
  const { created } = payloadSignature(release.evidence.rpm);
  return created.toISOString().replace(".000Z", "Z");
}

function toJson(
  result: PublishResult,
  pushed: PushResult | undefined,
): unknown {
  return {
    metadata: metadataToJson(result.metadata),
    dryRun: result.dryRun,
    branch: {
      name: result.branch.name,
      before: result.branch.before ?? null,
      after: result.branch.after ?? null,
    },
    archive: result.archive.map(({ subject, branch, commit, files }) => ({
      subject,
      branch,
      commit: commit ?? null,
      files,
    })),
    releases: result.releases.map((release) => {
      const { rpm, filename, tree } = release.evidence;
      return {
        tag: release.tag,
        verdict: "verified",
        branch: release.branch,
        commit: release.commit ?? null,
        tree: release.tree,
        package: rpm.info.name,
        file: filename,
        sha256: rpm.sha256,
        contentSha256: rpm.contentSha256,
        signedAt: signedAt(release),
        fingerprint: rpm.signatures[0]?.fingerprint,
        buildTime: new Date(rpm.info.buildTime * 1000).toISOString(),
        upstreamCommit: tree.upstreamCommit ?? null,
        notes: release.notes ?? null,
        files: release.files,
        message: release.message,
      };
    }),
    skipped: result.skipped,
    failure: result.failure === undefined ? null : {
      tag: result.failure.version,
      ...describeError(result.failure.error),
    },
    unfollowed: result.unfollowed === undefined
      ? null
      : describeError(result.unfollowed),
    push: pushed === undefined ? null : PushReport.toJson(pushed),
  };
}
