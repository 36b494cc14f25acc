// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish verify`.
 *
 * @module
 */

import { audit } from "../../verify/audit.ts";
import type { AuditEvent, AuditResult } from "../../verify/contract.ts";
import { VerificationError } from "../../errors.ts";
import { createDownload } from "../../http.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit.ts";
import type { CommandContext } from "../run.ts";
import type { Progress, Terminal } from "../terminal.ts";
import { auditToJson } from "./verify_json.ts";
import { failedChecks, printAudit } from "./verify_table.ts";

/** Runs the command. */
export async function runVerify(
  command: Command & { kind: "verify" },
  terminal: Terminal,
  context: CommandContext,
): Promise<number> {
  const { keyFile, since, upstream, strict, ...options } = command;
  const listener = new Listener(terminal);
  let result: AuditResult;
  try {
    result = await audit({
      ...options,
      ...context,
      ...(keyFile === undefined ? {} : { keyFile }),
      ...(since === undefined ? {} : { since }),
      ...(upstream ? { upstream: createDownload() } : {}),
      onEvent: (event) => listener.hear(event),
    });
  } finally {
    await listener.stop();
  }
  if (terminal.wantsJson) terminal.json(auditToJson(result));
  else printAudit(result, terminal);
  const { upstreamFailure: failure } = result;
  if (failure !== undefined) {
    const unharmed = "the verdicts on the repository stand without it";
    terminal.error(failure, "compare with upstream", unharmed);
  }
  return exitCode(result, strict);
}

/**
 * The gravest of all: what does not hold, here or upstream, before what could
 * not be told. What a clone lacks, or a server that is away, says nothing about
 * the truth of what is there.
 */
function exitCode(result: AuditResult, strict: boolean): number {
  const { upstream, upstreamFailure, verdict } = result;
  if (upstream?.releases.some(({ status }) => status === "changed")) {
    return EXIT.unverified;
  }
  if (upstreamFailure instanceof VerificationError) return EXIT.unverified;
  const failed = failedChecks(result);
  if (failed.some(({ code }) => code !== "objects")) return EXIT.unverified;
  if (failed.length > 0) return EXIT.failed;
  if (strict && verdict !== "verified") return EXIT.unverified;
  return upstreamFailure === undefined ? EXIT.done : EXIT.failed;
}

/** Turns events into words and a bar. */
class Listener {
  readonly #terminal: Terminal;
  readonly #received = new Map<string, number>();
  #progress: Progress | undefined;
  #proved = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  hear(event: AuditEvent): void {
    switch (event.kind) {
      case "plan":
        this.#progress = this.#terminal.progress(
          event.tags.length,
          "releases",
        );
        break;
      case "release":
        this.#proved += 1;
        this.#progress?.update(this.#proved);
        this.#terminal.step(`${event.release.tag}: ${event.release.verdict}`);
        break;
      case "upstream-plan":
        void this.#progress?.stop();
        this.#progress = this.#terminal.progress(event.bytes);
        break;
      case "upstream-download":
        this.#received.set(event.tag, event.received);
        this.#progress?.update(
          this.#received.values().reduce((sum, bytes) => sum + bytes, 0),
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
