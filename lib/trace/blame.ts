// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The commit that each line of a file came in with, as `git blame` finds it.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import type { Clone } from "../verify/repository.ts";

/** Lines of a file, from 1, both included. */
export interface LineRange {
  /** The first line. */
  readonly first: number;
  /** The last line. */
  readonly last: number;
}

/** Where a line came from. */
export interface LineOrigin {
  /** Number in the file that was asked about, from 1. */
  readonly line: number;
  /** The commit that brought it. */
  readonly commit: string;
  /** The file's path in that commit, from the repository's root. */
  readonly path: string;
}

/**
 * Asks git where some lines come from.
 *
 * @param clone the repository; its settings cannot change the answer
 * @param question the commit, the file's path in it, and the lines
 */
export async function blame(
  clone: Clone,
  { commit, path, lines: { first, last } }: {
    readonly commit: string;
    readonly path: string;
    readonly lines: LineRange;
  },
): Promise<LineOrigin[]> {
  // blame takes paths from its working directory, even with a commit, and reads
  // a .mailmap there, which could be a pipe; none is in a git directory.
  const { gitDirectory } = clone;
  const git = clone.git.at(gitDirectory).with({ GIT_WORK_TREE: gitDirectory });
  const text = await git.text([
    ...["-c", "blame.ignoreRevsFile=", "-c", "core.quotePath=false"],
    ...["-c", "mailmap.file=", "-c", "mailmap.blob="],
    // Nothing checks the filters of a commit-graph, which blame would believe.
    ...["-c", "core.commitGraph=false"],
    ...["blame", "--line-porcelain", "--no-textconv", "-L", `${first},${last}`],
    ...[commit, "--", path],
  ], { subject: path });
  return parsePorcelain(text);
}

/** Parses `--line-porcelain` (git-blame(1), "The porcelain format"). */
function parsePorcelain(text: string): LineOrigin[] {
  const origins: LineOrigin[] = [];
  let header: RegExpExecArray | null = null;
  let filename = "";
  for (const row of text.split("\n")) {
    if (header === null) {
      header = /^([0-9a-f]{40,64}) \d+ (\d+)( \d+)?$/.exec(row);
      if (header === null) {
        throw new OperationError("git", {
          subject: "git blame",
          problem: "printed something unknown",
          found: JSON.stringify(row.slice(0, 80)),
        });
      }
    } else if (row.startsWith("filename ")) {
      filename = row.slice("filename ".length);
    } else if (row.startsWith("\t")) {
      const [, commit = "", line = ""] = header;
      origins.push({ line: Number(line), commit, path: filename });
      header = null;
    }
  }
  return origins;
}
