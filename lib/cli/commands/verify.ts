// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish verify`.
 *
 * @module
 */

import { UsageError, VerificationError } from "../../errors.ts";
import { printableName } from "../../printable.ts";
import { DEFAULT_MAX_AGE } from "../../profile.ts";
import {
  type CheckCode,
  CHECKS,
  isCheckCode,
} from "../../verify/check_codes.ts";
import type { Check } from "../../verify/checks.ts";
import type { AuditEvent, AuditResult } from "../../verify/contract.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit.ts";
import { OPTION, PROOF_OPTIONS, publishedOptions } from "../options.ts";
import { withProgress, type WorkProgress } from "../progress.ts";
import type { Terminal } from "../terminal.ts";

/** `neuron-publish verify` */
export const verifyCommand = defineCommand({
  name: "verify",
  summary: "prove published releases again, from the repository alone",
  operand: "[TAG…]",
  description: [
    "Proves what this clone shows: every object by its id, every release from " +
    "its own commit (metadata, package, signatures by the pinned key, every " +
    "file of the source, checksum files, message), every branch with the files " +
    "at its tip, HEAD, and what is checked out. Anything that " +
    "nothing proves is listed. Nothing is written.",
    "Each is verified, verified with notes, failed, or not proved, where this " +
    "clone lacks objects or a release was not part of the run. git fsck " +
    "--strict is a second opinion. With " +
    "--upstream, a package that the vendor has replaced is downloaded and " +
    "compared by content. If upstream cannot be reached or its metadata is " +
    "wrong, the verdicts are still printed, then the error.",
  ],
  options: [
    OPTION.repo,
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
    OPTION.maxAge,
    {
      name: "strict",
      help: "treat notes as failures",
    },
    {
      name: "accept",
      value: "CODE",
      repeatable: true,
      help: "a check whose notes are known and fine, for --strict",
    },
  ],
  exitCodes: [
    [0, "everything was verified, perhaps with notes"],
    [
      1,
      "it failed, something is not proved here, or upstream did not answer",
    ],
    [
      3,
      "something failed, here or upstream, upstream is older than the " +
      "archive, or with --strict there is a note",
    ],
  ],
  examples: [
    "neuron-publish verify --repo aws-neuron-driver",
    "neuron-publish verify --since 2.20.28.0 --upstream",
    "neuron-publish verify --strict --accept source --accept tip-metadata",
    "neuron-publish verify --json | jq '.releases[] | {tag, verdict}'",
  ],

  parse(values) {
    return {
      ...publishedOptions(values),
      /** Releases to prove, all where empty. */
      versions: values.operands,
      since: values.one("since"),
      upstream: values.has("upstream"),
      maxAge: values.count("max-age", 0) ?? DEFAULT_MAX_AGE,
      strict: values.has("strict"),
      accept: values.all("accept").map(checkCode),
    };
  },

  async run({ strict, accept, ...options }, terminal, context) {
    const { audit } = await import("../../verify/audit.ts");
    const { allChecks } = await import("../../verify/findings.ts");
    const result = await withProgress(terminal, (progress) =>
      audit({
        ...options,
        ...context,
        onEvent: (event) => showEvent(event, progress, terminal),
      }));
    const { auditToJson } = await import("../verify_json.ts");
    const { printAudit } = await import("../verify_table.ts");
    const { answerOf } = await import("../verify_words.ts");
    const strictNotes = strict ? notesAgainst(allChecks(result), accept) : [];
    const asked = { ...options, strictNotes };
    const answered = { ...result, verdict: answerOf(result, asked) };
    const isPrinted = printVerdicts(answered, terminal, () => {
      if (!terminal.wantsJson) printAudit(result, asked, terminal);
      else terminal.json(auditToJson(answered, options.profile));
    });
    const { upstreamError } = result;
    if (upstreamError !== undefined) {
      terminal.error(
        upstreamError,
        "compare with upstream",
        "the verdicts on the repository stand without it",
      );
    }
    if (strictNotes.length > 0) {
      const options = strictNotes.map((code) => `--accept ${code}`).join(" ");
      terminal.note(
        `With --strict notes count as failures; accept known ones with ${options}`,
      );
    }
    const code = exitCode(answered);
    return isPrinted || code !== EXIT.done ? code : EXIT.failed;
  },
});

function checkCode(given: string): CheckCode {
  if (isCheckCode(given)) return given;
  throw new UsageError(
    `There is no check ${JSON.stringify(given)}`,
    `the checks are ${Object.keys(CHECKS).join(", ")}`,
  );
}

/**
 * Prints a result. If a part of it cannot be printed, every verdict still is,
 * and the exit code follows from the verdicts.
 *
 * @param print prints it in full
 * @returns whether it was printed in full
 */
export function printVerdicts(
  { verdict, releases, branch, branches }: AuditResult,
  terminal: Terminal,
  print: () => void,
): boolean {
  try {
    print();
    return true;
  } catch (error) {
    terminal.error(error, "print the result", "the verdicts stand without it");
    const name = (text: unknown) => printableName(String(text));
    const lines = [branch, ...branches].map((line) => (
      { name: name(line.name), verdict: line.verdict }
    ));
    const tags = releases.map((release) => (
      { tag: name(release.tag), verdict: release.verdict }
    ));
    if (terminal.wantsJson) {
      terminal.json({
        verdict,
        releases: tags,
        branches: lines,
        error: terminal.describe(error),
      });
      return false;
    }
    terminal.result(verdict);
    for (const { tag, verdict } of tags) terminal.result(`${tag}  ${verdict}`);
    for (const { name, verdict } of lines) {
      terminal.result(`${name}  ${verdict}`);
    }
    return false;
  }
}

/** Checks with notes that were not accepted. */
function notesAgainst(
  checks: readonly { readonly check: Check }[],
  accept: readonly CheckCode[],
): CheckCode[] {
  const notes = checks.filter(({ check }) => check.status === "note");
  const codes = new Set(notes.map(({ check }) => check.code));
  return [...codes.difference(new Set(accept))];
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
    case "upstream":
      return progress.begin(event.bytes, "bytes");
    case "download":
      return progress.received(event.tag, event.received);
    default:
      event satisfies never;
  }
}

/**
 * The most serious code: a failure, here or upstream, comes before what could
 * not be proved. Missing objects, or a server that does not answer, refute
 * nothing.
 */
function exitCode(result: AuditResult): number {
  const { upstream, upstreamError, verdict } = result;
  const isRefuted = verdict === "failed" ||
    upstream?.compared === "rollback" ||
    upstreamError instanceof VerificationError ||
    upstream?.releases.some(({ status }) => status === "changed");
  if (isRefuted) return EXIT.unverified;
  return verdict === "not-proved" || upstreamError !== undefined
    ? EXIT.failed
    : EXIT.done;
}
