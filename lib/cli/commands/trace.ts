// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish trace`. docs/json.md shows its JSON.
 *
 * @module
 */

import { plainLines, singleLine } from "../../printable.ts";
import type { Trace, TracedRelease } from "../../trace/trace.ts";
import { counted, grouped } from "../../wording.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit.ts";
import { OPTION, PROOF_OPTIONS, publishedOptions } from "../options.ts";
import { withProgress } from "../progress.ts";
import type { Terminal } from "../terminal.ts";
import { formatDay } from "../../time.ts";

/** `neuron-publish trace` */
export const traceCommand = defineCommand({
  name: "trace",
  summary: "which signed package first shipped this line of source",
  operand: "PATH[:LINE[-LINE]]",
  description: [
    "Finds the release that a line of source came in with, proves that " +
    "release and all before it as verify does, and prints the evidence: " +
    "package, signature, the file's digest in the signed header, git blob, " +
    "tree, commit and tag. Without a line, it lists every release that " +
    "changed the file.",
    "PATH is relative to the source directory, or begins with its name.",
  ],
  options: [
    OPTION.repo,
    {
      name: "release",
      value: "TAG",
      help: "start at this release (default: the newest one in HEAD's history)",
    },
    ...PROOF_OPTIONS,
  ],
  exitCodes: [
    [0, "traced, and every release on the way is proved"],
    [
      3,
      "a release or an object is not what it claims to be, or no release " +
      "shipped this file",
    ],
  ],
  examples: [
    "neuron-publish trace src/neuron_dma.c:120-134",
    "neuron-publish trace neuron_ring.h --release 2.22.2.0 --json",
  ],

  parse(values) {
    const { operand } = values;
    const [, path = operand, from, to] =
      /^(.+?):(\d+)(?:-(\d+))?$/s.exec(operand) ?? [];
    const release = values.one("release");
    const common = { ...publishedOptions(values), path, release };
    if (from === undefined) return { ...common, lines: undefined };
    const first = Number(from);
    const last = to === undefined ? first : Number(to);
    return { ...common, lines: { first, last } };
  },

  async run(options, terminal, { env, signal }) {
    const { trace } = await import("../../trace/trace.ts");
    const found = await withProgress(terminal, (progress) =>
      trace({
        ...options,
        env,
        signal,
        onEvent: (event) => progress.show(event),
      }));
    if (terminal.wantsJson) {
      terminal.json(toJson(found));
      return EXIT.done;
    }
    if (found.lines === undefined) await printFile(found, terminal);
    else printLines(found, terminal);
    return EXIT.done;
  },
});

function printLines(
  { path, release, lines = [], releases }: Trace,
  terminal: Terminal,
): void {
  terminal.note(`${singleLine(path)} in ${release}`);
  const width = String(lines.at(-1)?.last ?? 0).length;
  for (const { first, text, release } of lines) {
    for (const [i, line] of text.entries()) {
      const number = String(first + i).padStart(width);
      terminal.result(
        `${release.padEnd(10)} ${number}  ${plainLines(line)}`.trimEnd(),
      );
    }
  }
  for (const traced of releases) {
    printEvidence("First shipped in", traced, terminal);
  }
}

async function printFile(
  { path, release, releases }: Trace,
  terminal: Terminal,
): Promise<void> {
  const { payloadSignature } = await import("../../record/signature_choice.ts");
  const count = counted(releases.length, "release");
  terminal.note(`${singleLine(path)} up to ${release}: ${count} changed it`);
  for (const { audit, evidence, file, change } of releases) {
    const columns = [
      audit.tag.padEnd(10),
      (change ?? "").padEnd(7),
      file?.blob.slice(0, 12) ?? "-".repeat(12),
      `signed ${formatDay(payloadSignature(evidence.rpm).created)}`,
      singleLine(evidence.file),
    ];
    terminal.result(columns.join("  "));
  }
  const last = releases.at(-1);
  if (last?.file !== undefined) {
    printEvidence("Last changed in", last, terminal);
  }
}

function printEvidence(
  heading: string,
  { audit, evidence, file }: TracedRelease,
  terminal: Terminal,
): void {
  terminal.result("");
  terminal.result(terminal.painted("bold", `${heading} ${audit.tag}`));
  const { rpm } = evidence;
  const row = (name: string, text: string) =>
    terminal.result(`  ${name.padEnd(10)} ${text}`);
  row("package", singleLine(evidence.file));
  row("", `SHA-256 ${rpm.sha256}`);
  for (const signature of rpm.signatures) {
    const covered = signature.coversPayload ? "header and payload" : "header";
    const made = formatDay(signature.created);
    row("signature", `${signature.tag} of ${covered}`);
    row("", `${signature.hashAlgorithm}, ${made}`);
    row("", `by ${grouped(signature.fingerprint)}`);
  }
  if (file !== undefined) {
    row("file", singleLine(file.signedPath));
    row("", `${file.size} bytes, mode ${file.signedMode}`);
    if (file.algorithm !== undefined) {
      row("", `signed ${file.algorithm}`);
      row("", file.digest);
    }
    row("git blob", file.blob);
  }
  if (audit.package !== undefined) row("tree", audit.package.tree);
  row("commit", audit.commit);
  row("tag", audit.tag);
}

function toJson(found: Trace): object {
  return {
    ...found,
    releases: found.releases.map(({ audit, evidence, file, change }) => ({
      tag: audit.tag,
      verdict: audit.verdict,
      change: change ?? null,
      commit: audit.commit,
      tree: audit.package?.tree ?? null,
      published: audit.committedAt ?? null,
      package: {
        filename: evidence.file,
        sha256: evidence.rpm.sha256,
        contentSha256: evidence.rpm.contentSha256,
        built: evidence.rpm.info.buildTime,
      },
      signatures: evidence.rpm.signatures.map((signature) => ({
        tag: signature.tag,
        algorithm: signature.publicKeyAlgorithm,
        hash: signature.hashAlgorithm,
        version: signature.version,
        created: signature.created,
        fingerprint: signature.fingerprint,
        coversPayload: signature.coversPayload,
      })),
      file: file === undefined
        ? null
        : { ...file, algorithm: file.algorithm ?? null },
    })),
  };
}
