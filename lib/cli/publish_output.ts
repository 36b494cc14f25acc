// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The result of `publish`, in words and as JSON.
 *
 * @module
 */

import { singleLine } from "../printable.ts";
import type { PublishResult } from "../publish/contract.ts";
import { counted, longest } from "../wording.ts";
import { payloadSignature } from "../record/signature_choice.ts";
import { describeError } from "./error_report.ts";
import { metadataToJson, packageToJson } from "./evidence_json.ts";
import type { Terminal } from "./terminal.ts";
import { formatDay } from "../time.ts";

/** Prints what was published on stdout, and the rest on stderr. */
export function printPublished(
  result: PublishResult,
  terminal: Terminal,
): void {
  const width = longest(result.releases.map(({ tag }) => tag));
  for (const { subject, branch, commit, files } of result.archive) {
    terminal.note(
      `${subject} (${counted(files.length, "file")}) on ${branch}` +
        `${commit === undefined ? "" : ` ${commit.slice(0, 12)}`}`,
    );
  }
  for (const release of result.releases) {
    const { tag, branch, commit, evidence } = release;
    const name = tag.padEnd(width);
    const verdict = result.dryRun ? "would publish" : "published";
    const onBranch = branch === result.branch.name ? [] : [`on ${branch}`];
    const facts = [
      commit?.slice(0, 12) ?? release.tree.slice(0, 12),
      `signed ${formatDay(payloadSignature(evidence.rpm).created)}`,
      counted(evidence.tree.files.length, "file"),
      singleLine(evidence.file),
    ];
    const fitting = fittingCells([name, verdict, ...onBranch], facts, terminal);
    terminal.result([
      terminal.painted("bold", name),
      terminal.painted("green", verdict),
      ...onBranch,
      ...fitting,
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
    terminal.note(
      result.skipped.length > 0
        ? "Nothing else is new"
        : "Nothing new to publish",
    );
  } else if (before !== after) {
    terminal.note(
      `${name} moved from ${before?.slice(0, 12) ?? "nothing"} to ` +
        `${after?.slice(0, 12)}, ${counted(result.releases.length, "new tag")}`,
    );
  } else { // backports alone
    const branches = new Set(result.releases.map(({ branch }) => branch));
    terminal.note(
      `${[...branches].join(" and ")} moved, ${name} did not, ` +
        counted(result.releases.length, "new tag"),
    );
  }
}

/**
 * The parts of a row that fit after its beginning, which is never cut: ids are
 * left out first, then the longest part. A pipe gets all.
 */
function fittingCells(
  beginning: readonly string[],
  rest: readonly string[],
  { columns = Infinity }: Terminal,
): readonly string[] {
  const length = (cells: readonly string[]) => cells.join("  ").length;
  let cells = rest;
  while (cells.length > 0 && length([...beginning, ...cells]) > columns) {
    const longest = cells.toSorted((a, b) => b.length - a.length)[0];
    const out = cells.length === rest.length ? cells[0] : longest;
    cells = cells.filter((cell) => cell !== out);
  }
  return cells;
}

/** The document of `publish --json`. */
export function publishedToJson(
  result: PublishResult,
  push?: object,
): object {
  return {
    metadata: metadataToJson(result.metadata),
    dryRun: result.dryRun,
    branch: {
      ...result.branch,
      before: result.branch.before ?? null,
      after: result.branch.after ?? null,
    },
    archive: result.archive.map((one) => ({
      ...one,
      commit: one.commit ?? null,
    })),
    releases: result.releases.map((release) => {
      const { rpm, file, tree } = release.evidence;
      return {
        tag: release.tag,
        verdict: "verified",
        branch: release.branch,
        commit: release.commit ?? null,
        tree: release.tree,
        ...packageToJson(rpm),
        file,
        buildTime: rpm.info.buildTime,
        upstreamCommit: tree.upstreamCommit ?? null,
        notes: release.notes ?? null,
        files: release.files,
        message: release.message,
      };
    }),
    skipped: result.skipped,
    failure: result.failure === undefined ? null : {
      tag: result.failure.tag,
      ...describeError(result.failure.error),
    },
    unfollowed: result.unfollowed === undefined
      ? null
      : describeError(result.unfollowed),
    push: push ?? null,
  };
}
