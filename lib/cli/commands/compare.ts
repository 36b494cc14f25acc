// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish compare`. With `--json` it prints
 *
 * ```json
 * {
 *   "version": "2.22.2.0",
 *   "verdict": "verified",           of the release, or "verified-with-notes"
 *   "with": "https://…",             without passwords
 *   "commit": "…",                   null for a plain folder
 *   "sameSource": false,             what the exit code says
 *   "identical": ["Makefile"],
 *   "onlyHere": ["…"],               in the release alone
 *   "onlyThere": ["README.md"],
 *   "different": [{
 *     "path": "neuron_core.c",
 *     "ourMode": "100644",
 *     "theirMode": "100644",
 *     "added": 2,                    lines that only the other has; null where
 *     "removed": 1,                  one is not text
 *     "diff": ["@@ -1,3 +1,4 @@"]    lines from ours to theirs; null likewise
 *   }],
 *   "modes": [{"path", "ourMode", "theirMode"}]
 * }
 * ```
 *
 * @module
 */

import { proveRelease } from "../../verify/proven_release.ts";
import {
  compareSource,
  type Comparison,
  type DifferentFile,
} from "../../compare/compare.ts";
import {
  type Publication,
  readPublication,
} from "../../compare/publication.ts";
import { formatHunks } from "../../diff.ts";
import { plainLines, singleLine } from "../../printable.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit.ts";
import type { CommandContext } from "../run.ts";
import type { Terminal } from "../terminal.ts";

/** Runs the command. */
export async function runCompare(
  command: Command & { kind: "compare" },
  terminal: Terminal,
  context: CommandContext,
): Promise<number> {
  const { repo, profile, version, keyFile, place } = command;
  const release = await proveRelease({
    repo,
    profile,
    version,
    ...context,
    ...(keyFile === undefined ? {} : { keyFile }),
  });
  const paths = new Set(release.tree.files.map(({ path }) => path));
  const theirs = await readPublication(place, { ...context, paths });
  const comparison = compareSource(release.tree, theirs);
  if (terminal.wantsJson) {
    const { verdict } = release.audit;
    terminal.json(toJson(comparison, theirs, { version, verdict }));
  } else print(comparison, theirs, terminal);
  // As diff(1) has it: 1 where they differ.
  return comparison.isSameSource ? EXIT.done : EXIT.failed;
}

function print(
  comparison: Comparison,
  { place, commit }: Publication,
  terminal: Terminal,
): void {
  const { identical, onlyHere, onlyThere, different, modes } = comparison;
  for (const path of onlyHere) {
    terminal.result(`${terminal.painted("red", "only here")}  ${quoted(path)}`);
  }
  for (const path of onlyThere) {
    terminal.result(`only there  ${quoted(path)}`);
  }
  for (const { path, ourMode, theirMode } of modes) {
    terminal.result(
      `mode  ${quoted(path)}  ${ourMode} here, ${singleLine(theirMode)} there`,
    );
  }
  for (const file of different) printDifferent(file, terminal);
  const counts = [
    `${identical.length} identical`,
    `${onlyHere.length} only here`,
    `${onlyThere.length} only there`,
    `${different.length} different`,
    `${modes.length} with another mode`,
  ].join(", ");
  terminal.result(
    (comparison.isSameSource
      ? terminal.painted("green", "same source")
      : terminal.painted("red", "not the same source")) + `: ${counts}`,
  );
  terminal.note(
    commit === undefined
      ? `Compared with the files in ${place}`
      : `Compared with commit ${commit} of ${place}`,
  );
}

function printDifferent(
  { path, ourMode, theirMode, diff }: DifferentFile,
  terminal: Terminal,
): void {
  const mode = ourMode === theirMode
    ? ""
    : `  ${ourMode} here, ${singleLine(theirMode)} there`;
  const counts = diff === undefined
    ? "not text"
    : diff.omitted ?? `+${diff.added} -${diff.removed}`;
  terminal.result(
    `${terminal.painted("red", "different")}  ${
      quoted(path)
    }  ${counts}${mode}`,
  );
  for (const line of formatHunks(diff?.hunks ?? [])) {
    const text = `    ${visible(line)}`;
    const style = line.startsWith("+")
      ? "green"
      : line.startsWith("-")
      ? "red"
      : undefined;
    terminal.result(style === undefined ? text : terminal.painted(style, text));
  }
}

/** A line of a file, in which a carriage return can be seen. */
function visible(line: string): string {
  return plainLines(line.replaceAll("\r", "␍")).replaceAll("\n", " ");
}

/** A path that may hold anything, as one word. */
function quoted(path: string): string {
  return /^[\w./+,=@~-]+$/.test(path) ? path : JSON.stringify(singleLine(path));
}

function toJson(
  comparison: Comparison,
  { place, commit }: Publication,
  head: { readonly version: string; readonly verdict: string },
): unknown {
  const { identical, onlyHere, onlyThere, different, modes } = comparison;
  return {
    ...head,
    with: place,
    commit: commit ?? null,
    sameSource: comparison.isSameSource,
    identical,
    onlyHere,
    onlyThere,
    different: different.map(({ diff, ...file }) => ({
      ...file,
      ...(diff === undefined || diff.omitted !== undefined
        ? { added: null, removed: null, diff: null }
        : {
          added: diff.added,
          removed: diff.removed,
          diff: formatHunks(diff.hunks),
        }),
    })),
    modes: modes.map(({ path, ourMode, theirMode }) => ({
      path,
      ourMode,
      theirMode,
    })),
  };
}
