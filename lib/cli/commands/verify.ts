// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish verify`.
 *
 * @module
 */

import { VerificationError } from "../../errors.ts";
import type { AuditEvent, AuditResult } from "../../verify/contract.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { EXIT } from "../exit.ts";
import { PROOF_OPTIONS, publishedOptions, REPO } from "../options.ts";
import { WorkProgress } from "../progress.ts";
import type { CommandSpec } from "../spec.ts";
import type { Terminal } from "../terminal.ts";
import type { Values } from "../values.ts";
import { failedChecks } from "../failed_checks.ts";

const spec: CommandSpec = {
  name: "verify",
  summary: "prove published releases again, from the repository alone",
  operand: "[TAG…]",
  description: [
    "For each release tag, from the commit's own tree and nothing else: " +
    "metadata, package, signatures by the pinned key, every file of the " +
    "source, checksum files, message, and what the commit touches. Then the " +
    "branch: the source at its tip is the newest release's. Reads git " +
    "objects only, so that a bare clone will do, and writes nothing.",
    "A release is verified, verified with notes, or failed. With --upstream, " +
    "a package that the vendor has replaced is downloaded and compared by " +
    "content; what was found is remembered in the git directory, in " +
    "neuron-publish/upstream.json. Where upstream is away or lies, the " +
    "verdicts are told all the same, then the error.",
  ],
  options: [
    REPO,
    ...PROOF_OPTIONS,
    {
      name: "since",
      value: "TAG",
      help: "prove this release and those above it only",
    },
    {
      name: "upstream",
      help: "also compare with what the vendor's server has now",
    },
    {
      name: "strict",
      help: "treat notes as failures",
    },
  ],
  exitCodes: [
    [0, "everything was verified"],
    [
      1,
      "it failed, this clone lacks objects that the proof needs, or " +
      "upstream did not answer",
    ],
    [
      3,
      "something failed, here or upstream, or with --strict has a note",
    ],
  ],
  examples: [
    "neuron-publish verify --repo aws-neuron-driver",
    "neuron-publish verify --since 2.20.28.0 --upstream",
    "neuron-publish verify --json | jq '.releases[] | {tag, verdict}'",
  ],
};

function parse(values: Values) {
  return {
    ...publishedOptions(values),
    /** Releases to prove, all where empty. */
    tags: values.operands,
    since: values.one("since"),
    upstream: values.has("upstream"),
    strict: values.has("strict"),
  };
}

async function run(
  { keyFile, since, upstream, strict, ...options }: ReturnType<typeof parse>,
  terminal: Terminal,
  context: CommandContext,
): Promise<number> {
  const { createDownload } = await import("../../http.ts");
  const { audit } = await import("../../verify/audit.ts");
  let result: AuditResult;
  {
    await using progress = new WorkProgress(terminal);
    result = await audit({
      ...options,
      ...context,
      ...(keyFile === undefined ? {} : { keyFile }),
      ...(since === undefined ? {} : { since }),
      ...(upstream
        ? { upstream: createDownload({ logins: context.logins }) }
        : {}),
      onEvent: (event) => showEvent(event, progress, terminal),
    });
  }
  if (terminal.wantsJson) {
    const { auditToJson } = await import("../verify_json.ts");
    terminal.json(auditToJson(result));
  } else {
    const { printAudit } = await import("../verify_table.ts");
    printAudit(result, terminal);
  }
  const { upstreamFailure: failure } = result;
  if (failure !== undefined) {
    terminal.error(
      failure,
      "compare with upstream",
      "the verdicts on the repository stand without it",
    );
  }
  return exitCode(result, strict);
}

function showEvent(
  event: AuditEvent,
  progress: WorkProgress,
  terminal: Terminal,
): void {
  switch (event.kind) {
    case "plan":
      return progress.begin(event.tags.length, "releases");
    case "release":
      progress.advance();
      return terminal.step(`${event.release.tag}: ${event.release.verdict}`);
    case "upstream-plan":
      return progress.begin(event.bytes, "bytes");
    case "upstream-download":
      return progress.received(event.tag, event.received);
    default:
      event satisfies never;
  }
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

/** `neuron-publish verify` */
export const verifyCommand = defineCommand({ spec, parse, run });
